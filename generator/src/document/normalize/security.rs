//! Security schemes (OpenAPI 3.0.3, section 4.7.27), also as older and newer versions write them.

use serde_json::{Value, json};

use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::pointer::Pointer;

/// The flows of OAuth 2 by the names of Swagger 2.0 and of OpenAPI 3.0.
const FLOWS: &[(&str, &str)] = &[
    ("implicit", "implicit"),
    ("password", "password"),
    ("application", "clientCredentials"),
    ("accessCode", "authorizationCode"),
    ("clientCredentials", "clientCredentials"),
    ("authorizationCode", "authorizationCode"),
];

/// Makes a scheme one that the model can hold. What is sent does not depend on addresses and
/// scopes, so ones that are missing are left empty.
pub(super) fn scheme(_: &mut Rewrite<'_>, _: &Pointer, map: &mut Object) {
    let kind = map.get("type").and_then(Value::as_str).unwrap_or_default();
    match kind {
        "http" | "apiKey" | "" => {}
        "basic" => {
            map.insert("type".to_owned(), "http".into());
            map.insert("scheme".to_owned(), "basic".into());
        }
        "oauth2" => oauth2(map),
        "openIdConnect" => {
            map.entry("openIdConnectUrl").or_insert_with(|| "".into());
        }
        // The model holds no other types; a later stage says that it does not know the scheme.
        other => {
            let other = other.to_owned();
            map.insert("type".to_owned(), "http".into());
            map.insert("scheme".to_owned(), other.into());
        }
    }
}

fn oauth2(map: &mut Object) {
    if let Some(Value::String(flow)) = map.get("flow") {
        let known = FLOWS.iter().find(|(old, _)| old == flow);
        let name = known.map_or("implicit", |(_, new)| new);
        let mut fields = Object::new();
        for key in ["authorizationUrl", "tokenUrl", "scopes"] {
            if let Some(value) = map.remove(key) {
                fields.insert(key.to_owned(), value);
            }
        }
        map.remove("flow");
        let flows = map.entry("flows").or_insert_with(|| json!({}));
        if let Value::Object(flows) = flows {
            flows.entry(name).or_insert(Value::Object(fields));
        }
    }
    let flows = map.entry("flows").or_insert_with(|| json!({}));
    if !flows.is_object() {
        *flows = json!({});
    }
    for (name, flow) in flows.as_object_mut().into_iter().flatten() {
        if name.starts_with("x-") {
            continue;
        }
        if !flow.is_object() {
            *flow = json!({});
        }
        if let Value::Object(flow) = flow {
            complete(name, flow);
        }
    }
}

/// Adds what a flow must have.
fn complete(name: &str, flow: &mut Object) {
    let addresses: &[&str] = match name {
        "implicit" => &["authorizationUrl"],
        "password" | "clientCredentials" => &["tokenUrl"],
        _ => &["authorizationUrl", "tokenUrl"],
    };
    for key in addresses {
        let address = flow.entry(*key).or_insert_with(|| "".into());
        if !address.is_string() {
            *address = "".into();
        }
    }
    if !flow.get("refreshUrl").is_none_or(Value::is_string) {
        flow.remove("refreshUrl");
    }
    let scopes = flow.entry("scopes").or_insert_with(|| json!({}));
    match scopes {
        Value::Object(scopes) => {
            for description in scopes.values_mut().filter(|text| !text.is_string()) {
                *description = "".into();
            }
        }
        _ => *scopes = json!({}),
    }
}
