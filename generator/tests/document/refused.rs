//! Every way a document can be refused, as users read it; and how findings are shown.

use expect_test::{Expect, expect};
use rill_codegen::Dialect;
use rill_codegen::diagnostic::Diagnostics;
use rill_codegen::document::{self, Source};
use serde_json::json;

use crate::{document_with, load, snapshot};

fn check(bytes: impl Into<Vec<u8>>, expect: &Expect) {
    let source = Source {
        name: "openapi.json".to_owned(),
        bytes: bytes.into(),
    };
    let mut cx = Diagnostics::new();
    let refusal = document::load(&mut cx, &source, Dialect::Auto).expect_err("a refusal");
    assert_eq!(refusal.to_string().lines().count(), 1, "{refusal}");
    expect.assert_eq(&refusal.render(&source));
}

#[test]
fn nothing() {
    check(
        " \n",
        &expect![[r#"
        error: the document is empty
        --> openapi.json
         = note: there is nothing to read
         = help: check the source: the file may not be written yet, or the download failed
    "#]],
    );
}

#[test]
fn a_web_page() {
    check(
        "\n<!DOCTYPE html><html><body>Sign in</body></html>",
        &expect![[r#"
            error: this is a web page, not an OpenAPI document
            --> openapi.json
             = note: the text starts with HTML, as login and error pages do
             = help: check the address, and whether it asks for a token
        "#]],
    );
}

#[test]
fn xml() {
    check(
        "<?xml version='1.0'?><a/>",
        &expect![[r#"
            error: this is XML, not an OpenAPI document
            --> openapi.json
             = note: OpenAPI documents are written in JSON or YAML
             = help: let the source name an OpenAPI document: it begins with `openapi: 3.…` or `swagger: "2.0"`
        "#]],
    );
}

#[test]
fn bytes_that_are_no_text() {
    check(
        b"{\n \"a\": \"\xff\"}",
        &expect![[r#"
        error: the document is not UTF-8 text
         --> openapi.json:2:8
          |
        2 |  "a": "�"}
          |        ^
          |
          = note: OpenAPI documents are written in UTF-8
          = help: save the file as UTF-8, or download it again
    "#]],
    );
    check(
        b"\xff\xfe{\0}\0",
        &expect![[r#"
        error: the document is not UTF-8 text
         --> openapi.json:1:1
          |
        1 | ��{␀}␀
          | ^
          |
          = note: OpenAPI documents are written in UTF-8
          = help: the file looks like UTF-16: save it as UTF-8
    "#]],
    );
}

#[test]
fn plain_text() {
    check(
        "jwt is expired",
        &expect![[r#"
        error: this is plain text, not an OpenAPI document
        --> openapi.json
         = note: the text is: jwt is expired
         = help: if it is an error message, the download failed: check the token and the address
    "#]],
    );
}

#[test]
fn an_error_of_rill() {
    check(
        r#"{"error": "does not have permission to access the production deployment"}"#,
        &expect![[r#"
        error: this is an error message, not an OpenAPI document
        --> openapi.json
         = note: the server says: does not have permission to access the production deployment
         = help: check the token, the organisation, the project and the branch
    "#]],
    );
    check(
        r#"{"code": 5, "message": "not found", "details": []}"#,
        &expect![[r#"
        error: this is an error message, not an OpenAPI document
        --> openapi.json
         = note: the server says: not found
         = help: check the token, the organisation, the project and the branch
    "#]],
    );
}

#[test]
fn json_that_is_cut_off() {
    check(
        "{\n  \"openapi\": \"3.0.3\",\n  \"paths\": {\"/ä\": {\n",
        &expect![[r#"
        error: the document is not valid JSON
         --> openapi.json:4:1
          |
        4 |
          | ^
          |
          = note: EOF while parsing an object
          = help: fix the syntax, or download the document again: it may be cut off
    "#]],
    );
}

#[test]
fn json_with_a_comma_too_many() {
    check(
        "{\"openapi\": \"3.0.3\", \"ä\": 1,}",
        &expect![[r#"
            error: the document has no `paths`
            --> openapi.json
             = note: every operation stands under `paths`, so nothing can be generated
             = help: use the whole document, not a part of it
        "#]],
    );
}

#[test]
fn one_long_line_is_clipped() {
    let filler = "\"é\": 1, ".repeat(100);
    check(
        format!("{{{filler}\"openapi\": oops, {filler}\"end\": 1}}"),
        &expect![[r#"
            error: OpenAPI version `oops` is not supported
             --> openapi.json:1:813
              |
            1 | …, "é": 1, "é": 1, "é": 1, "é": 1, "é": 1, "é": 1, "openapi": oops, "é": 1, "é": 1, "é": 1, "é": 1, "é": 1, "é": 1, "é": 1, "é…
              |                                                               ^^^^
              |
              = at: #/openapi
              = note: OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 are
              = help: convert the document to 3.0 or 3.1
        "#]],
    );
}

#[test]
fn yaml_that_is_broken() {
    check(
        "openapi: 3.0.3\npaths:\n  /a: [\n  b: }\n",
        &expect![[r#"
        error: the document is not valid YAML
         --> openapi.json:4:6
          |
        4 |   b: }
          |      ^
          |
          = note: did not find expected node content
          = help: fix the syntax; the place shown is where reading stopped, the cause may stand above it
    "#]],
    );
}

#[test]
fn nesting_without_end() {
    check(
        format!("{{\"a\": {}", "[".repeat(200)),
        &expect![[r#"
        error: the document is not valid JSON
         --> openapi.json:1:133
          |
        1 | …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
          |                                                               ^
          |
          = note: recursion limit exceeded
          = help: a document nests about 20 levels; this one is likely broken, or made to break readers
    "#]],
    );
    check(
        format!("a: {}{}", "[".repeat(200), "]".repeat(200)),
        &expect![[r#"
        error: the document is not valid YAML
         --> openapi.json:1:131
          |
        1 | …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
          |                                                               ^
          |
          = note: recursion limit exceeded
          = help: a document nests about 20 levels; this one is likely broken, or made to break readers
    "#]],
    );
}

#[test]
fn a_list() {
    check(
        "[1, 2]",
        &expect![[r#"
            error: this is not an OpenAPI document
            --> openapi.json
             = note: a document is an object, and this is a list
             = help: let the source name an OpenAPI document: it begins with `openapi: 3.…` or `swagger: "2.0"`
        "#]],
    );
}

#[test]
fn swagger() {
    check(
        "swagger: '1.2'\npaths: {}\n",
        &expect![[r#"
        error: OpenAPI version `1.2` is not supported
         --> openapi.json:1:10
          |
        1 | swagger: '1.2'
          |          ^^^^^
          |
          = at: #/swagger
          = note: OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 are
          = help: convert the document to 3.0 or 3.1
    "#]],
    );
}

#[test]
fn a_rill_api_file() {
    check(
        "type: api\nsql: SELECT 1\n",
        &expect![[r#"
        error: this is the source of one Rill API, not an OpenAPI document
        --> openapi.json
         = note: Rill makes one document out of all APIs of a project
         = help: Rill serves the document at `…/v1/instances/<id>/api/openapi` (through Rill Cloud: `…/runtime/api/openapi`)
    "#]],
    );
}

#[test]
fn a_postman_collection() {
    check(
        r#"{"info": {"_postman_id": "1", "name": "n"}, "item": []}"#,
        &expect![[r#"
            error: this is a Postman collection, not an OpenAPI document
            --> openapi.json
             = note: a collection holds example calls, and no types
             = help: let the source name an OpenAPI document: it begins with `openapi: 3.…` or `swagger: "2.0"`
        "#]],
    );
}

#[test]
fn asyncapi() {
    check(
        "asyncapi: 2.6.0\n",
        &expect![[r#"
            error: this is an AsyncAPI document, not an OpenAPI document
            --> openapi.json
             = note: it describes messages, and no HTTP operations
             = help: let the source name an OpenAPI document: it begins with `openapi: 3.…` or `swagger: "2.0"`
        "#]],
    );
}

#[test]
fn a_json_schema() {
    check(
        r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}"#,
        &expect![[r#"
            error: this is a JSON Schema, not an OpenAPI document
            --> openapi.json
             = note: a schema describes values, and no operations
             = help: let the source name an OpenAPI document: it begins with `openapi: 3.…` or `swagger: "2.0"`
        "#]],
    );
}

#[test]
fn wd8_something_else() {
    check(
        r#"{"name": "x"}"#,
        &expect![[r#"
            error: this is not an OpenAPI document
            --> openapi.json
             = note: it has no `openapi` key, which names the version
             = help: let the source name an OpenAPI document: it begins with `openapi: 3.…` or `swagger: "2.0"`
        "#]],
    );
}

#[test]
fn other_versions() {
    check(
        "{\n  \"info\": {},\n  \"openapi\": \"4.0.0\"\n}",
        &expect![[r#"
            error: OpenAPI version `4.0.0` is not supported
             --> openapi.json:3:14
              |
            3 |   "openapi": "4.0.0"
              |              ^^^^^^^
              |
              = at: #/openapi
              = note: OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 are
              = help: convert the document to 3.0 or 3.1
        "#]],
    );
    check(
        "openapi: 3.2\n",
        &expect![[r#"
            error: the document has no `paths`
            --> openapi.json
             = note: every operation stands under `paths`, so nothing can be generated
             = help: use the whole document, not a part of it
        "#]],
    );
    check(
        r#"{"openapi": null}"#,
        &expect![[r#"
            error: OpenAPI version `null` is not supported
             --> openapi.json:1:13
              |
            1 | {"openapi": null}
              |             ^^^^
              |
              = at: #/openapi
              = note: OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 are
              = help: convert the document to 3.0 or 3.1
        "#]],
    );
}

#[test]
fn no_paths() {
    check(
        r#"{"openapi": "3.1.0"}"#,
        &expect![[r#"
        error: the document has no `paths`
        --> openapi.json
         = note: every operation stands under `paths`, so nothing can be generated
         = help: use the whole document, not a part of it
    "#]],
    );
    check(
        "openapi: 3.1.0\npaths: none\n",
        &expect![[r#"
        error: `paths` is not an object
         --> openapi.json:2:8
          |
        2 | paths: none
          |        ^^^^
          |
          = at: #/paths
          = note: every operation stands under `paths`, so nothing can be generated
          = help: let `paths` map each path to its operations
    "#]],
    );
}

#[test]
fn an_ordinary_document_that_the_user_says_is_rills() {
    let source = Source {
        name: "a.yaml".into(),
        bytes: b"openapi: 3.0.3\npaths: {}\n".to_vec(),
    };
    let document =
        document::load(&mut Diagnostics::new(), &source, Dialect::Rill).expect("a document");
    assert!(document.rill);
    let text = snapshot(&source, Dialect::Rill).expect("a document");
    let taken = Source {
        name: "openapi.json".into(),
        bytes: text.into_bytes(),
    };
    assert!(load(&taken).0.rill, "the snapshot needs no saying");
}

#[test]
fn findings_with_their_place() {
    let schema = json!({"type": "object", "properties": {"a": {"type": "strng"}, "b": {"$ref": "#/$defs/B"}}});
    let text = format!("{:#}", document_with(&schema)).replace(
        "\"/my-api\"",
        "\"twice\": {}, \"twice\": {},\n    \"/my-api\"",
    );
    let source = Source {
        name: "rill/openapi.json".to_owned(),
        bytes: text.into_bytes(),
    };
    let (_, cx) = load(&source);
    expect![[r##"
        warning[duplicate-key]: the key `twice` stands twice in one object; the last one counts
          --> rill/openapi.json:13:18
           |
        13 |     "twice": {}, "twice": {},
           |                  ^^^^^^^
           |
           = at: #/paths/twice
           = help: remove one of them

        warning[unknown-type]: `strng` is no type; it is left out
          --> rill/openapi.json:23:29
           |
        23 |                     "type": "strng"
           |                             ^^^^^^^
           |
           = at: #/paths/~1my-api/post/requestBody/content/application~1json/schema/properties/a/type
           = help: use one of `string`, `number`, `integer`, `boolean`, `array`, `object`

        warning[dangling-reference]: `#/$defs/B` names nothing in the document; any value is taken
          --> rill/openapi.json:26:29
           |
        26 |                     "$ref": "#/$defs/B"
           |                             ^^^^^^^^^^^
           |
           = at: #/paths/~1my-api/post/requestBody/content/application~1json/schema/properties/b/$ref
           = help: refer to a schema that is there
    "##]].assert_eq(&cx.render(&source));
}

#[test]
fn findings_in_one_long_line() {
    let schema = json!({"type": "object", "properties": {"a": {"type": "strng"}}});
    let source = crate::source_of(&document_with(&schema));
    let (_, cx) = load(&source);
    expect![[r#"
        warning[unknown-type]: `strng` is no type; it is left out
         --> openapi.json:1:254
          |
        1 | …n/json":{"schema":{"type":"object","properties":{"a":{"type":"strng"}}}}}},"responses":{}}}}}
          |                                                               ^^^^^^^
          |
          = at: #/paths/~1my-api/post/requestBody/content/application~1json/schema/properties/a/type
          = help: use one of `string`, `number`, `integer`, `boolean`, `array`, `object`
    "#]].assert_eq(&cx.render(&source));
}
