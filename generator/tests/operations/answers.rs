//! What comes back.

use expect_test::expect;

use super::check;

#[test]
fn statuses_are_told_apart() {
    check(
        "
        paths:
          /one: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}
          /same: {get: {responses: {'200': {$ref: '#/components/responses/A'}, '201': {$ref: '#/components/responses/A'}, default: {$ref: '#/components/responses/E'}}}}
          /several:
            get:
              responses:
                '200': {description: Fine., content: {application/json: {schema: {type: object, properties: {x: {type: string}}}}}}
                '204': {description: Nothing.}
                '101': {description: Up.}
                2xx: {description: Else., content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
                '404': {description: Gone., content: {application/json: {schema: {$ref: '#/components/schemas/E'}}}}
                '409': {description: Clash., content: {application/problem+json: {schema: {type: object, properties: {why: {type: string}}}}}}
                '410': {description: No content.}
                4XX: {description: Other., content: {application/json: {schema: {$ref: '#/components/schemas/E'}}}}
          /default: {get: {responses: {default: {$ref: '#/components/responses/A'}, '500': {$ref: '#/components/responses/E'}}}}
          /odd: {get: {responses: {'20': {description: d}, okay: {description: d}}}}
        components:
          responses:
            A: {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
            E: {description: e, content: {application/json: {schema: {$ref: '#/components/schemas/E'}}}}
          schemas:
            A: {type: object, properties: {a: {type: string}}}
            E: {type: object, properties: {e: {type: string}}}
        ",
        &expect![[r#"
            api "T"

            GET "/default" "" in ""
              request -
              success [Default] json %0
              failure [Code(500)] json %1
              failure [Default] json %0
              failure as %2

            GET "/odd" "" in ""
              request -

            GET "/one" "" in ""
              request -
              success [Code(200)] json %0

            GET "/same" "" in ""
              request -
              success [Code(200), Code(201)] json %0
              failure [Default] json %1

            GET "/several" "" in ""
              request -
              success [Code(101), Code(204)] empty
              success [Code(200)] json %3
              success [Range(2)] json %0
              success as %4
              failure [Code(404), Range(4)] json %1
              failure [Code(409)] json %5 as ["application/problem+json"]
              failure as %6

            %0 component "A" = struct
              "a"? : text

            %1 component "E" = struct
              "e"? : text

            %2 error of 0 = choice
              "internal server error" : json %1
              "default" : json %0

            %3 within %4|"ok" = struct
              "x"? : text

            %4 response of 4 = choice
              "no content" : empty
              "ok" : json %3
              "success" : json %0

            %5 within %6|"conflict" = struct
              "why"? : text

            %6 error of 4 = choice
              "client error" : json %1
              "conflict" : json %5

            status-invalid #/paths/~1odd/get/responses/20
              `20` is not a status, so this response is left out

            status-invalid #/paths/~1odd/get/responses/okay
              `okay` is not a status, so this response is left out
        "#]],
    );
}

#[test]
fn the_same_failures_are_one_type() {
    check(
        "
        paths:
          /a: {get: {operationId: a, responses: &r {'204': {description: d}, '404': {$ref: '#/components/responses/Gone'}, '422': {$ref: '#/components/responses/Bad'}}}}
          /b: {get: {operationId: b, responses: *r}}
          /c: {get: {operationId: c, responses: {'404': {$ref: '#/components/responses/Gone'}}}}
        components:
          responses:
            Gone: {description: g, content: {application/json: {schema: {type: object, properties: {g: {type: string}}}}}}
            Bad: {description: b, content: {application/json: {schema: {type: array, items: {type: string}}}}}
        ",
        &expect![[r#"
            api "T"

            GET "/a" "a" in ""
              request -
              success [Code(204)] empty
              failure [Code(404)] json %0
              failure [Code(422)] json [text]
              failure as %1

            GET "/b" "b" in ""
              request -
              success [Code(204)] empty
              failure [Code(404)] json %0
              failure [Code(422)] json [text]
              failure as %1

            GET "/c" "c" in ""
              request -
              failure [Code(404)] json %0

            %0 component "Gone response" = struct
              "g"? : text

            %1 failures ["not found", "unprocessable content"] = choice
              "not found" : json %0
              "unprocessable content" : json [text]
        "#]],
    );
}

#[test]
fn media_types_decide_what_is_read() {
    check(
        "
        paths:
          /charset: {get: {responses: {'200': {description: d, content: {'application/json; charset=utf-8': {schema: {type: integer}}}}}}}
          /first: {get: {responses: {'200': {description: d, content: {application/xml: {schema: {$ref: '#/components/schemas/A'}}, application/json: {schema: {$ref: '#/components/schemas/A'}}, text/plain: {schema: {$ref: '#/components/schemas/A'}}}}}}}
          /xml: {get: {responses: {'200': {description: d, content: {application/xml: {schema: {$ref: '#/components/schemas/A'}}}}}}}
          /vendor: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}, application/vnd.x+json: {schema: {type: object, properties: {b: {type: string}}}}, 'application/json; version=1': {schema: {type: string}}}}}}}
          /image: {get: {responses: {'200': {description: d, content: {image/png: {schema: {type: string, format: binary}}}}}}}
          /pdf: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}, application/pdf: {schema: {type: string, format: binary}}}}}}}
          /text: {get: {responses: {'200': {description: d, content: {text/plain: {schema: {type: string}}}}}}}
          /any: {get: {responses: {'200': {description: d, content: {'*/*': {schema: {$ref: '#/components/schemas/A'}}}}}}}
          /lines: {get: {responses: {'200': {description: d, content: {application/x-ndjson: {schema: {$ref: '#/components/schemas/A'}}}}}}}
          /unsaid: {get: {responses: {'200': {description: d, content: {application/json: {}}}}}}
        components: {schemas: {A: {type: object, properties: {a: {type: string}}}}}
        ",
        &expect![[r#"
            api "T"

            GET "/any" "" in ""
              request -
              success [Code(200)] json %0

            GET "/charset" "" in ""
              request -
              success [Code(200)] json i64

            GET "/first" "" in ""
              request -
              success [Code(200)] json %0

            GET "/image" "" in ""
              request -
              success [Code(200)] bytes as ["image/png"]

            GET "/lines" "" in ""
              request -
              success [Code(200)] json lines %0

            GET "/pdf" "" in ""
              request -
              success [Code(200)] "application/json" json %0
              success [Code(200)] "application/pdf" bytes as ["application/pdf"]
              success as %1

            GET "/text" "" in ""
              request -
              success [Code(200)] text

            GET "/unsaid" "" in ""
              request -
              success [Code(200)] json any

            GET "/vendor" "" in ""
              request -
              success [Code(200)] "application/json" json %0
              success [Code(200)] "application/json; version=1" json text as ["application/json; version=1"]
              success [Code(200)] "application/vnd.x+json" json %2 as ["application/vnd.x+json"]
              success as %3

            GET "/xml" "" in ""
              request -
              success [Code(200)] xml %0 as ["application/xml"]

            %0 component "A" = struct
              "a"? : text

            %1 response of 5 = choice
              "ok json" : json %0
              "ok pdf" : bytes

            %2 within %3|"ok vnd json" = struct
              "b"? : text

            %3 response of 8 = choice
              "ok json" : json %0
              "ok json version 1" : json text
              "ok vnd json" : json %2

            untyped
              #/paths/~1unsaid/get/responses/200/content/application~1json

            media-type-passed-over #/paths/~1first/get/responses/200/content/application~1xml
              2 media types are other forms of what is sent or read as JSON; they are not used, and this is the first

            untyped #/paths/~1unsaid/get/responses/200/content/application~1json
              the response has no schema, so it is untyped JSON
        "#]],
    );
}

