//! What is sent.

use expect_test::expect;

use super::check;

#[test]
fn an_object_that_is_all_there_is_is_the_request() {
    check(
        "
        paths:
          /inline: {post: {requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}, responses: {}}}
          /named: {post: {requestBody: {$ref: '#/components/requestBodies/A'}, responses: {}}}
          /list: {post: {requestBody: {required: true, content: {application/json: {schema: {type: array, items: {type: object, properties: {b: {type: string}}}}}}}, responses: {}}}
          /free: {post: {requestBody: {content: {application/json: {schema: {type: object}}}}, responses: {}}}
          /nothing: {post: {requestBody: {content: {application/json: {schema: {type: object, additionalProperties: false}}}}, responses: {}}}
          /beside/{id}: {post: {requestBody: {description: It., content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}, responses: {}}}
        components:
          requestBodies: {A: {required: true, content: {'Application/JSON; charset=utf-8': {schema: {$ref: '#/components/schemas/A'}}}}}
          schemas: {A: {type: object, properties: {a: {type: string}}}}
        ",
        &expect![[r#"
            api "T"

            POST "/beside/{id}" "" in ""
              request %1
              0 -> Path "id" Simple
              1? -> body "application/json" Json %0

            POST "/free" "" in ""
              request %2
              0? -> body "application/json" Json {any}

            POST "/inline" "" in ""
              request %3
              *! -> body "application/json" Json %3

            POST "/list" "" in ""
              request %6
              0! -> body "application/json" Json %4

            POST "/named" "" in ""
              request %7
              *! -> body "Application/JSON; charset=utf-8" Json %7

            POST "/nothing" "" in ""
              request -

            %0 body of 0 = struct
              "a"? : text

            %1 request of 0 = struct (Request)
              "id"! : text
              "body"? : %0

            %2 request of 1 = struct (Request)
              "body"? : {any}

            %3 request of 2 = struct
              "a"? : text

            %4 body of 3 = [%5]

            %5 within %4[] = struct
              "b"? : text

            %6 request of 3 = struct (Request)
              "body"! : %4

            %7 component "A" = struct
              "a"? : text

            untyped
              #/paths/~1free/post/requestBody/content/application~1json/schema

            path-parameter-undeclared #/paths/~1beside~1{id}/post
              `{id}` of the path is not declared; it is read as a string

            untyped #/paths/~1free/post/requestBody/content/application~1json/schema
              the object does not say what properties it has, so it is untyped JSON

            body-empty #/paths/~1nothing/post/requestBody
              this body is optional and holds nothing, so none is sent
        "#]],
    );
}

#[test]
fn each_media_type_is_written_its_way() {
    check(
        "
        paths:
          /bytes: {post: {requestBody: {content: {application/octet-stream: {schema: {type: string, format: binary}}}}, responses: {}}}
          /image: {post: {requestBody: {content: {image/*: {schema: {type: string, format: binary}}}}, responses: {}}}
          /any: {post: {requestBody: {content: {'*/*': {schema: {type: object, properties: {a: {type: string}}}}}}, responses: {}}}
          /any-bytes: {post: {requestBody: {content: {'*/*': {}}}, responses: {}}}
          /text: {post: {requestBody: {content: {text/csv: {schema: {type: string}}}}, responses: {}}}
          /graphql: {post: {requestBody: {content: {application/graphql: {schema: {type: string}}}}, responses: {}}}
          /xml: {post: {requestBody: {content: {application/xml: {schema: {type: object}}}}, responses: {}}}
          /lines: {post: {requestBody: {content: {application/x-ndjson: {schema: {type: object, properties: {a: {type: string}}}}}}, responses: {}}}
          /vendor: {post: {requestBody: {content: {application/vnd.x+json: {schema: {type: string}}}}, responses: {}}}
          /unsaid: {post: {requestBody: {content: {application/json: {}}}, responses: {}}}
        ",
        &expect![[r#"
            api "T"

            POST "/any" "" in ""
              request %0
              *? -> body "application/json" Json %0

            POST "/any-bytes" "" in ""
              request %1
              0? -> body "application/octet-stream" Bytes file

            POST "/bytes" "" in ""
              request %2
              0? -> body "application/octet-stream" Bytes file

            POST "/graphql" "" in ""
              request %3
              0? -> body "application/graphql" Text text

            POST "/image" "" in ""
              request %4
              0? -> body "image/*" Bytes file

            POST "/lines" "" in ""
              request %6
              0? -> body "application/x-ndjson" JsonLines %5

            POST "/text" "" in ""
              request %7
              0? -> body "text/csv" Text text

            POST "/unsaid" "" in ""
              request %8
              0? -> body "application/json" Json any

            POST "/vendor" "" in ""
              request %9
              0? -> body "application/vnd.x+json" Json text

            POST "/xml" "" in ""
              request %10
              0? -> body "application/xml" Text text

            %0 request of 0 = struct
              "a"? : text

            %1 request of 1 = struct (Request)
              "body"? : file

            %2 request of 2 = struct (Request)
              "body"? : file

            %3 request of 3 = struct (Request)
              "body"? : text

            %4 request of 4 = struct (Request)
              "body"? : file

            %5 body of 5 = struct
              "a"? : text

            %6 request of 5 = struct (Request)
              "body"? : [%5]

            %7 request of 6 = struct (Request)
              "body"? : text

            %8 request of 7 = struct (Request)
              "body"? : any

            %9 request of 8 = struct (Request)
              "body"? : text

            %10 request of 9 = struct (Request)
              "body"? : text

            untyped
              #/paths/~1unsaid/post/requestBody/content/application~1json

            untyped #/paths/~1unsaid/post/requestBody/content/application~1json
              the body has no schema, so it is untyped JSON

            left-out #/paths/~1xml/post/requestBody/content/application~1xml
              `application/xml` is handed over as text, without the type that is described
        "#]],
    );
}

#[test]
fn several_media_types_are_an_enum() {
    check(
        "
        paths:
          /pets:
            post:
              requestBody:
                content:
                  application/xml: {schema: {$ref: '#/components/schemas/Pet'}}
                  application/json: {schema: {$ref: '#/components/schemas/Pet'}}
                  text/json: {schema: {$ref: '#/components/schemas/Pet'}}
                  application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Pet'}}
                  application/vnd.new+json: {schema: {type: object, properties: {n: {type: string}}}}
                  text/plain: {schema: {type: string}}
              responses: {}
        components: {schemas: {Pet: {type: object, properties: {name: {type: string}}}}}
        ",
        &expect![[r#"
            api "T"

            POST "/pets" "" in ""
              request %3
              0? -> body "application/json" Json %0 or as ["text/json"]
              0? -> body "application/vnd.new+json" Json %1
              0? -> body "application/x-www-form-urlencoded" Form([]) %0
              0? -> body "text/plain" Text text

            %0 component "Pet" = struct
              "name"? : text

            %1 within %2|"vnd new json" = struct
              "n"? : text

            %2 body of 0 = choice
              "json" : json %0
              "vnd new json" : json %1
              "form" : json %0
              "text" : json text

            %3 request of 0 = struct (Request)
              "body"? : %2

            media-type-passed-over #/paths/~1pets/post/requestBody/content/application~1xml
              this media type is another form of what is sent or read as JSON; it is not used
        "#]],
    );
}

#[test]
fn forms_follow_their_encodings() {
    check(
        "
        paths:
          /form:
            post:
              requestBody:
                content:
                  application/x-www-form-urlencoded:
                    schema:
                      type: object
                      properties:
                        plain: {type: string}
                        tags: {type: array, items: {type: string}}
                        csv: {type: array, items: {type: string}}
                        deep: {type: object, properties: {a: {type: string}}}
                        json: {type: object, properties: {a: {type: string}}}
                        said: {type: array, items: {type: string}}
                    encoding:
                      csv: {style: form, explode: false}
                      deep: {style: deepObject}
                      said: {contentType: application/json}
              responses: {}
        ",
        &expect![[r#"
            api "T"

            POST "/form" "" in ""
              request %0
              *? -> body "application/x-www-form-urlencoded" Form([FormField { name: "csv", form: Style { style: Form, explode: false, allow_reserved: false } }, FormField { name: "deep", form: Style { style: DeepObject, explode: true, allow_reserved: false } }, FormField { name: "json", form: Json }, FormField { name: "said", form: Json }]) %0

            %0 request of 0 = struct
              "plain"? : text
              "tags"? : [text]
              "csv"? : [text]
              "deep"? : %1
              "json"? : %2
              "said"? : [text]

            %1 within %0."deep" = struct
              "a"? : text

            %2 within %0."json" = struct
              "a"? : text
        "#]],
    );
}

#[test]
fn parts_follow_their_types_and_encodings() {
    check(
        "
        paths:
          /upload:
            post:
              requestBody:
                required: true
                content:
                  multipart/form-data:
                    schema: {$ref: '#/components/schemas/Upload'}
                    encoding:
                      picture: {contentType: 'image/png, image/jpeg'}
                      meta: {contentType: application/json}
                      ids: {contentType: application/json}
              responses: {}
        components:
          schemas:
            Upload:
              type: object
              required: [file, note]
              properties:
                file: {type: string, format: binary, nullable: true}
                files: {type: array, items: {type: string, format: binary}}
                picture: {type: string}
                note: {type: string}
                count: {type: integer}
                kinds: {type: array, items: {type: string, enum: [a]}}
                meta: {type: object, properties: {a: {type: string}}}
                all: {type: array, items: {type: object, properties: {a: {type: string}}}}
                ids: {type: array, items: {type: integer}}
        ",
        &expect![[r#"
            api "T"

            POST "/upload" "" in ""
              request %4
              0! -> body "multipart/form-data" Multipart([PartForm { content_type: None, kind: Text, repeated: false, is_unnamed: false }, PartForm { content_type: None, kind: Text, repeated: false, is_unnamed: false }, PartForm { content_type: None, kind: Text, repeated: true, is_unnamed: false }, PartForm { content_type: Some("application/json"), kind: Json, repeated: false, is_unnamed: false }, PartForm { content_type: None, kind: Json, repeated: true, is_unnamed: false }, PartForm { content_type: Some("application/json"), kind: Json, repeated: false, is_unnamed: false }, PartForm { content_type: None, kind: File, repeated: false, is_unnamed: false }, PartForm { content_type: None, kind: File, repeated: true, is_unnamed: false }, PartForm { content_type: Some("image/png, image/jpeg"), kind: File, repeated: false, is_unnamed: false }]) %0

            %0 body of 0 = struct (Parts)
              "note"! : text
              "count"? : i64
              "kinds"? : [%2]
              "meta"? : %3
              "all"? : [%1]
              "ids"? : [i64]
              "file"! : file
              "files"? : [file]
              "picture"? : file

            %1 component "Upload all item" = struct
              "a"? : text

            %2 component "Upload kinds item" = enum "a"

            %3 component "Upload meta" = struct
              "a"? : text

            %4 request of 0 = struct (Request)
              "body"! : %0
        "#]],
    );
}

#[test]
fn odd_multipart_bodies_are_taken_as_far_as_they_go() {
    check(
        "
        paths:
          /bare: {post: {requestBody: {content: {form-data: {schema: {type: object, properties: {f: {type: string, format: binary}}}}}}, responses: {}}}
          /either: {post: {requestBody: {content: {multipart/form-data: {schema: {oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, properties: {b: {type: string, format: binary}}}]}}}}, responses: {}}}
          /unknown: {post: {requestBody: {content: {multipart/mixed: {schema: {type: object}}}}, responses: {}}}
        ",
        &expect![[r#"
            api "T"

            POST "/bare" "" in ""
              request %1
              0? -> body "multipart/form-data" Multipart([PartForm { content_type: None, kind: File, repeated: false, is_unnamed: false }]) %0

            POST "/either" "" in ""
              request %3
              0? -> body "multipart/form-data" Multipart([PartForm { content_type: None, kind: Text, repeated: false, is_unnamed: false }, PartForm { content_type: None, kind: File, repeated: false, is_unnamed: false }]) %2

            POST "/unknown" "" in ""
              request %4
              0? -> body "multipart/mixed" Parts [part]

            %0 body of 0 = struct (Parts)
              "f"? : file

            %1 request of 0 = struct (Request)
              "body"? : %0

            %2 body of 1 = struct (Parts)
              "a"? : text
              "b"? : file

            %3 request of 1 = struct (Request)
              "body"? : %2

            %4 request of 2 = struct (Request)
              "body"? : [part]

            media-type-invalid #/paths/~1bare/post/requestBody/content/form-data
              `form-data` is not a media type; it is read as `multipart/form-data`

            left-out #/paths/~1either/post/requestBody/content/multipart~1form-data/schema/oneOf
              the parts of all alternatives are in one type, each optional
        "#]],
    );
}

#[test]
fn bodies_where_none_is_expected() {
    check(
        "
        paths:
          /a:
            get: {requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}, responses: {}}
            delete: {requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}, responses: {}}
            post: {requestBody: {content: {}}, responses: {}}
        ",
        &expect![[r#"
            api "T"

            DELETE "/a" "" in ""
              request %0
              *? -> body "application/json" Json %0

            GET "/a" "" in ""
              request %1
              *! -> body "application/json" Json %1

            POST "/a" "" in ""
              request -

            %0 request of 0 = struct
              "a"? : text

            %1 request of 1 = struct
              "a"? : text

            body-unusual #/paths/~1a/get/requestBody
              a GET request seldom has a body, and what stands between client and server may drop it; it is sent

            body-empty #/paths/~1a/post/requestBody
              this body has no `content`, so nothing is sent
        "#]],
    );
}

#[test]
fn parts_by_position_and_shared_methods_stand_behind_references() {
    check(
        "
        paths:
          /a: {post: {requestBody: {required: true, content: {multipart/mixed: {schema: {$ref: '#/components/schemas/Parts'}}}}, responses: {}}}
          /b: {$ref: '#/components/pathItems/B'}
        components:
          pathItems: {B: {query: {operationId: look, responses: {}}, additionalOperations: {COPY: {operationId: copy, responses: {}}}}}
          schemas: {Parts: {type: array, prefixItems: [{type: object, properties: {a: {type: string}}}, {type: integer}], items: {type: string}}}
        ",
        &expect![[r#"
            api "T"

            POST "/a" "" in ""
              request %2
              0! -> body "multipart/mixed" Multipart([PartForm { content_type: None, kind: Json, repeated: false, is_unnamed: true }, PartForm { content_type: None, kind: Text, repeated: false, is_unnamed: true }, PartForm { content_type: None, kind: Text, repeated: true, is_unnamed: true }]) %0

            COPY "/b" "copy" in ""
              request -

            QUERY "/b" "look" in ""
              request -

            %0 body of 0 = struct (Parts)
              "part 1"! : %1
              "part 2"! : i64
              "parts"? : [text]

            %1 within %0."part 1" = struct
              "a"? : text

            %2 request of 0 = struct (Request)
              "body"! : %0
        "#]],
    );
}
