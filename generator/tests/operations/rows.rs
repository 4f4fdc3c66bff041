//! Public reports of what other generators get wrong about bodies, responses and servers, by their ids.

use expect_test::expect;

use super::check;

#[test]
fn bo1_bo8_parts_of_bytes_are_files_and_go_last() {
    check(
        "
        paths:
          /a: {post: {requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, required: [file], properties: {
            file: {type: string, contentMediaType: application/octet-stream},
            files: {type: array, items: {type: string, contentMediaType: image/png}},
            maybe: {anyOf: [{type: string, contentMediaType: application/pdf}, {type: 'null'}]},
            text: {type: string, contentMediaType: text/html},
            encoded: {type: string, contentMediaType: image/png, contentEncoding: base64}}}}}}, responses: {}}}
        ",
        &expect![[r#"
            api "T"

            POST "/a" "" in ""
              request %1
              0! -> body "multipart/form-data" Multipart([PartForm { content_type: None, kind: Text, repeated: false, is_unnamed: false }, PartForm { content_type: None, kind: Text, repeated: false, is_unnamed: false }, PartForm { content_type: None, kind: File, repeated: false, is_unnamed: false }, PartForm { content_type: None, kind: File, repeated: true, is_unnamed: false }, PartForm { content_type: None, kind: File, repeated: false, is_unnamed: false }]) %0

            %0 body of 0 = struct (Parts)
              "text"? : text
              "encoded"? : byte
              "file"! : file
              "files"? : [file]
              "maybe"? : file

            %1 request of 0 = struct (Request)
              "body"! : %0
        "#]],
    );
}