#[test]
fn media_types_are_asked_for_by_name() {
    check(
        "
        paths:
          /versioned:
            get:
              responses:
                '200': {description: d, content: {application/vnd.acme.v2+json: {schema: {type: integer}}}}
                '202': {description: d, content: {application/json; charset=utf-8: {schema: {type: integer}}}}
                default: {description: d, content: {Application/Problem+JSON: {schema: {type: object}}}}
          /several:
            get:
              responses:
                '200':
                  description: d
                  content:
                    application/json: {schema: {type: string}}
                    text/json; charset=utf-8: {schema: {type: string}}
                    application/xml: {schema: {type: string}}
          /any: {get: {responses: {'200': {description: d, content: {'*/*': {schema: {type: integer}}}}}}}
          /yaml: {get: {responses: {'200': {description: d, content: {application/yaml: {schema: {type: string}}}}}}}
        ",
        &expect![[r#"
            api "T"

            GET "/any" "" in ""
              request -
              success [Code(200)] json i64

            GET "/several" "" in ""
              request -
              success [Code(200)] json text as ["application/json", "text/json"]

            GET "/versioned" "" in ""
              request -
              success [Code(200), Code(202)] json i64 as ["application/vnd.acme.v2+json", "application/json"]
              failure [Default] json {any} as ["application/problem+json"]

            GET "/yaml" "" in ""
              request -
              success [Code(200)] text as ["application/yaml"]

            untyped
              #/paths/~1versioned/get/responses/default/content/Application~1Problem+JSON/schema

            media-type-passed-over #/paths/~1several/get/responses/200/content/application~1xml
              this media type is another form of what is sent or read as JSON; it is not used

            untyped #/paths/~1versioned/get/responses/default/content/Application~1Problem+JSON/schema
              the object does not say what properties it has, so it is untyped JSON
        "#]],
    );
}

#[test]
fn events_beside_a_value_are_a_second_method() {
    check(
        "
        paths:
          /chat:
            post:
              operationId: chat
              requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {stream: {type: boolean}}}}}}
              responses:
                '200':
                  description: d
                  content:
                    application/json: {schema: {$ref: '#/components/schemas/Chat'}}
                    text/event-stream: {schema: {$ref: '#/components/schemas/Chunk'}}
          /log: {get: {responses: {'200': {description: d, content: {text/event-stream: {schema: {type: string}}}}}}}
          /open: {get: {responses: {'200': {description: d, content: {text/event-stream: {}}}}}}
        components:
          schemas:
            Chat: {type: object, properties: {a: {type: string}}}
            Chunk: {type: object, properties: {b: {type: string}}}
        ",
        &expect![[r#"
            api "T"

            POST "/chat" "chat" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %1

            POST "/chat" "chat" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] events %2

            GET "/log" "" in ""
              request -
              success [Code(200)] events

            GET "/open" "" in ""
              request -
              success [Code(200)] events

            %0 request of 0 = struct
              "stream"? : bool

            %1 component "Chat" = struct
              "a"? : text

            %2 component "Chunk" = struct
              "b"? : text
        "#]],
    );
}

