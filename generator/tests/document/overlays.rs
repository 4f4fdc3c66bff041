//! Overlays: the kinds of actions the specification has, and those that cannot be applied.

use expect_test::{Expect, expect};
use rill_codegen::Dialect;
use rill_codegen::diagnostic::Diagnostics;
use rill_codegen::document::{self, Document, Input, Source};

const DOCUMENT: &str = r#"{
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1"},
    "tags": [{"name": "a"}, {"name": "b"}, {"name": "c"}],
    "paths": {
        "/pets": {
            "get": {"x-safe": true, "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}], "responses": {}},
            "post": {"responses": {}}
        },
        "/owners": {"get": {"deprecated": true, "responses": {}}}
    }
}"#;

fn input(overlays: &[&str]) -> Input {
    let mut input = Input::from(Source {
        name: "api.json".to_owned(),
        bytes: DOCUMENT.as_bytes().to_vec(),
    });
    for (index, text) in overlays.iter().enumerate() {
        input.overlays.push(Source {
            name: format!("overlay{}.yaml", index + 1),
            bytes: text.as_bytes().to_vec(),
        });
    }
    input
}

fn load(input: &Input) -> (Document, Diagnostics) {
    let mut cx = Diagnostics::new();
    let document = document::load(&mut cx, input, Dialect::Auto)
        .unwrap_or_else(|refusal| panic!("{}", refusal.render(input)));
    (document, cx)
}

/// The actions of an overlay, behind what every overlay begins with.
fn actions(actions: &str) -> String {
    format!("overlay: 1.0.0\ninfo: {{title: o, version: '1'}}\nactions:\n{actions}")
}

/// Compares what stands at a place after the actions, with the findings.
fn check(list: &str, place: &str, expect: &Expect) {
    let input = input(&[&actions(list)]);
    let (document, cx) = load(&input);
    let value = document.value.pointer(place).expect("the place is there");
    expect.assert_eq(&format!("{value}\n{}", cx.render(&input)));
}

