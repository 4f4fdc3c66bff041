//! The verdict on each kind of change of a document: on code that calls the crate, and on what goes over the wire.

mod common;

use expect_test::{Expect, expect};
use rill_codegen::compare::{Change, Comparison};
use rill_codegen::{Config, NamedApi, compare};
use serde_json::{Value, json};

/// A document with one of everything that a change can touch.
fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example.com", "description": "production"}],
        "security": [{"key": []}],
        "paths": {
            "/orders": {
                "get": {
                    "operationId": "listOrders",
                    "tags": ["orders"],
                    "parameters": [
                        {"name": "state", "in": "query", "schema": {"$ref": "#/components/schemas/State"}},
                        {"name": "since", "in": "query", "schema": {"type": "string", "format": "date"}},
                        {"name": "ids", "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}}
                    ],
                    "responses": {
                        "200": {"description": "", "content": {"application/json": {"schema": {
                            "type": "array", "items": {"$ref": "#/components/schemas/Order"}
                        }}}},
                        "404": {"description": "", "content": {"application/json": {"schema": {
                            "$ref": "#/components/schemas/Problem"
                        }}}}
                    }
                },
                "post": {
                    "operationId": "createOrder",
                    "tags": ["orders"],
                    "requestBody": {"required": true, "content": {"application/json": {"schema": {
                        "$ref": "#/components/schemas/NewOrder"
                    }}}},
                    "responses": {"200": {"description": "", "content": {"application/json": {"schema": {
                        "$ref": "#/components/schemas/Order"
                    }}}}}
                }
            },
            "/orders/{id}": {"get": {
                "operationId": "getOrder",
                "tags": ["orders"],
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": {
                    "$ref": "#/components/schemas/Order"
                }}}}}
            }},
            "/payments": {"get": {
                "operationId": "listPayments",
                "tags": ["payments"],
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": {
                    "$ref": "#/components/schemas/Payment"
                }}}}}
            }}
        },
        "components": {
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "x-key"},
                "token": {"type": "http", "scheme": "bearer"}
            },
            "schemas": {
                "State": {"type": "string", "enum": ["open", "paid", "sent"]},
                "Order": {
                    "type": "object",
                    "description": "What was ordered.",
                    "required": ["id", "state"],
                    "properties": {
                        "id": {"type": "integer"},
                        "state": {"$ref": "#/components/schemas/State"},
                        "note": {"type": "string"},
                        "total": {"type": "integer", "format": "int32"}
                    }
                },
                "NewOrder": {
                    "type": "object",
                    "required": ["product"],
                    "properties": {
                        "product": {"type": "string"},
                        "amount": {"type": "integer"},
                        "gift": {"type": "boolean", "nullable": true}
                    }
                },
                "Problem": {"type": "object", "properties": {"message": {"type": "string"}}},
                "Card": {"type": "object", "required": ["kind"], "properties": {
                    "kind": {"type": "string"}, "number": {"type": "string"}
                }},
                "Cash": {"type": "object", "required": ["kind"], "properties": {
                    "kind": {"type": "string"}, "place": {"type": "string"}
                }},
                "Payment": {
                    "oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Cash"}],
                    "discriminator": {"propertyName": "kind", "mapping": {
                        "card": "#/components/schemas/Card", "cash": "#/components/schemas/Cash"
                    }}
                }
            }
        }
    })
}

/// Returns the comparison of two documents.
fn compared(old: &Value, new: &Value) -> Comparison {
    let api = |document: &Value| {
        let source = common::text("document.json", &document.to_string());
        NamedApi::new(&source, &Config::new("shop")).expect("a valid document")
    };
    compare(&api(old), &api(new))
}

/// Returns the document with the value at each pointer set; null removes it.
fn changed(mut document: Value, edits: &[(&str, Value)]) -> Value {
    for (pointer, value) in edits {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer below the root");
        let parent = document
            .pointer_mut(parent)
            .expect("a place of the document");
        match parent {
            Value::Object(map) if value.is_null() => {
                drop(map.shift_remove(&key.replace("~1", "/")))
            }
            Value::Object(map) => drop(map.insert(key.replace("~1", "/"), value.clone())),
            Value::Array(list) if key == "-" => list.push(value.clone()),
            Value::Array(list) => list[key.parse::<usize>().expect("an index")] = value.clone(),
            _ => panic!("{pointer} leads into a single value"),
        }
    }
    document
}