#[test]
fn headers_of_answers_are_a_struct() {
    check(
        "
        paths:
          /a: {get: {operationId: a, responses: &r {'200': {description: d, headers: {X-Rate: {description: Left., schema: {type: integer}}, Set-Cookie: {}, Content-Type: {schema: {type: string}}, x-rate: {schema: {type: string}}}}, '404': {description: d, headers: {Retry-After: {$ref: '#/components/headers/Retry'}}}}}}
          /b: {get: {operationId: b, responses: *r}}
        components: {headers: {Retry: {schema: {type: integer}}}}
        ",
        &expect![[r#"
            api "T"

            GET "/a" "a" in ""
              request -
              success [Code(200)] empty
              success headers %0
              failure headers %1

            GET "/b" "b" in ""
              request -
              success [Code(200)] empty
              success headers %0
              failure headers %1

            %0 headers ["set-cookie", "x-rate"] = struct (Headers)
              "x-rate"? : i64
              "set-cookie"? : text

            %1 headers ["retry-after"] = struct (Headers)
              "retry-after"? : i64

            parameter-duplicate #/paths/~1a/get/responses/200/headers/x-rate
              the header `x-rate` is declared before; case makes no difference, and the first is used

            parameter-duplicate #/paths/~1b/get/responses/200/headers/x-rate
              the header `x-rate` is declared before; case makes no difference, and the first is used
        "#]],
    );
}

#[test]
fn items_of_streams_and_webhooks_have_types() {
    check(
        "
        paths:
          /events: {get: {responses: {'200': {description: d, content: {text/event-stream: {itemSchema: {type: object, properties: {data: {type: string}}}}}}}}}
          /fields: {get: {responses: {'200': {description: d, content: {text/event-stream: {schema: {type: object, properties: {event: {type: string}, data: {$ref: '#/components/schemas/A'}}}}}}}}}
          /whole: {get: {responses: {'200': {description: d, content: {text/event-stream: {itemSchema: {$ref: '#/components/schemas/A'}}}}}}}
          /lines: {get: {responses: {'200': {description: d, content: {application/jsonl: {itemSchema: {$ref: '#/components/schemas/A'}}}}}}}
        webhooks:
          added: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {w: {type: string}}}}}}, responses: {}}}
          listed: {post: {requestBody: {content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/A'}}}}}, responses: {}}}
          named: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}, responses: {}}}
          xml: {post: {requestBody: {content: {application/xml: {}}}, responses: {}}}
        components: {schemas: {A: {type: object, properties: {a: {type: string}}}}}
        ",
        &expect![[r#"
            api "T"
            webhooks %1, %2, %0

            GET "/events" "" in ""
              request -
              success [Code(200)] events

            GET "/fields" "" in ""
              request -
              success [Code(200)] events %0

            GET "/lines" "" in ""
              request -
              success [Code(200)] json lines %0 as ["application/jsonl"]

            GET "/whole" "" in ""
              request -
              success [Code(200)] events %0

            %0 component "A" = struct
              "a"? : text

            %1 webhook "added" = struct
              "w"? : text

            %2 webhook "listed" = [%0]

            left-out #/webhooks/xml/post/requestBody
              this webhook sends no JSON, so no type is made of it
        "#]],
    );
}