#[test]
fn updates_are_merged() {
    check(
        "- target: $\n  update: {info: {title: Ours, license: {name: MIT}}}\n",
        "/info",
        &expect![[r#"
            {"license":{"name":"MIT"},"title":"Ours","version":"1"}
        "#]],
    );
}

#[test]
fn a_target_can_be_chosen_by_a_condition() {
    check(
        "- target: $.paths.*[?@['x-safe'] == true]\n  update: {summary: Safe}\n\
         - target: $.paths.*.get\n  update: {description: Reads}\n",
        "/paths",
        &expect![[r#"
            {"/owners":{"get":{"deprecated":true,"description":"Reads","responses":{}}},"/pets":{"get":{"description":"Reads","parameters":[{"in":"query","name":"limit","schema":{"type":"integer"}}],"responses":{},"summary":"Safe","x-safe":true},"post":{"responses":{}}}}
        "#]],
    );
}

#[test]
fn lists_grow_by_an_entry_or_a_list() {
    check(
        "- target: $.paths['/pets'].get.parameters\n  update: {name: tag, in: query, schema: {type: string}}\n\
         - target: $.paths['/pets'].get\n  update: {parameters: [{name: page, in: query, schema: {type: integer}}]}\n\
         - target: $.tags\n  update: [{name: d}]\n",
        "/paths/~1pets/get/parameters",
        &expect![[r#"
            [{"in":"query","name":"limit","schema":{"type":"integer"}},{"in":"query","name":"tag","schema":{"type":"string"}},{"in":"query","name":"page","schema":{"type":"integer"}}]
        "#]],
    );
}

#[test]
fn what_is_removed_is_gone_before_the_next_action() {
    check(
        "- target: $.tags[?@.name == 'a' || @.name == 'b']\n  remove: true\n\
         - target: $.tags[0]\n  update: {description: the last}\n\
         - target: $.paths.*[?@.deprecated]\n  remove: true\n",
        "/tags",
        &expect![[r#"
            [{"description":"the last","name":"c"}]
        "#]],
    );
}

#[test]
fn overlays_follow_each_other_and_leave_the_committed_text_alone() {
    let first = actions("- target: $.info\n  update: {x-a: {b: 1}}\n");
    let second =
        actions("- target: $.info['x-a']\n  update: {c: 2}\n- target: $.tags\n  remove: true\n");
    let input = input(&[&first, &second]);
    let (document, cx) = load(&input);
    assert!(cx.is_empty(), "{}", cx.render(&input));
    assert_eq!(
        document.value["info"]["x-a"],
        serde_json::json!({"b": 1, "c": 2})
    );
    assert!(document.value.get("tags").is_none());
    assert!(document.snapshot.contains("tags") && !document.snapshot.contains("x-a"));
}

#[test]
fn findings_about_what_an_overlay_wrote_stand_there() {
    check(
        "- target: $.paths['/owners'].get\n  update:\n    parameters: [{name: n, in: query, schema: {type: text}}]\n\
         - target: $.tags[0]\n  remove: true\n",
        "/tags",
        &expect![[r#"
            [{"name":"b"},{"name":"c"}]
            warning[unknown-type]: `text` is no type; it is left out
             --> overlay1.yaml:6:54
              |
            6 |     parameters: [{name: n, in: query, schema: {type: text}}]
              |                                                      ^^^^
              |
              = at: overlay1.yaml#/actions/0/update/parameters/0/schema/type
              = help: use one of `string`, `number`, `integer`, `boolean`, `array`, `object`
        "#]],
    );
}

#[test]
fn actions_without_effect_are_reported() {
    check(
        "- target: $.paths['/none']\n  remove: true\n\
         - target: $.info.title\n  update: {title: Ours}\n\
         - target: $.info\n  update: Ours\n\
         - target: $\n  remove: true\n",
        "/info",
        &expect![[r#"
            {"title":"Pets","version":"1"}
            warning[overlay-unmatched]: `$.paths['/none']` matches nothing in the document; the action does nothing
             --> overlay1.yaml:4:11
              |
            4 | - target: $.paths['/none']
              |           ^^^^^^^^^^^^^^^^
              |
              = at: overlay1.yaml#/actions/0/target
              = help: let `target` name a place of the document, or remove the action

            warning[overlay-mismatch]: `$.info.title` matches a string at `#/info/title`, and the update is an object; it is passed over
             --> overlay1.yaml:7:3
              |
            7 |   update: {title: Ours}
              |   ^^^^^^
              |
              = at: overlay1.yaml#/actions/1/update
              = help: let `target` match what the change is for

            warning[overlay-mismatch]: `$.info` matches an object at `#/info`, and the update is a string; it is passed over
             --> overlay1.yaml:9:11
              |
            9 |   update: Ours
              |           ^^^^
              |
              = at: overlay1.yaml#/actions/2/update
              = help: let `target` match what the change is for

            warning[overlay-mismatch]: the whole document cannot be removed
              --> overlay1.yaml:10:11
               |
            10 | - target: $
               |           ^
               |
               = at: overlay1.yaml#/actions/3/target
               = help: let `target` match what the change is for
        "#]],
    );
}

/// Compares the message for an overlay that cannot be applied.
fn refused(overlay: &str, expect: &Expect) {
    let input = input(&[overlay]);
    let refusal = document::load(&mut Diagnostics::new(), &input, Dialect::Auto)
        .expect_err("a broken overlay");
    expect.assert_eq(&refusal.render(&input));
}

#[test]
fn broken_overlays_are_refused_where_they_are_broken() {
    refused(
        "overlay: [\n",
        &expect![[r#"
        error: the overlay is not valid YAML
         --> overlay1.yaml:2:1
          |
        2 |
          | ^
          |
          = note: did not find expected node content
          = help: fix the syntax; the place shown is where reading stopped, the cause may stand above it
    "#]],
    );
    refused(
        "",
        &expect![[r#"
        error: the overlay is empty
         --> overlay1.yaml:1:1
          |
        1 |
          | ^
          |
          = note: there is nothing to read
          = help: check the source: the file may not be written yet, or the download failed
    "#]],
    );
    refused(
        "openapi: 3.0.3\n",
        &expect![[r#"
        error: this is not an overlay
         --> overlay1.yaml:1:1
          |
        1 | openapi: 3.0.3
          | ^
          |
          = at: overlay1.yaml#
          = note: it has no `overlay` key, which names the version
          = help: an overlay begins with `overlay: 1.0.0`, `info` and a list `actions`
    "#]],
    );
    refused(
        "overlay: 2.0.0\nactions: []\n",
        &expect![[r#"
            error: version `2.0.0` of the Overlay Specification is not supported
             --> overlay1.yaml:1:10
              |
            1 | overlay: 2.0.0
              |          ^^^^^
              |
              = at: overlay1.yaml#/overlay
              = note: 1.0, 1.1 and 1.2 are
              = help: an overlay begins with `overlay: 1.0.0`, `info` and a list `actions`
        "#]],
    );
    refused(
        "overlay: 1.0.0\nactions: []\n",
        &expect![[r#"
        error: the overlay has no actions
         --> overlay1.yaml:2:1
          |
        2 | actions: []
          | ^^^^^^^
          |
          = at: overlay1.yaml#/actions
          = note: `actions` is a list with at least one element
          = help: an overlay begins with `overlay: 1.0.0`, `info` and a list `actions`
    "#]],
    );
    refused(
        &actions("- target: $.paths[\n  remove: true\n"),
        &expect![[r#"
            error: `$.paths[` is no JSONPath
             --> overlay1.yaml:4:11
              |
            4 | - target: $.paths[
              |           ^^^^^^^^
              |
              = at: overlay1.yaml#/actions/0/target
              = note: parser error (after 7 bytes)
              = help: paths are written as in RFC 9535, such as `$.paths['/pets'].get`
        "#]],
    );
    refused(
        &actions("- target: $.paths\n  updates: {}\n"),
        &expect![[r#"
            error: `updates` is not a key of an action
             --> overlay1.yaml:5:3
              |
            5 |   updates: {}
              |   ^^^^^^^
              |
              = at: overlay1.yaml#/actions/0/updates
              = note: its keys are `target`, `description`, `update`, `remove`, `copy`
              = help: an action has a `target` and one of `update`, `copy` and `remove: true`
        "#]],
    );
    refused(
        &actions("- target: $.paths\n"),
        &expect![[r#"
            error: an action changes nothing
             --> overlay1.yaml:4:3
              |
            4 | - target: $.paths
              |   ^
              |
              = at: overlay1.yaml#/actions/0
              = note: an action has a `target` and one of `update`, `copy` and `remove: true`
              = help: an action has a `target` and one of `update`, `copy` and `remove: true`
        "#]],
    );
    refused(
        &actions("- target: $.paths\n  remove: yes please\n"),
        &expect![[r#"
            error: `remove` is a string
             --> overlay1.yaml:5:11
              |
            5 |   remove: yes please
              |           ^^^^^^^^^^
              |
              = at: overlay1.yaml#/actions/0/remove
              = note: it says whether the target goes
              = help: write `remove: true`
        "#]],
    );
    refused(
        &actions("- update: {}\n"),
        &expect![[r#"
            error: an action has no `target`, or one that is no text
             --> overlay1.yaml:4:3
              |
            4 | - update: {}
              |   ^
              |
              = at: overlay1.yaml#/actions/0
              = note: nothing says what it changes
              = help: an action has a `target` and one of `update`, `copy` and `remove: true`
        "#]],
    );
    refused(
        &actions("- remove\n"),
        &expect![[r#"
            error: an action is an object, not a string
             --> overlay1.yaml:4:3
              |
            4 | - remove
              |   ^^^^^^
              |
              = at: overlay1.yaml#/actions/0
              = note: nothing else can be applied
              = help: an action has a `target` and one of `update`, `copy` and `remove: true`
        "#]],
    );
    refused(
        &actions("- target: $.paths\n  remove: true\n"),
        &expect![[r#"
            error: the document has no `paths`
            --> api.json
             = note: every operation stands under `paths`, so nothing can be generated
             = help: use the whole document, not a part of it
        "#]],
    );
}

#[test]
fn what_is_copied_is_an_update() {
    let list = "- {target: \"$.paths['/owners']\", copy: \"$.paths['/pets']\"}\n- {target: $.paths, description: gone, copy: \"$.paths.*.get\"}\n";
    check(
        list,
        "/paths/~1owners",
        &expect![[r#"
        {"get":{"deprecated":true,"parameters":[{"in":"query","name":"limit","schema":{"type":"integer"}}],"responses":{},"x-safe":true},"post":{"responses":{}}}
        warning[overlay-mismatch]: `$.paths.*.get` matches 2 places of the document, and one can be copied; the action does nothing
         --> overlay1.yaml:5:46
          |
        5 | - {target: $.paths, description: gone, copy: "$.paths.*.get"}
          |                                              ^^^^^^^^^^^^^^^
          |
          = at: overlay1.yaml#/actions/1/copy
          = help: let `target` match what the change is for
    "#]],
    );
}

#[test]
fn actions_of_the_components_are_reused() {
    let overlay = "overlay: 1.2.0\n$self: https://o.test/overlay.yaml\nextends: api.json\ninfo: {title: o, version: '1'}\ncomponents:\n  actions:\n    de/scribe: {description: Says more., fields: {description: d, update: {title: Reused}}}\nactions:\n- {$ref: '#/components/actions/de~1scribe', target: $.info, description: e}\n- {$ref: '#/components/actions/de~1scribe', target: \"$.paths['/pets'].get\", update: {summary: Own}}\n";
    let (document, cx) = load(&input(&[overlay]));
    assert!(cx.is_empty());
    assert_eq!(document.value["info"]["title"], "Reused");
    assert_eq!(document.value["paths"]["/pets"]["get"]["summary"], "Own");
    for (old, new, why) in [
        (
            "actions/de~1scribe', target: $.info",
            "actions/gone', target: $.info",
            "is not an action of the overlay",
        ),
        (
            "de~1scribe', target: $.info",
            "de~1scribe'",
            "has no `target`",
        ),
        ("fields: {description: d,", "fields: {target: $.info,", ""),
        (
            "fields: {description: d, update: {title: Reused}}",
            "fields: {}",
            "changes nothing",
        ),
    ] {
        let changed = overlay.replace(old, new);
        assert_ne!(changed, overlay);
        let loaded = document::load(&mut Diagnostics::new(), &input(&[&changed]), Dialect::Auto);
        let refused = loaded
            .err()
            .map(|refusal| refusal.to_string())
            .unwrap_or_default();
        assert!(refused.contains(why), "{refused}");
        assert_eq!(refused.is_empty(), why.is_empty(), "{refused}");
    }
}
