//! References that lead elsewhere.

use rill_codegen::{Input, missing};

use crate::{assert_has, common, crate_of, crate_of_input, document, findings};

const PATHS: &str = "paths: {/a: {get: {operationId: a, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}
";

fn components(schemas: &str) -> String {
    document(&format!("{PATHS}components: {{schemas: {{{schemas}}}}}"))
}

#[test]
fn ts05_references_to_hosts_and_files_are_not_followed() {
    let generated = crate_of(&components(
        "A: {type: object, properties: {b: {$ref: 'http://169.254.169.254/latest#/x'}, c: {$ref: 'file:///etc/passwd'}, d: {type: string}}}",
    ));
    assert_has(
        &generated,
        &[
            "pub b: Option<Value>",
            "pub c: Option<Value>",
            "pub d: Option<String>",
        ],
    );
    assert_eq!(
        findings(&generated),
        [
            "external-reference #/components/schemas/A/properties/b/$ref",
            "external-reference #/components/schemas/A/properties/c/$ref",
        ]
    );
}

/// The document with the files beside it.
fn with_files(text: &str, files: &[(&str, &str)]) -> Input {
    let mut input = Input::from(common::text("document.yaml", text));
    let mut rounds = 0;
    loop {
        let wanted = missing(&input);
        let file = wanted
            .iter()
            .find_map(|name| files.iter().find(|(file, _)| file == name));
        let Some((name, text)) = file else {
            return input;
        };
        input
            .others
            .insert((*name).to_owned(), common::text(name, text));
        rounds += 1;
        assert!(rounds <= files.len(), "each file is asked for once");
    }
}

#[test]
fn ts09_files_that_refer_to_each_other() {
    let input = with_files(
        &components("A: {type: object, properties: {b: {$ref: 'b.yaml#/B'}}}"),
        &[
            (
                "b.yaml",
                "B: {type: object, properties: {c: {$ref: 'c.yaml#/C'}}}\n",
            ),
            (
                "c.yaml",
                "C: {type: object, properties: {b: {$ref: 'b.yaml#/B'}, a: {$ref: 'document.yaml#/components/schemas/A'}}}\n",
            ),
        ],
    );
    let generated = crate_of_input(&input);
    assert_has(
        &generated,
        &[
            "pub c: Option<C>",
            "pub a: Option<Box<A>>",
            "pub b: Option<Box<B>>",
        ],
    );
    assert_eq!(findings(&generated), [""; 0]);
}

#[test]
fn ty14_ts22_pointers_with_escapes_and_into_paths() {
    let generated = crate_of(&components(
        "A: {type: object, properties: {
          b: {$ref: '#/components/schemas/x~1y~0z'},
          c: {$ref: '#/components/schemas/x%20y'},
          d: {$ref: '#/paths/~1a/get/responses/200/content/application~1json/schema'}}},
        x/y~z: {type: object, properties: {e: {type: string}}}, 'x y': {type: object, properties: {f: {type: string}}}",
    ));
    assert_has(
        &generated,
        &[
            "pub b: Option<XYZ>",
            "pub c: Option<XY>",
            "pub d: Option<Box<AGet200>>",
            "pub type AGet200 = A;",
        ],
    );
    assert_eq!(findings(&generated), [""; 0]);
}

#[test]
fn ha09_members_in_items_and_references_to_nowhere() {
    let generated = crate_of(&components(
        "A: {type: object, properties: {
          list: {type: array, items: {allOf: [{$ref: '#/components/schemas/B'}, {type: object, properties: {c: {type: string}}}]}},
          gone: {$ref: '#/components/schemas/Gone'}}},
        B: {type: object, properties: {b: {type: string}}}",
    ));
    assert_has(
        &generated,
        &[
            "pub list: Option<Vec<AListItem>>",
            "pub gone: Option<Value>",
        ],
    );
    assert_eq!(
        findings(&generated),
        ["dangling-reference #/components/schemas/A/properties/gone/$ref"]
    );
}