#[test]
fn wi1_lists_of_xml_are_typed_and_unions_are_text() {
    check(
        "
        paths:
          /list: {get: {responses: {'200': {description: d, content: {text/xml: {schema: {$ref: '#/components/schemas/As'}}}}}}}
          /names: {get: {responses: {'200': {description: d, content: {text/xml: {schema: {type: array, items: {type: string}}}}}}}}
          /times: {get: {responses: {'200': {description: d, content: {text/xml: {schema: {type: array, items: {type: string, format: date-time}}}}}}}}
          /union: {get: {responses: {'200': {description: d, content: {text/xml: {schema: {oneOf: [{$ref: '#/components/schemas/A'}, {type: string}]}}}}}}}
        components: {schemas: {As: {type: array, items: {$ref: '#/components/schemas/A'}}, A: {type: object, properties: {a: {type: string}}}}}
        ",
        &expect![[r#"
            api "T"

            GET "/list" "" in ""
              request -
              success [Code(200)] xml %0 as ["text/xml"]

            GET "/names" "" in ""
              request -
              success [Code(200)] xml [text] as ["text/xml"]

            GET "/times" "" in ""
              request -
              success [Code(200)] text as ["text/xml"]

            GET "/union" "" in ""
              request -
              success [Code(200)] text as ["text/xml"]

            %0 component "As" = [%1]

            %1 component "A" = struct
              "a"? : text

            left-out #/paths/~1times/get/responses/200/content/text~1xml
              `text/xml` is handed over as text, without the type that is described
        "#]],
    );
}

#[test]
fn a_field_that_events_do_not_have_changes_no_type() {
    check(
        "
        paths:
          /one: {get: {responses: {'200': {description: d, content: {text/event-stream: {itemSchema: {properties: {event: {type: string}, data: {$ref: '#/components/schemas/A'}, x: {type: integer}}}}}}}}}
          /several: {get: {responses: {'200': {description: d, content: {text/event-stream: {itemSchema: {oneOf: [{$ref: '#/components/schemas/Added'}, {$ref: '#/components/schemas/Gone'}]}}}}}}}
          /payload: {get: {responses: {'200': {description: d, content: {text/event-stream: {schema: {properties: {event: {type: string}, data: {$ref: '#/components/schemas/A'}, x: {type: integer}}}}}}}}}
        components:
          schemas:
            A: {type: object, properties: {a: {type: string}}}
            Added: {type: object, required: [event, data], properties: {event: {const: added}, data: {$ref: '#/components/schemas/A'}, x: {type: integer}}}
            Gone: {type: object, required: [event, data], properties: {event: {const: gone}, data: {type: string}}}
        ",
        &expect![[r#"
            api "T"

            GET "/one" "" in ""
              request -
              success [Code(200)] events %0

            GET "/payload" "" in ""
              request -
              success [Code(200)] events %1

            GET "/several" "" in ""
              request -
              success [Code(200)] whole events %2

            %0 component "A" = struct
              "a"? : text

            %1 response of 1 = struct
              "event"? : text
              "data"? : %0
              "x"? : i64

            %2 response of 2 = union
              "Added" : %3 if [Object] has ["data", "event"] "event" in ["added"]
              "Gone" : %5 if [Object] has ["data", "event"] "event" in ["gone"]

            %3 component "Added" = struct
              "event"! : %4
              "data"! : %0
              "x"? : i64

            %4 within %3."event" = enum "added"

            %5 component "Gone" = struct
              "event"! : %6
              "data"! : text

            %6 within %5."event" = enum "gone"
        "#]],
    );
}

#[test]
fn whole_values_that_serde_writes_otherwise_get_a_type() {
    check(
        "
        paths:
          /count:
            get:
              operationId: getCount
              responses:
                '200': {description: '', content: {application/json: {schema: {type: string, format: int64}}}}
                '201': {description: '', content: {application/json: {schema: {type: string, format: int64}}}}
            put:
              operationId: putCount
              requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Count'}}}}
              responses: {'204': {description: ''}}
          /times:
            get:
              operationId: getTimes
              responses:
                '200': {description: '', content: {application/json: {schema: {type: array, nullable: true, items: {type: string, format: date-time}}}}}
                '400': {description: '', content: {application/json: {schema: {type: array, items: {type: string}}}}}
        webhooks:
          tick: {post: {requestBody: {content: {application/json: {schema: {type: string, format: date-time}}}}, responses: {}}}
        components: {schemas: {Count: {type: string, format: int64}}}
        ",
        &expect![[r#"
            api "T"
            webhooks %4

            GET "/count" "getCount" in ""
              request -
              success [Code(200), Code(201)] json %0

            PUT "/count" "putCount" in ""
              request %3
              0! -> body "application/json" Json %2
              success [Code(204)] empty

            GET "/times" "getTimes" in ""
              request -
              success [Code(200)] json [date-time]|null
              failure [Code(400)] json [text]

            %0 response of 0 = new integertext(i64)

            %1 component "Count" = integertext(i64)

            %2 body of 1 = new %1

            %3 request of 1 = struct (Request)
              "body"! : %2

            %4 webhook "tick" = date-time
        "#]],
    );
}

#[test]
fn failures_written_out_alike_are_one_type() {
    check(
        "
        paths:
          /a:
            get: {responses: {'204': {description: ''}, '404': {description: '', content: {application/json: {schema: {type: object, properties: {description: {type: string, example: x}}}}}}}}
            put: {responses: {'204': {description: ''}, '404': {description: '', content: {application/json: {schema: {type: object, properties: {description: {type: string, example: y}}}}}}}}
            post: {responses: {'204': {description: ''}, '404': {description: '', content: {application/json: {schema: {type: object, properties: {description: {type: string, maxLength: 3}}}}}}}}
        ",
        &expect![[r#"
            api "T"

            GET "/a" "" in ""
              request -
              success [Code(204)] empty
              failure [Code(404)] json %0

            POST "/a" "" in ""
              request -
              success [Code(204)] empty
              failure [Code(404)] json %1

            PUT "/a" "" in ""
              request -
              success [Code(204)] empty
              failure [Code(404)] json %0

            %0 failures ["not found"] = struct
              "description"? : text

            %1 error of 1 = struct
              "description"? : text
        "#]],
    );
}
