//! Documents as they are found: texts that are not quite JSON or YAML, and what other languages write.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use rill_codegen::Dialect;
use rill_codegen::diagnostic::Diagnostics;
use rill_codegen::document::{self, Source};

/// Loads a document, and compares what stands at a place, and what is said of it.
fn check(text: &str, place: &str, expect: &Expect) {
    let source = Source {
        name: "openapi".to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let mut cx = Diagnostics::new();
    let loaded = document::load(&mut cx, &source, Dialect::Auto)
        .unwrap_or_else(|error| panic!("{}", error.render(&source)));
    let value = loaded.value.pointer(place).expect("the place is there");
    expect.assert_eq(&format!("{value}\n{}", cx.render(&source)));
}

#[test]
fn wd2_control_characters_are_left_out() {
    check(
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      description: 'a\u{1}b'\n      summary: \"\u{7f}c\u{8}\"\n      responses: {}\n",
        "/paths/~1a/get",
        &expect![[r#"
            {"description":"ab","responses":{},"summary":"c"}
            warning[lenient-syntax]: the control character U+0001 does not belong here; the text is read without it, and without 2 more
             --> openapi:6:22
              |
            6 |       description: 'a␁b'
              |                      ^
              |
              = at: #
              = help: remove it, or write it as an escape inside a string
        "#]],
    );
    check(
        "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"T\", \"version\": \"1\"},\n \"paths\": {\"/a\": {\"get\": {\"description\": \"ü\u{b}b\tc\nd\", \"tags\": 1, \"responses\": {}}}}}",
        "/paths/~1a/get",
        &expect![[r#"
            {"description":"üb\tc\nd","responses":{}}
            warning[lenient-syntax]: the control character U+000B does not belong here; the text is read without it, and without 2 more
             --> openapi:2:44
              |
            2 |  "paths": {"/a": {"get": {"description": "ü␋b    c
              |                                            ^
              |
              = at: #
              = help: remove it, or write it as an escape inside a string

            warning[invalid-keyword]: `tags` takes a list of strings, not `1`; it is left out
             --> openapi:3:13
              |
            3 | d", "tags": 1, "responses": {}}}}}
              |             ^
              |
              = at: #/paths/~1a/get/tags
              = help: write a list of strings
        "#]],
    );
}

#[test]
fn wd3_empty_lists_of_php_are_empty_objects() {
    check(
        r#"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "servers": {}, "security": {}, "tags": {},
            "paths": {"/a": {"parameters": {}, "get": {"parameters": {}, "security": {}, "tags": {}, "responses": {"200": {
                "description": "", "headers": [], "links": [], "content": {"application/json": {"examples": [], "schema": {"type": "object", "properties": [], "required": {}}}}}}}}},
            "components": {"schemas": [], "securitySchemes": []}}"#,
        "",
        &expect![[r#"
            {"components":{"schemas":{},"securitySchemes":{}},"info":{"title":"T","version":"1"},"openapi":"3.0.3","paths":{"/a":{"get":{"parameters":[],"responses":{"200":{"content":{"application/json":{"schema":{"properties":{},"required":[],"type":"object"}}},"description":"","headers":{},"links":{}}},"security":[],"tags":[]},"parameters":[]}},"security":[],"servers":[],"tags":[]}
            warning[invalid-keyword]: an object belongs here, not a list; it is read as an empty object
             --> openapi:4:28
              |
            4 |             "components": {"schemas": [], "securitySchemes": []}}
              |                            ^^^^^^^^^
              |
              = at: #/components/schemas
              = help: write `{}`

            warning[invalid-keyword]: an object belongs here, not a list; it is read as an empty object
             --> openapi:4:43
              |
            4 |             "components": {"schemas": [], "securitySchemes": []}}
              |                                           ^^^^^^^^^^^^^^^^^
              |
              = at: #/components/securitySchemes
              = help: write `{}`

            warning[invalid-keyword]: `parameters` takes a list, not an object; it is read as an empty list
             --> openapi:2:56
              |
            2 |             "paths": {"/a": {"parameters": {}, "get": {"parameters": {}, "security": {}, "tags": {}, "responses": {"200": {
              |                                                        ^^^^^^^^^^^^
              |
              = at: #/paths/~1a/get/parameters
              = help: write a list

            warning[invalid-keyword]: `properties` takes an object, not a list; it is read as an empty object
             --> openapi:3:142
              |
            3 | …ication/json": {"examples": [], "schema": {"type": "object", "properties": [], "required": {}}}}}}}}},
              |                                                               ^^^^^^^^^^^^
              |
              = at: #/paths/~1a/get/responses/200/content/application~1json/schema/properties
              = help: write an object

            warning[invalid-keyword]: `required` takes a list of strings, not an object; it is read as an empty list
             --> openapi:3:160
              |
            3 | …xamples": [], "schema": {"type": "object", "properties": [], "required": {}}}}}}}}},
              |                                                               ^^^^^^^^^^
              |
              = at: #/paths/~1a/get/responses/200/content/application~1json/schema/required
              = help: write a list of strings

            warning[invalid-keyword]: `headers` takes an object, not a list; it is read as an empty object
             --> openapi:3:36
              |
            3 |                 "description": "", "headers": [], "links": [], "content": {"application/json": {"example…
              |                                    ^^^^^^^^^
              |
              = at: #/paths/~1a/get/responses/200/headers
              = help: write an object

            warning[invalid-keyword]: `links` takes an object, not a list; it is read as an empty object
             --> openapi:3:51
              |
            3 |                 "description": "", "headers": [], "links": [], "content": {"application/json": {"examples": [], "sche…
              |                                                   ^^^^^^^
              |
              = at: #/paths/~1a/get/responses/200/links
              = help: write an object

            warning[invalid-keyword]: `security` takes a list, not an object; it is read as an empty list
             --> openapi:2:74
              |
            2 | …"paths": {"/a": {"parameters": {}, "get": {"parameters": {}, "security": {}, "tags": {}, "responses": {"200": {
              |                                                               ^^^^^^^^^^
              |
              = at: #/paths/~1a/get/security
              = help: write a list

            warning[invalid-keyword]: `tags` takes a list of strings, not an object; it is read as an empty list
             --> openapi:2:90
              |
            2 | …{"parameters": {}, "get": {"parameters": {}, "security": {}, "tags": {}, "responses": {"200": {
              |                                                               ^^^^^^
              |
              = at: #/paths/~1a/get/tags
              = help: write a list of strings

            warning[invalid-keyword]: `parameters` takes a list, not an object; it is read as an empty list
             --> openapi:2:30
              |
            2 |             "paths": {"/a": {"parameters": {}, "get": {"parameters": {}, "security": {}, "tags": {}, …
              |                              ^^^^^^^^^^^^
              |
              = at: #/paths/~1a/parameters
              = help: write a list

            warning[invalid-keyword]: `security` takes a list, not an object; it is read as an empty list
             --> openapi:1:77
              |
            1 | …0.3", "info": {"title": "T", "version": "1"}, "servers": {}, "security": {}, "tags": {},
              |                                                               ^^^^^^^^^^
              |
              = at: #/security
              = help: write a list

            warning[invalid-keyword]: `servers` takes a list, not an object; it is read as an empty list
             --> openapi:1:62
              |
            1 | …{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "servers": {}, "security": {}, "tags": {},
              |                                                               ^^^^^^^^^
              |
              = at: #/servers
              = help: write a list

            warning[invalid-keyword]: `tags` takes a list, not an object; it is read as an empty list
             --> openapi:1:93
              |
            1 | …title": "T", "version": "1"}, "servers": {}, "security": {}, "tags": {},
              |                                                               ^^^^^^
              |
              = at: #/tags
              = help: write a list
        "#]],
    );
    for empty in [
        "\"paths\": []",
        "\"paths\": [], \"components\": []",
        "\"paths\": {\"/a\": []}",
        "\"paths\": null",
        "\"paths\": {\"/a\": {\"get\": {\"responses\": {\"200\": null}}}}",
    ] {
        let text = format!(
            "{{\"openapi\": \"3.0.3\", \"info\": {{\"title\": \"T\", \"version\": \"1\"}}, {empty}}}"
        );
        let source = Source {
            name: "openapi.json".to_owned(),
            bytes: text.into_bytes(),
        };
        let mut cx = Diagnostics::new();
        let loaded = document::load(&mut cx, &source, Dialect::Auto).expect("a document");
        assert!(loaded.value["paths"].is_object(), "{empty}");
        let expected = empty.matches("[]").count() + empty.matches("null").count();
        assert_eq!(cx.len(), expected, "{empty}");
        assert!(!loaded.value.to_string().contains("null"), "{empty}");
    }
}

#[test]
fn wd4_json_with_comments_is_read() {
    for (text, found) in [
        ("{ # c\n \"openapi\": \"3.0.3\", \"paths\": {},\n}", 0),
        (
            "{\n // c\n \"openapi\": \"3.0.3\", /* c */ \"paths\": {},\n}",
            1,
        ),
        ("{\"openapi\": \"3.0.3\", \"paths\": {},}", 1),
        ("// c\n{\"openapi\": \"3.0.3\", \"paths\": {}}", 1),
        ("{\"openapi\": '3.0.3', paths: {}}", 0),
        ("\u{feff}{\"openapi\": \"3.0.3\", \"paths\": {} // c\n}", 1),
    ] {
        let source = Source {
            name: "openapi.yaml".to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        let mut cx = Diagnostics::new();
        document::load(&mut cx, &source, Dialect::Auto)
            .unwrap_or_else(|error| panic!("{text}: {}", error.render(&source)));
        assert_eq!(cx.len(), found, "{text}");
    }
    check(
        "{\n  // where\n  \"openapi\": \"3.0.3\",\n  \"paths\": {\"/a\": {\"get\": {\"tags\": 7, \"responses\": {}}},}\n}",
        "/paths",
        &expect![[r#"
            {"/a":{"get":{"responses":{}}}}
            warning[lenient-syntax]: a comment does not belong here; the text is read without it, and without 1 more
             --> openapi:2:3
              |
            2 |   // where
              |   ^^^^^^^^
              |
              = at: #
              = help: remove it, or write it as an escape inside a string

            warning[invalid-keyword]: `tags` takes a list of strings, not `7`; it is left out
             --> openapi:4:36
              |
            4 |   "paths": {"/a": {"get": {"tags": 7, "responses": {}}},}
              |                                    ^
              |
              = at: #/paths/~1a/get/tags
              = help: write a list of strings
        "#]],
    );
}

#[test]
fn wd7_tags_of_languages_are_passed_over() {
    let mut text = "openapi: 3.0.3\ninfo: {title: !!python/tuple [T, U], version: !!python/unicode '1'}\npaths:\n".to_owned();
    for path in 0..7 {
        let operation = "{summary: !ruby/string s, description: !!python/tuple [d], responses: {}}";
        let _ = writeln!(text, "  /{path}: {{get: {operation}}}");
    }
    check(
        &text,
        "/paths/~10",
        &expect![[r#"
            {"get":{"description":"d","responses":{},"summary":"s"}}
            warning[invalid-keyword]: `description` takes a string, not a list; the text is used
             --> openapi:4:39
              |
            4 |   /0: {get: {summary: !ruby/string s, description: !!python/tuple [d], responses: {}}}
              |                                       ^^^^^^^^^^^
              |
              = at: #/paths/~10/get/description
              = help: write a string

            warning[invalid-keyword]: `description` takes a string, not a list; the text is used
             --> openapi:5:39
              |
            5 |   /1: {get: {summary: !ruby/string s, description: !!python/tuple [d], responses: {}}}
              |                                       ^^^^^^^^^^^
              |
              = at: #/paths/~11/get/description
              = help: write a string

            warning[invalid-keyword]: `description` takes a string, not a list; the text is used
             --> openapi:6:39
              |
            6 |   /2: {get: {summary: !ruby/string s, description: !!python/tuple [d], responses: {}}}
              |                                       ^^^^^^^^^^^
              |
              = at: #/paths/~12/get/description
              = help: write a string

            warning[invalid-keyword]: `description` takes a string, not a list; the text is used
             --> openapi:7:39
              |
            7 |   /3: {get: {summary: !ruby/string s, description: !!python/tuple [d], responses: {}}}
              |                                       ^^^^^^^^^^^
              |
              = at: #/paths/~13/get/description
              = help: write a string

            warning[invalid-keyword]: `description` takes a string, not a list; the text is used
             --> openapi:8:39
              |
            8 |   /4: {get: {summary: !ruby/string s, description: !!python/tuple [d], responses: {}}}
              |                                       ^^^^^^^^^^^
              |
              = at: #/paths/~14/get/description
              = help: write a string

            warning[invalid-keyword]: `description` takes a string, not a list; the text is used
             --> openapi:9:39
              |
            9 |   /5: {get: {summary: !ruby/string s, description: !!python/tuple [d], responses: {}}}
              |                                       ^^^^^^^^^^^
              |
              = at: #/paths/~15/get/description
              = help: write a string

            warning[invalid-keyword]: `description` takes a string, not a list; the text is used
              --> openapi:10:39
               |
            10 |   /6: {get: {summary: !ruby/string s, description: !!python/tuple [d], responses: {}}}
               |                                       ^^^^^^^^^^^
               |
               = at: #/paths/~16/get/description
               = help: write a string
        "#]],
    );
}