#[test]
fn bo8_members_stand_as_in_the_document_with_the_tag_first() {
    check(
        "
        paths:
          /a: {get: {responses: {200: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/E'}}}}}}}
        components:
          schemas:
            E: {oneOf: [{$ref: '#/components/schemas/Z'}, {$ref: '#/components/schemas/Y'}], discriminator: {propertyName: kind}}
            Z: {type: object, required: [kind], properties: {z: {type: string}, kind: {type: string}, a: {type: string}}}
            Y: {type: object, properties: {b: {type: string}, a: {type: string}, kind: {type: string}}, required: [kind, b]}
        ",
        &expect![[r#"
            api "T"

            GET "/a" "" in ""
              request -
              success [Code(200)] json %0

            %0 component "E" = union by "kind"
              "Z" : %1 tags ["Z"]
              "Y" : %2 tags ["Y"]

            %1 component "Z" = struct
              "kind"! : text = "Z"
              "z"? : text
              "a"? : text

            %2 component "Y" = struct
              "kind"! : text = "Y"
              "b"! : text
              "a"? : text
        "#]],
    );
}

#[test]
fn bo2_every_media_type_can_be_sent() {
    check(
        "
        paths:
          /json: {patch: {requestBody: {required: true, content: {
            application/strategic-merge-patch+json: {schema: {$ref: '#/components/schemas/P'}},
            application/merge-patch+json: {schema: {$ref: '#/components/schemas/P'}},
            application/json: {schema: {$ref: '#/components/schemas/P'}},
            application/*+json: {schema: {$ref: '#/components/schemas/P'}},
            application/apply-patch+yaml: {schema: {$ref: '#/components/schemas/P'}}}}, responses: {}}}
          /mixed: {post: {requestBody: {required: true, content: {
            application/xml: {schema: {$ref: '#/components/schemas/P'}},
            application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/P'}},
            application/json: {schema: {$ref: '#/components/schemas/P'}}}}, responses: {}}}
          /text: {post: {requestBody: {required: true, content: {
            text/csv: {schema: {type: string}},
            text/plain: {schema: {type: string}},
            application/json: {schema: {type: string}}}}, responses: {}}}
        components: {schemas: {P: {type: object, properties: {a: {type: string}}}}}
        ",
        &expect![[r#"
            api "T"

            PATCH "/json" "" in ""
              request %0
              *! -> body "application/strategic-merge-patch+json" Json %0 or as ["application/json", "application/merge-patch+json", "application/apply-patch+yaml"]

            POST "/mixed" "" in ""
              request %2
              0! -> body "application/json" Json %0
              0! -> body "application/x-www-form-urlencoded" Form([]) %0

            POST "/text" "" in ""
              request %4
              0! -> body "application/json" Json text
              0! -> body "text/csv" Text text or as ["text/plain"]

            %0 component "P" = struct
              "a"? : text

            %1 body of 1 = choice
              "json" : json %0
              "form" : json %0

            %2 request of 1 = struct (Request)
              "body"! : %1

            %3 body of 2 = choice
              "json" : json text
              "text csv" : json text

            %4 request of 2 = struct (Request)
              "body"! : %3

            media-type-passed-over #/paths/~1mixed/post/requestBody/content/application~1xml
              this media type is another form of what is sent or read as JSON; it is not used
        "#]],
    );
}

#[test]
fn bo3_wi3_bytes_without_a_schema_are_bytes() {
    check(
        "
        paths:
          /a: {get: {responses: {200: {description: '', content: {application/pdf: {}, application/json: {schema: {type: object, properties: {a: {type: string}}}}}}}}}
          /b: {get: {responses: {200: {description: '', content: {image/png: {schema: {}}, application/json: {schema: {type: array, items: {type: string}}}}}}}}
          /c: {get: {responses: {200: {description: '', content: {'*/*': {schema: {}}}}}}}
          /d: {post: {requestBody: {required: true, content: {'*/*': {schema: {description: any}}}}, responses: {}}}
        ",
        &expect![[r#"
            api "T"

            GET "/a" "" in ""
              request -
              success [Code(200)] "application/json" json %0
              success [Code(200)] "application/pdf" bytes as ["application/pdf"]
              success as %1

            GET "/b" "" in ""
              request -
              success [Code(200)] "application/json" json [text]
              success [Code(200)] "image/png" bytes as ["image/png"]
              success as %2

            GET "/c" "" in ""
              request -
              success [Code(200)] bytes

            POST "/d" "" in ""
              request %3
              0! -> body "application/octet-stream" Bytes file

            %0 within %1|"ok json" = struct
              "a"? : text

            %1 response of 0 = choice
              "ok json" : json %0
              "ok pdf" : bytes

            %2 response of 1 = choice
              "ok json" : json [text]
              "ok image png" : bytes

            %3 request of 3 = struct (Request)
              "body"! : file
        "#]],
    );
}

#[test]
fn bo4_an_optional_body_can_be_left_out() {
    let config = rill_codegen::Config::new("case");
    let document = super::common::text(
        "document.yaml",
        "
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a: {post: {operationId: send, requestBody: {content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: string}}}}}}, responses: {}}}
",
    );
    let generated = rill_codegen::generate(&document, &config).expect("a crate");
    let text: String = generated.files.values().cloned().collect();
    assert!(
        text.contains("pub fn send(&self, request: impl v1::IntoBody<SendRequest>)"),
        "{text}"
    );
    assert!(text.contains("request.as_deref()"), "{text}");
    assert!(text.contains("The body can be left out: `None`."), "{text}");
}

#[test]
fn bo5_what_no_style_writes_is_said() {
    check(
        "
        paths:
          /a: {get: {parameters: [
            {name: page, in: query, schema: {type: object, properties: {page: {type: integer}, sort: {type: array, items: {type: string}}}}},
            {name: deep, in: query, schema: {type: object, properties: {inner: {type: object, properties: {x: {type: string}}}}}},
            {name: joined, in: query, explode: false, schema: {type: object, properties: {list: {type: array, items: {type: string}}}}}], responses: {}}}
        ",
        &expect![[r#"
            api "T"

            GET "/a" "" in ""
              request %0
              0 -> Query "page" Form exploded
              1 -> Query "deep" Form exploded
              2 -> Query "joined" Form

            %0 request of 0 = struct (Request)
              "page"? : %1
              "deep"? : %2
              "joined"? : %4

            %1 within %0."page" = struct
              "page"? : i64
              "sort"? : [text]

            %2 within %0."deep" = struct
              "inner"? : %3

            %3 within %2."inner" = struct
              "x"? : text

            %4 within %0."joined" = struct
              "list"? : [text]

            left-out #/paths/~1a/get/parameters/1
              no style says how `inner` is written inside an object; it goes out as JSON text

            left-out #/paths/~1a/get/parameters/2
              no style says how `list` is written inside an object; it goes out as JSON text
        "#]],
    );
}

#[test]
fn bo6_a_default_is_for_all_that_is_not_listed() {
    check(
        "
        paths:
          /only: {get: {responses: {default: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/P'}}}}}}}
          /both: {get: {responses: {200: {description: '', content: {application/json: {schema: {type: string}}}}, default: {description: '', content: {application/problem+json: {schema: {$ref: '#/components/schemas/P'}}}}}}}
        components: {schemas: {P: {type: object, properties: {a: {type: string}}}}}
        ",
        &expect![[r#"
            api "T"

            GET "/both" "" in ""
              request -
              success [Code(200)] json text
              failure [Default] json %0 as ["application/problem+json"]

            GET "/only" "" in ""
              request -
              success [Default] json %0
              failure [Default] json %0

            %0 component "P" = struct
              "a"? : text
        "#]],
    );
}

#[test]
fn bo7_streams_of_grpc_gateway_are_lines() {
    check(
        "
        paths:
          /a: {get: {responses: {200: {description: '', content: {application/json: {schema: {type: object, title: Stream result of P, properties: {result: {$ref: '#/components/schemas/P'}, error: {$ref: '#/components/schemas/P'}}}}}}}}}
        components: {schemas: {P: {type: object, properties: {a: {type: string}}}}}
        ",
        &expect![[r#"
            api "T"

            GET "/a" "" in ""
              request -
              success [Code(200)] json results %0 as ["application/json"]

            %0 component "P" = struct
              "a"? : text
        "#]],
    );
}

#[test]
fn bo11_plain_texts_have_the_type_that_is_certain() {
    check(
        "
        paths:
          /int: {get: {responses: {200: {description: '', content: {text/plain: {schema: {type: integer}}}}}}}
          /time: {get: {responses: {200: {description: '', content: {text/plain: {schema: {type: string, format: date-time}}}}}}}
          /enum: {get: {responses: {200: {description: '', content: {text/plain: {schema: {type: string, enum: [a, b]}}}}}}}
          /list: {get: {responses: {200: {description: '', content: {text/plain: {schema: {type: array, items: {type: integer}}}}}}}}
          /text: {get: {responses: {200: {description: '', content: {text/plain: {schema: {type: string, format: password}}}}}}}
          /send: {post: {requestBody: {required: true, content: {text/plain: {schema: {type: boolean}}}}, responses: {}}}
        ",
        &expect![[r#"
            api "T"

            GET "/enum" "" in ""
              request -
              success [Code(200)] plain %0

            GET "/int" "" in ""
              request -
              success [Code(200)] plain i64

            GET "/list" "" in ""
              request -
              success [Code(200)] text

            POST "/send" "" in ""
              request %1
              0! -> body "text/plain" Plain bool

            GET "/text" "" in ""
              request -
              success [Code(200)] text

            GET "/time" "" in ""
              request -
              success [Code(200)] plain date-time

            %0 response of 0 = enum "a" | "b"

            %1 request of 3 = struct (Request)
              "body"! : bool

            left-out #/paths/~1list/get/responses/200/content/text~1plain
              `text/plain` is handed over as text, without the type that is described
        "#]],
    );
}

#[test]
fn wi4_multipart_without_parts_takes_any() {
    check(
        "
        paths:
          /bytes: {post: {requestBody: {required: true, content: {multipart/form-data: {schema: {type: string, format: binary}}}}, responses: {}}}
          /empty: {post: {requestBody: {required: true, content: {multipart/form-data: {schema: {}}}}, responses: {}}}
          /none: {post: {requestBody: {required: true, content: {multipart/mixed: {}}}, responses: {}}}
          /object: {post: {requestBody: {required: true, content: {multipart/form-data: {schema: {type: object}}}}, responses: {}}}
        ",
        &expect![[r#"
            api "T"

            POST "/bytes" "" in ""
              request %0
              0! -> body "multipart/form-data" Parts [part]

            POST "/empty" "" in ""
              request %1
              0! -> body "multipart/form-data" Parts [part]

            POST "/none" "" in ""
              request %2
              0! -> body "multipart/mixed" Parts [part]

            POST "/object" "" in ""
              request %3
              0! -> body "multipart/form-data" Parts [part]

            %0 request of 0 = struct (Request)
              "body"! : [part]

            %1 request of 1 = struct (Request)
              "body"! : [part]

            %2 request of 2 = struct (Request)
              "body"! : [part]

            %3 request of 3 = struct (Request)
              "body"! : [part]
        "#]],
    );
}

#[test]
fn wd6_wi9_headers_that_nothing_else_sets_are_inputs() {
    check(
        "
        paths:
          /required: {get: {parameters: [{$ref: '#/components/parameters/Auth'}], responses: {}}}
          /optional: {get: {parameters: [{name: authorization, in: header, schema: {type: string}}], responses: {200: {description: ''}}}}
          /secured: {get: {security: [{key: []}], parameters: [{$ref: '#/components/parameters/Auth'}], responses: {}}}
          /media: {post: {parameters: [{name: Accept, in: header, schema: {type: string}}, {name: Content-Type, in: header, schema: {type: string}}], requestBody: {required: true, content: {application/json: {schema: {type: string}}}}, responses: {200: {description: ''}}}}
          /sized: {post: {parameters: [{name: content-length, in: header, required: true, schema: {type: integer}}, {name: Host, in: header, schema: {type: string}}], requestBody: {content: {application/octet-stream: {}}}, responses: {}}}
          /free: {get: {parameters: [{name: Accept, in: header, schema: {type: string}}, {name: Content-Type, in: header, schema: {type: string}}], responses: {}}}
        components:
          parameters: {Auth: {name: Authorization, in: header, required: true, description: 'The token, with `Bearer`.', schema: {type: string}}}
          securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
        ",
        &expect![[r#"
            api "T"
            scheme "key" ApiKey { location: Header, name: "X-Key" }
            scheme "authorization" ApiKey { location: Header, name: "authorization" }

            GET "/free" "" in ""
              request %0
              0 -> Header "Accept" Simple
              1 -> Header "Content-Type" Simple

            POST "/media" "" in ""
              request %1
              0! -> body "application/json" Json text
              success [Code(200)] empty

            GET "/optional" "" in ""
              request -
              success [Code(200)] empty
              security [[1], []]

            GET "/required" "" in ""
              request -
              security [[1]]

            GET "/secured" "" in ""
              request -
              security [[0]]

            POST "/sized" "" in ""
              request %2
              0? -> body "application/octet-stream" Bytes file

            %0 request of 0 = struct (Request)
              "Accept"? : text
              "Content-Type"? : text

            %1 request of 1 = struct (Request)
              "body"! : text

            %2 request of 5 = struct (Request)
              "body"? : file

            parameter-ignored #/paths/~1media/post/parameters/0
              5 header parameters are not inputs; this is the first: `Accept`, `Content-Type`, `Content-Length` and `Authorization` follow from responses, bodies and security
        "#]],
    );
}

#[test]
fn di3_an_operation_is_called_at_its_own_server() {
    check(
        "
        servers: [{url: https://api.test/v1}]
        paths:
          /own: {get: {servers: [{url: 'https://{region}.files.test/v2/', variables: {region: {default: eu}}}], responses: {}}}
          /trusted: {get: {security: [{key: []}], servers: [{url: https://files.test}], responses: {}}}
          /path: {servers: [{url: /v2}], get: {responses: {}}}
          /same: {get: {servers: [{url: https://api.test/v1}], responses: {}}}
          /two: {get: {servers: [{url: https://one.test}, {url: https://two.test}], responses: {}}}
        components:
          securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
        ",
        &expect![[r#"
            api "T"
            scheme "key" ApiKey { location: Header, name: "X-Key" }
            server "https://api.test/v1"

            GET "/own" "" in ""
              request -
              at "https://eu.files.test/v2"

            GET "/path" "" in ""
              request -
              at "/v2"

            GET "/same" "" in ""
              request -

            GET "/trusted" "" in ""
              request -
              at "https://files.test" trusted
              security [[0]]

            GET "/two" "" in ""
              request -
              at "https://one.test"

            servers-ignored #/paths/~1two/get/servers/1
              of several servers of a path or operation the first is called
        "#]],
    );
}

#[test]
fn di1_words_of_swagger_2_are_read() {
    check(
        "
        paths:
          /a/{id}:
            post:
              consumes: [application/vnd.a+json]
              produces: [application/vnd.b+json]
              parameters:
              - {in: path, name: id, type: integer, required: true}
              - {in: query, name: q, type: array, items: {type: string}, collectionFormat: multi}
              - {in: body, name: body, required: true, schema: {$ref: '#/components/schemas/P'}}
              - {$ref: '#/components/parameters/Old'}
              responses: {200: {description: ok, schema: {$ref: '#/components/schemas/P'}}, 404: {$ref: '#/components/responses/Old'}}
          /form: {post: {parameters: [{in: formData, name: file, type: file, required: true}], responses: {}}}
        components:
          parameters: {Old: {in: header, name: X-Old, type: string}}
          responses: {Old: {description: gone, schema: {$ref: '#/components/schemas/P'}}}
          schemas: {P: {type: object, properties: {a: {type: string}}}}
        ",
        &expect![[r#"
            api "T"

            POST "/a/{id}" "" in ""
              request %1
              0 -> Path "id" Simple
              1 -> Query "q" Form exploded
              2 -> Header "X-Old" Simple
              3! -> body "application/vnd.a+json" Json %0
              success [Code(200)] json %0 as ["application/vnd.b+json"]
              failure [Code(404)] json %0

            POST "/form" "" in ""
              request %3
              0! -> body "multipart/form-data" Multipart([PartForm { content_type: None, kind: File, repeated: false, is_unnamed: false }]) %2

            %0 component "P" = struct
              "a"? : text

            %1 request of 0 = struct (Request)
              "id"! : i64
              "q"? : [text]
              "X-Old"? : text
              "body"! : %0

            %2 body of 1 = struct (Parts)
              "file"! : file

            %3 request of 1 = struct (Request)
              "body"! : %2

            mixed-dialect #/paths/~1a~1{id}/post/consumes
              9 parts are written in words of Swagger 2.0 in a document of OpenAPI 3; they are read as what they mean, and this is the first
        "#]],
    );
}

#[test]
fn di2_methods_of_openapi_3_2() {
    check(
        "
        servers: [{url: https://api.test, name: production, description: The one that counts for all of you out there.}]
        paths:
          /a/{id}:
            parameters: [{name: id, in: path, required: true, schema: {type: string}}]
            query: {operationId: search, requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {q: {type: string}}}}}}, responses: {200: {description: ''}}}
            additionalOperations: {PURGE: {responses: {204: {description: ''}}}, 'not a method': {responses: {}}}
            get: {responses: {}}
          /whole: {get: {parameters: [{name: all, in: querystring, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}], responses: {}}}
          /pairs: {get: {parameters: [{in: querystring, content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}}}}], responses: {}}}
          /cookie: {get: {parameters: [{name: c, in: cookie, style: cookie, schema: {type: string}}], responses: {}}}
          /shared: {get: {responses: {200: {description: '', content: {application/json: {$ref: '#/components/mediaTypes/P'}}}}}}
        components: {mediaTypes: {P: {schema: {type: object, properties: {p: {type: string}}}}}}
        ",
        &expect![[r#"
            api "T"
            server "https://api.test"

            GET "/a/{id}" "" in ""
              request %0
              0 -> Path "id" Simple

            PURGE "/a/{id}" "" in ""
              request %1
              0 -> Path "id" Simple
              success [Code(204)] empty

            QUERY "/a/{id}" "search" in ""
              request %3
              0 -> Path "id" Simple
              1! -> body "application/json" Json %2
              success [Code(200)] empty

            GET "/cookie" "" in ""
              request %4
              0 -> Cookie "c" Cookie exploded

            GET "/pairs" "" in ""
              request %5
              0 -> Query "query" Form exploded

            GET "/shared" "" in ""
              request -
              success [Code(200)] json %7

            GET "/whole" "" in ""
              request %8
              0 -> Query "all" WholeQuery

            %0 request of 0 = struct (Request)
              "id"! : text

            %1 request of 1 = struct (Request)
              "id"! : text

            %2 body of 2 = struct
              "q"? : text

            %3 request of 2 = struct (Request)
              "id"! : text
              "body"! : %2

            %4 request of 3 = struct (Request)
              "c"? : text

            %5 request of 4 = struct (Request)
              "query"? : %6

            %6 within %5."query" = struct
              "a"? : text

            %7 response of 5 = struct
              "p"? : text

            %8 request of 6 = struct (Request)
              "all"? : %9

            %9 within %8."all" = struct
              "a"? : text

            unknown-path-key #/paths/~1a~1{id}/additionalOperations/not a method
              `not a method` is not an operation by a method; it is ignored
        "#]],
    );
}

#[test]
fn callbacks_give_types_like_webhooks() {
    check(
        "
        paths:
          /a:
            post:
              operationId: subscribe
              callbacks:
                onEvent: {'{$request.body#/url}': {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {event: {type: string}}}}}}, responses: {}}}}
                shared: {$ref: '#/components/callbacks/Done'}
              responses: {}
        components:
          callbacks: {Done: {'{$request.query.done}': {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/P'}}}}, responses: {}}}}}
          schemas: {P: {type: object, properties: {a: {type: string}}}}
        ",
        &expect![[r#"
            api "T"
            webhooks %0, %1

            POST "/a" "subscribe" in ""
              request -

            %0 component "P" = struct
              "a"? : text

            %1 webhook "subscribe onEvent" = struct
              "event"? : text
        "#]],
    );
}
