//! Which operations the config wants.

use expect_test::expect;
use rill_codegen::{Config, Selection, Selector};

use super::check_with;

const DOCUMENT: &str = "
    paths:
      /pets: {get: {operationId: list, tags: [pets], responses: {}}, post: {operationId: add, tags: [pets], responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}
      /stores: {get: {operationId: stores, responses: {}}}
    components: {schemas: {Pet: {type: object, properties: {a: {type: string}}}}}
    ";

fn config(include: &[Selector], exclude: &[Selector]) -> Config {
    Config {
        selection: Selection {
            include: include.to_vec(),
            exclude: exclude.to_vec(),
            types_only: false,
        },
        ..Config::new("case")
    }
}

#[test]
fn what_is_included_and_not_excluded_is_there() {
    let include = [Selector::Tag("pet*".to_owned())];
    let exclude = [
        Selector::Path("POST /pets*".to_owned()),
        Selector::Operation("nothing".to_owned()),
    ];
    check_with(
        &config(&include, &exclude),
        DOCUMENT,
        &expect![[r#"
        api "T"

        GET "/pets" "list" in "pets"
          request -

        selector-unused #
          `exclude` of the config names the operation `nothing`, and no operation is meant by it
    "#]],
    );
}
