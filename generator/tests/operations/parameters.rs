//! What goes where.

use expect_test::expect;

use super::check;

#[test]
fn styles_have_their_defaults_by_place() {
    check(
        "
        paths:
          /a/{p}/{m}:
            get:
              parameters:
                - {name: c, in: cookie, schema: {type: string}}
                - {name: H, in: header, schema: {type: integer}}
                - {name: q, in: query, required: true, schema: {type: string, enum: [a, b]}}
                - {name: list, in: query, schema: {type: array, items: {type: string, enum: [x]}}}
                - {name: csv, in: query, explode: false, schema: {type: array, items: {type: string}}}
                - {name: pipes, in: query, style: pipeDelimited, schema: {type: array, items: {type: string}}}
                - {name: deep, in: query, style: deepObject, explode: true, schema: {type: object, properties: {a: {type: string}}}}
                - {name: raw, in: query, allowReserved: true, schema: {type: string, nullable: true}}
                - {name: filter, in: query, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
                - {name: m, in: path, required: true, style: matrix, explode: true, schema: {type: array, items: {type: integer}}}
                - {name: p, in: path, required: true, schema: {type: string, format: uuid}}
              responses: {'204': {description: d}}
        ",
        &expect![[r#"
            api "T"

            GET "/a/{p}/{m}" "" in ""
              request %0
              0 -> Path "p" Simple
              1 -> Path "m" Matrix exploded
              2 -> Query "q" Form exploded
              3 -> Query "list" Form exploded
              4 -> Query "csv" Form
              5 -> Query "pipes" PipeDelimited
              6 -> Query "deep" DeepObject exploded
              7 -> Query "raw" Form exploded reserved
              8 -> Query "filter" json
              9 -> Header "H" Simple
              10 -> Cookie "c" Form exploded
              success [Code(204)] empty

            %0 request of 0 = struct (Request)
              "p"! : uuid
              "m"! : [i64]
              "q"! : %1
              "list"? : [%2]
              "csv"? : [text]
              "pipes"? : [text]
              "deep"? : %3
              "raw"? : text
              "filter"? : %4
              "H"? : i64
              "c"? : text

            %1 within %0."q" = enum "a" | "b"

            %2 within %0."list"[] = enum "x"

            %3 within %0."deep" = struct
              "a"? : text

            %4 within %0."filter" = struct
              "a"? : text
        "#]],
    );
}

#[test]
fn an_operation_overrides_its_path_and_names_stay_apart() {
    check(
        "
        paths:
          /a/{id}:
            parameters:
              - {name: id, in: path, required: true, schema: {type: string}}
              - {name: limit, in: query, schema: {type: string}}
              - {$ref: '#/components/parameters/Order'}
            get:
              parameters:
                - {name: limit, in: query, deprecated: true, schema: {type: integer, default: 5}}
                - {name: id, in: query, schema: {type: string}}
                - {name: id, in: header, schema: {type: string}}
                - {name: body, in: query, schema: {type: string}}
              responses: {'204': {description: d}}
            put:
              parameters:
                - {name: body, in: query, schema: {type: string}}
              requestBody: {content: {text/plain: {schema: {type: string}}}}
              responses: {'204': {description: d}}
        components:
          parameters:
            Order: {name: order, in: query, schema: {type: string, enum: [asc, desc]}}
        ",
        &expect![[r#"
            api "T"

            GET "/a/{id}" "" in ""
              request %0
              0 -> Path "id" Simple
              1 -> Query "limit" Form exploded
              2 -> Query "order" Form exploded
              3 -> Query "id" Form exploded
              4 -> Query "body" Form exploded
              5 -> Header "id" Simple
              success [Code(204)] empty

            PUT "/a/{id}" "" in ""
              request %2
              0 -> Path "id" Simple
              1 -> Query "limit" Form exploded
              2 -> Query "order" Form exploded
              3 -> Query "body" Form exploded
              4? -> body "text/plain" Text text
              success [Code(204)] empty

            %0 request of 0 = struct (Request)
              "id"! : text
              "limit"? : i64 deprecated
              "order"? : %1
              "id in query"? : text
              "body"? : text
              "id in header"? : text

            %1 component "Order parameter" = enum "asc" | "desc"

            %2 request of 1 = struct (Request)
              "id"! : text
              "limit"? : text
              "order"? : %1
              "body"? : text
              "request body"? : text
        "#]],
    );
}

#[test]
fn templates_are_taken_as_they_come() {
    check(
        "
        paths:
          '/v1/{id}:cancel': {post: {responses: {}}}
          '/a/{x.y}': {get: {responses: {}}}
          '/b/{1param}': {get: {responses: {}}}
          '/x/{a}{b}': {get: {responses: {}}}
          '/files/{path}':
            get:
              parameters:
                - {name: path, in: path, required: true, schema: {type: string}}
                - {name: lost, in: path, required: true, schema: {type: string}}
              responses: {}
          '/c/{}': {get: {responses: {}}}
          '/d/{open': {get: {responses: {}}}
          'slashless': {get: {responses: {}}}
        ",
        &expect![[r#"
            api "T"

            GET "/a/{x.y}" "" in ""
              request %0
              0 -> Path "x.y" Simple

            GET "/b/{1param}" "" in ""
              request %1
              0 -> Path "1param" Simple

            GET "/c/{}" "" in ""
              request -

            GET "/d/{open" "" in ""
              request -

            GET "/files/{path}" "" in ""
              request %2
              0 -> Path "path" Simple

            POST "/v1/{id}:cancel" "" in ""
              request %3
              0 -> Path "id" Simple

            GET "/x/{a}{b}" "" in ""
              request %4
              0 -> Path "a" Simple
              1 -> Path "b" Simple

            %0 request of 0 = struct (Request)
              "x.y"! : text

            %1 request of 1 = struct (Request)
              "1param"! : text

            %2 request of 4 = struct (Request)
              "path"! : text

            %3 request of 5 = struct (Request)
              "id"! : text

            %4 request of 6 = struct (Request)
              "a"! : text
              "b"! : text

            path-invalid #/paths/slashless
              `slashless` does not begin with a slash, so its operations are left out

            path-parameter-undeclared #/paths/~1a~1{x.y}/get
              `{x.y}` of the path is not declared; it is read as a string

            path-parameter-undeclared #/paths/~1b~1{1param}/get
              `{1param}` of the path is not declared; it is read as a string

            path-invalid #/paths/~1c~1{}
              the braces hold no name in this path; that part of it is sent as it is written

            path-invalid #/paths/~1d~1{open
              a brace is not closed in this path; that part of it is sent as it is written

            path-parameter-unused #/paths/~1files~1{path}/get/parameters/1
              the path `/files/{path}` has no `{lost}`, so this parameter is left out

            path-parameter-undeclared #/paths/~1v1~1{id}:cancel/post
              `{id}` of the path is not declared; it is read as a string

            path-parameter-undeclared #/paths/~1x~1{a}{b}/get
              `{a}` of the path is not declared; it is read as a string

            path-parameter-undeclared #/paths/~1x~1{a}{b}/get
              `{b}` of the path is not declared; it is read as a string
        "#]],
    );
}

#[test]
fn what_cannot_be_is_said_and_mended() {
    check(
        "
        paths:
          /a:
            get:
              parameters:
                - {name: Accept, in: header, schema: {type: string}}
                - {name: q, in: query, style: matrix, schema: {type: string}}
                - {name: h, in: header, style: form, schema: {type: string}}
                - {name: d, in: query, style: deepObject, schema: {type: string}}
                - {name: any, in: query}
                - {name: q, in: query, schema: {type: integer}}
                - {$ref: '#/components/parameters/Gone'}
                - {name: x, in: body, schema: {}}
              responses: {}
        ",
        &expect![[r#"
            api "T"

            GET "/a" "" in ""
              request %0
              0 -> Query "q" Form exploded
              1 -> Query "d" Form exploded
              2 -> Query "any" Form exploded
              3 -> Header "Accept" Simple
              4 -> Header "h" Simple
              5? -> body "application/json" Json any

            %0 request of 0 = struct (Request)
              "q"? : text
              "d"? : text
              "any"? : any
              "Accept"? : text
              "h"? : text
              "body"? : any

            untyped
              #/paths/~1a/get/parameters/4
              #/paths/~1a/get/parameters/7/schema

            invalid-keyword #/paths/~1a/get/parameters/1/style
              `style` takes one of `form`, `spaceDelimited`, `pipeDelimited`, `deepObject`, not `matrix`; it is left out

            invalid-keyword #/paths/~1a/get/parameters/2/style
              `style` takes one of `simple`, not `form`; it is left out

            invalid-keyword #/paths/~1a/get/parameters/3/style
              `deepObject` is for objects, which this parameter is not; `form` is used

            untyped #/paths/~1a/get/parameters/4
              the schema does not say what the value is, so it is untyped JSON

            parameter-duplicate #/paths/~1a/get/parameters/5
              `q` is declared before for the same place; the first is used

            dangling-reference #/paths/~1a/get/parameters/6/$ref
              `#/components/parameters/Gone` names nothing in the document; it is left out

            body-unusual #/paths/~1a/get/parameters/7
              a GET request seldom has a body, and what stands between client and server may drop it; it is sent

            mixed-dialect #/paths/~1a/get/parameters/7/in
              this is a word of Swagger 2.0 in a document of OpenAPI 3; it is read as what it means

            untyped #/paths/~1a/get/parameters/7/schema
              the schema does not say what the value is, so it is untyped JSON
        "#]],
    );
}

#[test]
fn every_method_has_its_operation() {
    check(
        "
        paths:
          /a:
            get: {operationId: a, responses: {}}
            put: {operationId: a, responses: {}}
            post: {tags: [one, two], responses: {}}
            delete: {responses: {}}
            options: {responses: {}}
            head: {responses: {'200': {description: d, content: {application/json: {schema: {type: string}}}}}}
            patch: {deprecated: true, responses: {}}
            trace: {responses: {}}
        tags: [{name: one, description: first}]
        ",
        &expect![[r#"
            api "T"

            DELETE "/a" "" in ""
              request -

            GET "/a" "a" in ""
              request -

            HEAD "/a" "" in ""
              request -
              success [Code(200)] empty

            OPTIONS "/a" "" in ""
              request -

            PATCH "/a" "" in ""
              request -

            POST "/a" "" in "one"
              request -

            PUT "/a" "a" in ""
              request -

            TRACE "/a" "" in ""
              request -

            operation-id-duplicate #/paths/~1a/put/operationId
              `a` is also the `operationId` of #/paths/~1a/get; each gets a method, and the second name is made different
        "#]],
    );
}
