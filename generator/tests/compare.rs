//! The verdict on each kind of change of a document: on code that calls the crate, and on what goes over the wire.

#![allow(
    clippy::too_many_lines,
    clippy::type_complexity,
    reason = "a document and tables of its changes"
)]

mod common;

use expect_test::{Expect, expect};
use rill_codegen::compare::{Change, CodeEffect, Comparison, WireEffect};
use rill_codegen::{Config, NamedApi, Source, compare};
use serde_json::{Value, json};

/// A document with one of everything that a change can touch.
fn document() -> Value {
    changes()["document"].clone()
}

/// Returns the document and the reported changes of it.
fn changes() -> Value {
    let path = common::fixtures().join("changes.yaml");
    let text = std::fs::read_to_string(path).expect("a file");
    serde_yaml::from_str(&text).expect("a list of changes")
}

/// Returns the comparison of two documents.
fn compared(old: &Value, new: &Value) -> Comparison {
    let (old, mut new) = (api(old), api(new));
    new.keep_names(&old);
    compare(&old, &new)
}

fn api(document: &Value) -> NamedApi {
    let source = common::text("document.json", &document.to_string());
    NamedApi::new(&source, &Config::new("shop")).expect("a valid document")
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
                drop(map.shift_remove(&key.replace("~1", "/")));
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

/// Checks the verdict on the wire where one schema of a response and of a request becomes another.
fn check_schema(old: &Value, new: &Value, expect: &Expect) {
    let with = |schema: &Value| {
        let content =
            json!({"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}});
        let call = json!({"requestBody": {"content": content}, "responses": {"200": {"description": "", "content": content}}});
        json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/things": {"post": call}},
            "components": {"schemas": {"Thing": schema}}})
    };
    let found = compared(&with(old), &with(new));
    let mut text = format!("{}\n", found.wire().word());
    for change in found
        .changes
        .iter()
        .filter(|one| one.wire() != WireEffect::None)
    {
        let values = [&change.old, &change.new].map(|one| one.as_deref().unwrap_or("-"));
        let rules: Vec<String> = change.rules.iter().map(|rule| rule.id()).collect();
        let line = [change.item.clone(), values.join(", "), rules.join(" ")];
        text.push_str(&line.join(" "));
        text.push('\n');
    }
    expect.assert_eq(&text);
}

#[test]
fn limits_of_lists_and_of_what_is_in_them() {
    let list = |keyword: &str, value: Value, of_items: Value| {
        let mut list = json!({"type": "array", "items": of_items});
        list[keyword] = value;
        json!({"type": "object", "properties": {"list": list, "map": {"additionalProperties": list}}})
    };
    let old = list("maxItems", json!(5), json!({"type": "string"}));
    let text = json!({"type": "string"});
    check_schema(
        &old,
        &list("maxItems", json!(4), text.clone()),
        &expect![[r#"
        refused
        Thing.list maxItems 5, maxItems 4 input-limit docs-changed
        Thing.map maxItems 5, maxItems 4 input-limit
    "#]],
    );
    check_schema(
        &old,
        &list("minItems", json!(1), text.clone()),
        &expect![[r#"
        refused
        Thing.list -, minItems 1 input-limit docs-changed
        Thing.map -, minItems 1 input-limit
    "#]],
    );
    check_schema(
        &old,
        &list("uniqueItems", json!(true), text),
        &expect![[r#"
        refused
        Thing.list -, uniqueItems true input-limit docs-changed
        Thing.map -, uniqueItems true input-limit
    "#]],
    );
    let new = list(
        "maxItems",
        json!(5),
        json!({"type": "string", "maxLength": 3}),
    );
    check_schema(
        &old,
        &new,
        &expect![[r#"
        refused
        Thing.list -, maxLength 3 input-limit
        Thing.map -, maxLength 3 input-limit
    "#]],
    );
    check_schema(
        &new,
        &old,
        &expect![[r#"
        none
    "#]],
    );
}

#[test]
fn an_alternative_without_the_key_that_tells_it_is_unknown() {
    let cat = |required: Value| json!({"title": "Cat", "type": "object", "required": required, "properties": {"purrs": {"type": "boolean"}}});
    let dog = json!({"title": "Dog", "type": "object", "required": ["barks"], "properties": {"barks": {"type": "boolean"}}});
    let union = |required: Value| json!({"type": "object", "properties": {"pet": {"oneOf": [cat(required), dog]}}});
    check_schema(
        &union(json!(["purrs"])),
        &union(json!([])),
        &expect![[r#"
            unknown
            ThingPet::Cat -, Cat without `purrs` output-value-added
        "#]],
    );
    // Without titles, alternatives are told by what they have in common.
    let one = |key: &str, required: Value| json!({"type": "object", "required": required, "properties": {key: {"type": "integer"}}});
    let union = |required: Value| json!({"oneOf": [one("pages", json!(["pages"])), one("limit", required)]});
    check_schema(
        &union(json!(["limit"])),
        &union(json!([])),
        &expect![[r#"
            undecodable
            ThingObject2.limit i64, Option<i64> field-changed output-optional
        "#]],
    );
}

#[test]
fn alternatives_that_are_told_by_more_and_more_keys_are_equal_to_themselves() {
    let alternative = |required: &[&str]| {
        let properties: serde_json::Map<String, Value> = required
            .iter()
            .map(|key| ((*key).to_owned(), json!({"type": "string"})))
            .collect();
        json!({"type": "object", "additionalProperties": false, "properties": properties, "required": required})
    };
    let union = json!({"oneOf": [
        alternative(&["message", "uuid"]), alternative(&["message"]), alternative(&["message", "sha"])
    ]});
    check_schema(
        &union,
        &union,
        &expect![[r#"
        none
    "#]],
    );
}

#[test]
fn an_alternative_that_is_told_by_a_key_is_compared_with_those_of_that_key() {
    let one = |key: &str, ty: &str| json!({"type": "object", "required": [key], "properties": {key: {"type": ty}}});
    let rows = |ty: &str| json!({"oneOf": [one("a", "string"), one("b", ty)]});
    check_schema(
        &rows("integer"),
        &rows("string"),
        &expect![[r#"
        refused
        ThingObject2.b i64, String field-changed input-type output-type
    "#]],
    );
}

#[test]
fn values_that_limits_rule_out_are_not_missed() {
    let bounded = |format: &str| json!({"type": "integer", "format": format, "minimum": 1, "exclusiveMaximum": 9});
    let object =
        |inner: Value| json!({"type": "object", "required": ["a"], "properties": {"a": inner}});
    check_schema(
        &object(bounded("int64")),
        &object(bounded("int32")),
        &expect![[r#"
        none
    "#]],
    );
    let nullable = json!({"type": ["string", "null"]});
    check_schema(
        &object(nullable),
        &object(json!({"type": "null"})),
        &expect![[r#"
        refused
        Thing.a Option<String>, () field-changed input-type
    "#]],
    );
}

#[test]
fn bodies_of_swagger_and_of_parts() {
    let body = |most: u64| {
        let schema = json!({"type": "array", "maxItems": most, "items": {"type": "string"}});
        let call = json!({"parameters": [{"name": "body", "in": "body", "schema": schema}], "responses": {"200": {"description": ""}}});
        json!({"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {"/things": {"post": call}}})
    };
    assert_eq!(compared(&body(5), &body(4)).wire(), WireEffect::Refused);
    assert_eq!(compared(&body(4), &body(5)).wire(), WireEffect::None);
    let parts = |schema: Value| {
        let call = json!({"requestBody": {"content": {"multipart/form-data": {"schema": schema}}}, "responses": {"200": {"description": ""}}});
        json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/things": {"post": call}}})
    };
    let described = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    let found = compared(&parts(described), &parts(json!({"type": "object"})));
    assert_eq!(found.wire(), WireEffect::None, "{found:?}");
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
            adds unknown
            State::Unknown2 variant-added output-value-added
            State::Unknown name-kept
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
            adds unknown
            Payment::Cheque variant-added output-value-added
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
            breaks unknown
            Payment::Card variant-removed
            From<Card> for Payment trait-changed
            Payment::Plastic variant-added output-value-added
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
            none none
            apis::orders name-kept
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
            Server::default default-server-removed
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
    // The body alone is still taken by reference.
    check(
        &[(
            &at(create, "parameters"),
            json!([{"name": "page", "in": "query", "schema": {"type": "string"}}]),
        )],
        &expect![[r#"
            breaks none
            IntoRequest<NewOrder> short-request-removed
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

#[test]
fn names_are_kept_until_their_lines_are_deleted() {
    let old = changed(
        document(),
        &[(
            "/components/schemas/Order/properties/a-b",
            json!({"type": "string", "enum": ["x y"]}),
        )],
    );
    let new = changed(
        old.clone(),
        &[
            (
                "/components/schemas/State/enum",
                json!(["unknown", "open", "paid", "sent"]),
            ),
            (
                "/components/schemas/Order/properties/a_b",
                json!({"type": "string"}),
            ),
            (
                "/components/schemas/OrderA-B",
                json!({"type": "object", "properties": {"x": {"type": "string"}}}),
            ),
            (
                "/components/schemas/Problem/properties/of",
                json!({"$ref": "#/components/schemas/OrderA-B"}),
            ),
            ("/paths/~1orders/get/tags", json!(["others"])),
        ],
    );
    let config = |kept| Config {
        kept,
        ..Config::new("shop")
    };
    let named = |value: &Value, kept| {
        let source = common::text("document.json", &value.to_string());
        NamedApi::new(&source, &config(kept)).expect("a valid document")
    };
    let (before, mut after) = (api(&old), api(&new));
    let kept = after.keep_names(&before).clone();
    let lines: Vec<String> = kept
        .iter()
        .map(|(place, name)| format!("{place}: {name}\n"))
        .collect();
    expect![[r#"
        #/components/schemas/Order.a-b: a_b
        #/components/schemas/Order/a-b: OrderAB
        #/components/schemas/State = *: Unknown
        GET /orders listOrders module: orders
    "#]]
    .assert_eq(&lines.concat());
    let breaks = |one: &Change| one.code() == CodeEffect::Breaks;
    let found = compare(&before, &after);
    assert!(!found.changes.iter().any(breaks), "{:?}", found.changes);
    let told = found
        .changes
        .iter()
        .filter(|one| line(one).contains("name-kept"));
    assert_eq!(told.count(), kept.len());
    // The next run has the same document and the record, and changes neither.
    let mut again = named(&new, kept.clone());
    assert_eq!(again.keep_names(&named(&new, kept.clone())), &kept);
    assert!(compare(&after, &again).changes.is_empty());
    // What is kept goes with its place.
    let mut back = named(&document(), kept.clone());
    assert!(
        back.keep_names(&again)
            .keys()
            .all(|place| !place.contains("a-b"))
    );
    let free = named(&new, std::collections::BTreeMap::new());
    assert!(compare(&before, &free).changes.iter().any(breaks));
}

#[test]
fn a_renamed_item_has_an_alias_if_one_is_asked_for() {
    let text = document().to_string();
    let text = text
        .replace("schemas/Order\"", "schemas/Purchase\"")
        .replace("\"Order\":", "\"Purchase\":")
        .replace("\"getOrder\"", "\"getPurchase\"");
    let config = Config {
        keep_deprecated: true,
        ..Config::new("shop")
    };
    let named = |text: &str, config: &Config| {
        NamedApi::new(&common::text("document.json", text), config).expect("a valid document")
    };
    let old = named(&document().to_string(), &config);
    let mut new = named(&text, &config);
    let kept = new.keep_names(&old).clone();
    let found = compare(&old, &new);
    let lines: Vec<String> = found.changes.iter().map(line).collect();
    expect![[r#"
        Client::get_order method-aliased
        GetOrderRequest type-aliased
        Order type-aliased
    "#]]
    .assert_eq(&lines.concat());
    let config = Config { kept, ..config };
    let files = rill_codegen::generate(&common::text("document.json", &text), &config);
    let files = files.expect("a crate").files;
    let all: String = files.into_values().collect();
    assert!(all.contains("pub type Order = Purchase;"), "{all}");
    assert!(all.contains("pub fn get_order("), "{all}");
}

/// Returns the documents with the places of their objects, enums and operations.
fn documents() -> Vec<(String, Value)> {
    let mut documents = vec![("shop".to_owned(), document())];
    for (name, _, path) in common::cases("cases") {
        let text = std::fs::read_to_string(&path).expect("a document");
        if let Ok(value) = serde_yaml::from_str(&text) {
            documents.push((name, value));
        }
    }
    documents
}

/// Returns the document with one thing added, for each kind of thing and each place that has room for it.
fn additions(document: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let text = json!({"type": "string"});
    if document.pointer("/components/schemas").is_some() {
        let schema = json!({"type": "object", "properties": {"name": {"type": "string"}}});
        found.push(("/components/schemas/AddedSchema".to_owned(), schema));
    }
    places(document, "", &mut |at, value| {
        if value.get("properties").is_some_and(Value::is_object) && !at.ends_with("/properties") {
            found.push((format!("{at}/properties/added"), text.clone()));
        }
        if value
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|list| list.len() > 1 && list.iter().all(Value::is_string))
        {
            found.push((format!("{at}/enum/-"), json!("added")));
        }
        if let (Some(operation), true) = (value.get("get"), at.starts_with("/paths/")) {
            let mut copy = operation.clone();
            copy["operationId"] = json!("addedOperation");
            found.push((format!("{at}~1added"), json!({"get": copy.clone()})));
            copy["tags"] = json!(["added-tag"]);
            found.push((format!("{at}~1tagged"), json!({"get": copy})));
        }
    });
    let edits = found.into_iter();
    edits
        .map(|(at, value)| (at.clone(), changed(document.clone(), &[(&at, value)])))
        .collect()
}

fn places(value: &Value, at: &str, see: &mut impl FnMut(&str, &Value)) {
    see(at, value);
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                places(value, &format!("{at}/{key}"), see);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                places(value, &format!("{at}/{index}"), see);
            }
        }
        _ => {}
    }
}

/// `Copy` goes by a text in a struct.
fn may_go(change: &Change) -> bool {
    change.item.starts_with("Copy for ")
}

#[test]
fn every_document_is_equal_to_itself() {
    let mut sources: Vec<Source> = Vec::new();
    for (_, _, path) in common::cases("cases") {
        sources.push(common::source(&path));
    }
    for name in [
        "petstore/openapi.yaml",
        "catalogue/document.yaml",
        "admin/openapi.yaml",
    ] {
        sources.push(common::source(
            &common::fixtures().join("clients").join(name),
        ));
    }
    for name in [
        "github-api-2022.json",
        "meilisearch.json",
        "oxide-nexus.json",
        "smartsheet.yaml",
        "datadog-v1.yaml",
    ] {
        sources.extend(common::corpus_document(name));
    }
    for source in sources {
        let api = NamedApi::new(&source, &Config::new("client")).expect("a valid document");
        let lines: Vec<String> = compare(&api, &api).changes.iter().map(line).collect();
        assert_eq!(lines.concat(), "", "{}", source.name);
    }
}

#[test]
fn what_is_added_changes_nothing_that_is_there() {
    let (mut tried, mut broken) = (0, Vec::new());
    for (name, document) in documents() {
        let old = api(&document);
        for (at, new) in additions(&document) {
            tried += 1;
            let mut new = api(&new);
            new.keep_names(&old);
            let changes = compare(&old, &new).changes.into_iter();
            let breaks = changes.filter(|one| one.code() == CodeEffect::Breaks && !may_go(one));
            broken.extend(breaks.map(|change| format!("{name}{at}: {}", line(&change))));
        }
    }
    assert!(tried >= 200, "{tried} additions");
    // A type of responses that is sent now tells null from what is absent.
    expect![[r#"
        structure/paths/~1keys~1added: KeysRow.children field-changed
        structure/paths/~1keys~1tagged: KeysRow.children field-changed
    "#]]
    .assert_eq(&broken.concat());
}

/// Changes of a document that users of generated clients have reported as surprises, each by its shape.
#[test]
fn changes_that_users_were_surprised_by() {
    let changes = changes();
    let reported = changes["reported"].as_array().expect("a list");
    let mut verdicts = Vec::new();
    for one in reported {
        let edits = one["edits"].as_object().expect("edits").iter();
        let edits: Vec<(&str, Value)> = edits
            .map(|(at, value)| (at.as_str(), value.clone()))
            .collect();
        let found = compared(&document(), &changed(document(), &edits));
        let verdict = format!("{} {}", found.code().word(), found.wire().word());
        verdicts.push(json!({"shape": one["shape"], "edits": one["edits"], "verdict": verdict}));
    }
    assert_eq!(*reported, verdicts);
    assert!(reported.len() >= 27);
}

/// Neither type that contains itself meets the other by name: the comparison went around without end.
#[test]
fn an_object_of_itself_that_becomes_a_map_of_maps_ends() {
    let with = |property: &Value, other: &Value| {
        let content =
            json!({"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}});
        let call = json!({"requestBody": {"content": content}, "responses": {"200": {"description": "", "content": content}}});
        json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/things": {"post": call}},
            "components": {"schemas": {"Other": other, "Thing": {"type": "object", "properties": {"p": property}}}}})
    };
    let map = |inner: &Value| json!({"type": "object", "additionalProperties": inner});
    let other = json!({"$ref": "#/components/schemas/Other"});
    let object = json!({"type": "object", "properties": {"a": map(&other)}});
    let (old, new) = (
        with(&other, &object),
        with(&map(&other), &map(&map(&other))),
    );
    for (old, new) in [(&old, &new), (&new, &old)] {
        assert!(!compared(old, new).changes.is_empty());
    }
}
