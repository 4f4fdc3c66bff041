//! References to the document by its own address (OpenAPI 3.2, `$self`).

use serde_json::Value;

/// Makes references by the address that a document gives itself references into it.
pub(in crate::document) fn localize(document: &mut Value) {
    let Some(own) = document.get("$self").and_then(Value::as_str) else {
        return;
    };
    let own = own.split('#').next().unwrap_or_default().to_owned();
    if !own.is_empty() {
        localize_below(document, &own);
    }
}

fn localize_below(value: &mut Value, own: &str) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                match inner {
                    Value::String(reference) if key == "$ref" => {
                        let local = reference
                            .strip_prefix(own)
                            .filter(|rest| rest.starts_with('#'));
                        if let Some(local) = local.map(str::to_owned) {
                            *reference = local;
                        }
                    }
                    _ => localize_below(inner, own),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| localize_below(item, own)),
        _ => {}
    }
}