fn line(change: &Change) -> String {
    let rules: Vec<String> = change.rules.iter().map(|rule| rule.id()).collect();
    format!("{} {}\n", change.item, rules.join(" "))
}

/// Checks the two verdicts on a change, and the lines that are said of it.
fn check(edits: &[(&str, Value)], expect: &Expect) {
    let found = compared(&document(), &changed(document(), edits));
    let mut text = format!("{} {}\n", found.code().word(), found.wire().word());
    for change in &found.changes {
        text.push_str(&line(change));
    }
    expect.assert_eq(&text);
}

const ORDER: &str = "/components/schemas/Order/properties";
const NEW: &str = "/components/schemas/NewOrder";

fn at(parent: &str, key: &str) -> String {
    format!("{parent}/{key}")
}

#[test]
fn a_document_is_equal_to_itself_and_a_description_is_one_line() {
    check(
        &[],
        &expect![[r#"
            none none
        "#]],
    );
    check(
        &[("/components/schemas/Order/description", json!("An order."))],
        &expect![[r#"
            none none
            Order docs-changed
        "#]],
    );
}

#[test]
fn properties_of_responses() {
    check(
        &[(&at(ORDER, "extra"), json!({"type": "string"}))],
        &expect![[r#"
            adds none
            Order.extra field-added
        "#]],
    );
    check(
        &[(&at(ORDER, "note"), Value::Null)],
        &expect![[r#"
            breaks none
            Order.note field-removed
        "#]],
    );
    check(
        &[(&at(ORDER, "id"), json!({"type": "string"}))],
        &expect![[r#"
            breaks undecodable
            Order.id field-changed output-type
        "#]],
    );
    check(
        &[(&at(ORDER, "total"), json!({"type": "integer"}))],
        &expect![[r#"
            breaks undecodable
            Order.total field-changed output-type
        "#]],
    );
    check(
        &[(
            &at(ORDER, "note"),
            json!({"type": "string", "nullable": true}),
        )],
        &expect![[r#"
            none none
        "#]],
    );
    check(
        &[(
            &at(ORDER, "id"),
            json!({"type": "integer", "nullable": true}),
        )],
        &expect![[r#"
            breaks undecodable
            Order.id field-changed output-null
            Order::new constructor-changed
        "#]],
    );
    check(
        &[("/components/schemas/Order/required", json!(["id"]))],
        &expect![[r#"
            breaks undecodable
            Order.state field-changed output-optional
            Order::new constructor-changed
        "#]],
    );
    check(
        &[(
            "/components/schemas/Order/required",
            json!(["id", "state", "note"]),
        )],
        &expect![[r#"
            breaks none
            Order.note field-changed
            Order::new constructor-changed
        "#]],
    );
    check(
        &[(&at(ORDER, "total"), json!({"type": "number"}))],
        &expect![[r#"
            breaks undecodable
            Order.total field-changed output-type
            Eq for Order trait-removed
            Hash for Order trait-removed
        "#]],
    );
}

#[test]
fn properties_of_requests() {
    let property = |key: &str| format!("{NEW}/properties/{key}");
    check(
        &[(&property("colour"), json!({"type": "string"}))],
        &expect![[r#"
            adds none
            NewOrder.colour field-added
        "#]],
    );
    check(
        &[(&property("amount"), Value::Null)],
        &expect![[r#"
            breaks none
            NewOrder.amount field-removed
        "#]],
    );
    check(
        &[
            (&property("amount"), Value::Null),
            (&at(NEW, "additionalProperties"), json!(false)),
        ],
        &expect![[r#"
            breaks refused
            NewOrder.amount field-removed input-forbidden
        "#]],
    );
    check(
        &[(&property("amount"), json!({"type": "number"}))],
        &expect![[r#"
            breaks none
            NewOrder.amount field-changed
            Eq for NewOrder trait-removed
            Hash for NewOrder trait-removed
        "#]],
    );
    check(
        &[(&property("gift"), json!({"type": "boolean"}))],
        &expect![[r#"
            breaks refused
            NewOrder.gift field-changed input-null
        "#]],
    );
    check(
        &[(&at(NEW, "required"), json!(["product", "amount"]))],
        &expect![[r#"
            breaks refused
            NewOrder.amount field-changed input-required
            NewOrder::new constructor-changed
            IntoRequest<NewOrder> short-request-removed
        "#]],
    );
    check(
        &[(&at(NEW, "required"), json!([]))],
        &expect![[r#"
            breaks none
            NewOrder.product field-changed
            NewOrder::new constructor-changed
            IntoRequest<NewOrder> short-request-removed
            Default for NewOrder trait-added
        "#]],
    );
}

#[test]
fn listed_values() {
    let values = "/components/schemas/State/enum";
    check(
        &[(values, json!(["open", "paid", "sent", "lost"]))],
        &expect![[r#"
            adds unknown
            State::Lost variant-added output-value-added
        "#]],
    );
    check(
        &[(values, json!(["open", "sent"]))],
        &expect![[r#"
            breaks refused
            State::Paid variant-removed input-value-removed
        "#]],
    );
    check(
        &[(values, json!(["paid", "open", "sent"]))],
        &expect![[r#"
            none none
        "#]],
    );
    check(
        &[(values, json!(["open", "paid", "sent", "unknown"]))],
        &expect![[r#"
            breaks unknown
            State::Unknown variant-changed output-value-added
            State::Unrecognized variant-added
        "#]],
    );
    check(
        &[("/components/schemas/State", json!({"type": "string"}))],
        &expect![[r#"
            breaks unknown
            Order.state field-changed output-value-added
            State type-changed
            ListOrdersRequest.state field-changed
        "#]],
    );
}

#[test]
fn alternatives() {
    let payment = "/components/schemas/Payment";
    let cheque =
        json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}});
    check(
        &[
            ("/components/schemas/Cheque", cheque),
            (
                &at(payment, "oneOf/-"),
                json!({"$ref": "#/components/schemas/Cheque"}),
            ),
            (
                &at(payment, "discriminator/mapping/cheque"),
                json!("#/components/schemas/Cheque"),
            ),
        ],
        &expect![[r#"
            adds undecodable
            Payment::Cheque variant-added output-variant-added
            Cheque type-added
            From<Cheque> for Payment trait-added
        "#]],
    );
    check(
        &[
            (&at(payment, "discriminator/mapping/card"), Value::Null),
            (
                &at(payment, "discriminator/mapping/plastic"),
                json!("#/components/schemas/Card"),
            ),
        ],
        &expect![[r#"
            breaks undecodable
            Payment::Card variant-removed
            From<Card> for Payment trait-changed
            Payment::Plastic variant-added output-variant-added
        "#]],
    );
}

#[test]
fn operations_parameters_and_responses() {
    let list = "/paths/~1orders/get";
    check(
        &[("/paths/~1payments", Value::Null)],
        &expect![[r#"
            breaks refused
            Client::list_payments method-removed operation-removed
            Card type-removed
            Cash type-removed
            Payment type-removed
            apis::payments module-removed
        "#]],
    );
    check(
        &[(&at(list, "operationId"), json!("findOrders"))],
        &expect![[r#"
            breaks none
            Client::list_orders method-renamed
            ListOrdersRequest type-renamed
        "#]],
    );
    check(
        &[(&at(list, "parameters/1/required"), json!(true))],
        &expect![[r#"
            breaks refused
            ListOrdersRequest.since field-changed input-required
            ListOrdersRequest::new constructor-changed
            Default for ListOrdersRequest trait-removed
            IntoRequest<ListOrdersRequest> short-request-added
        "#]],
    );
    check(
        &[(&at(list, "parameters/2/explode"), json!(false))],
        &expect![[r#"
            none refused
            ListOrdersRequest.ids input-style
        "#]],
    );
    check(
        &[(&at(list, "parameters/1/in"), json!("header"))],
        &expect![[r#"
            none none
            ListOrdersRequest.since input-ignored
        "#]],
    );
    check(
        &[(&at(list, "responses/404"), Value::Null)],
        &expect![[r#"
            breaks none
            Client::list_orders method-changed
            Problem type-removed
        "#]],
    );
    check(
        &[(
            &at(list, "responses/409"),
            json!({"description": "", "content": {"text/plain": {"schema": {"type": "string"}}}}),
        )],
        &expect![[r#"
            breaks unknown
            Client::list_orders method-changed error-status-added
            ListOrdersError type-added
        "#]],
    );
    check(
        &[(&at(list, "tags"), json!(["payments"]))],
        &expect![[r#"
            breaks none
            apis::orders::ListOrdersRequest module-path-removed
            apis::orders::Order module-path-removed
            apis::orders::Problem module-path-removed
            apis::orders::State module-path-removed
        "#]],
    );
}

#[test]
fn credentials_and_addresses() {
    check(
        &[("/security", json!([{"token": []}]))],
        &expect![[r#"
            none refused
            Client::create_order security
            Client::get_order security
            Client::list_orders security
            Client::list_payments security
        "#]],
    );
    check(
        &[("/security", json!([]))],
        &expect![[r#"
            none none
        "#]],
    );
    check(
        &[("/servers/0/url", json!("https://eu.shop.example.com"))],
        &expect![[r#"
            none refused
            Server::default server-removed
        "#]],
    );
}

#[test]
fn bodies_media_types_and_paths() {
    let create = "/paths/~1orders/post";
    let content = at(create, "requestBody/content");
    let schema = json!({"$ref": "#/components/schemas/NewOrder"});
    check(
        &[(
            &content,
            json!({"application/x-www-form-urlencoded": {"schema": schema}}),
        )],
        &expect![[r#"
            none refused
            Client::create_order input-media-type
        "#]],
    );
    check(
        &[(
            &at(&content, "text~1plain"),
            json!({"schema": {"type": "string"}}),
        )],
        &expect![[r#"
            breaks none
            Client::create_order method-changed
            IntoRequest<NewOrder> short-request-removed
            CreateOrderBody type-added
            CreateOrderRequest type-added
        "#]],
    );
    check(
        &[(&at(create, "requestBody/required"), json!(false))],
        &expect![[r#"
        none none
    "#]],
    );
    let response = at(create, "responses/200/content");
    check(
        &[(
            &response,
            json!({"text/plain": {"schema": {"type": "string"}}}),
        )],
        &expect![[r#"
        breaks undecodable
        Client::create_order method-changed output-content
    "#]],
    );
    let answer = document()
        .pointer("/paths/~1orders/post/responses/200")
        .cloned();
    check(
        &[(&at(create, "responses/201"), answer.unwrap_or_default())],
        &expect![[r#"
        none none
    "#]],
    );
    let payments = document().pointer("/paths/~1payments").cloned();
    check(
        &[
            ("/paths/~1payments", Value::Null),
            ("/paths/~1v2~1payments", payments.unwrap_or_default()),
        ],
        &expect![[r#"
            none refused
            Client::list_payments operation-moved
        "#]],
    );
    let order = document().pointer("/paths/~1orders~1{id}/get").cloned();
    check(
        &[
            ("/paths/~1orders~1{id}/get", Value::Null),
            ("/paths/~1orders~1{id}/post", order.unwrap_or_default()),
        ],
        &expect![[r#"
            none refused
            Client::get_order operation-moved
        "#]],
    );
}

#[test]
fn a_renamed_schema_is_recognized() {
    let text = document().to_string();
    let text = text
        .replace("schemas/Order\"", "schemas/Purchase\"")
        .replace("\"Order\":", "\"Purchase\":");
    let renamed: Value = serde_json::from_str(&text).expect("a document");
    let found = compared(&document(), &renamed);
    let lines: Vec<String> = found.changes.iter().map(line).collect();
    assert_eq!(lines, ["Order type-renamed\n"]);
    assert_eq!(found.changes[0].new.as_deref(), Some("Purchase"));
}
