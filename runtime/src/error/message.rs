//! Messages in error bodies of any type.

use serde_json::Value;

use super::text::clip;

/// Returns the message in an error body, or the beginning of the body where none is found.
///
/// The fields are those of common practice: gRPC's and AWS's `message`, OAuth's `error` and `error_description`
/// (RFC 6749, section 5.2), `detail` and `title` (RFC 9457, section 3.1), JSON:API's `errors`.
fn message(body: &[u8]) -> String {
    let found = serde_json::from_slice(body).ok();
    match found.as_ref().and_then(inside) {
        Some(message) => clip(message.as_bytes()),
        None => clip(body),
    }
}

/// Returns the message in an error body as it follows the status.
pub(crate) fn message_suffix(body: &[u8]) -> String {
    match message(body).as_str() {
        "" => String::new(),
        message => format!(": {message}"),
    }
}

fn inside(body: &Value) -> Option<String> {
    let text = |key: &str| body.get(key).and_then(words);
    if let (Some(error), Some(description)) = (text("error"), text("error_description")) {
        return Some(format!("{error}: {description}"));
    }
    let nested = || inside(body.get("error")?);
    text("message")
        .or_else(|| text("error"))
        .or_else(nested)
        .or_else(|| text("detail"))
        .or_else(|| text("title"))
        .or_else(|| text("error_description"))
        .or_else(|| {
            let first = body.get("errors")?.get(0)?;
            words(first).or_else(|| inside(first))
        })
}

/// Returns a text that is not empty.
fn words(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn the_message_is_found_in_the_usual_places() {
        for (body, found) in [
            (r#"{"message":"m","error":"e"}"#, "m"),
            (r#"{"error":"e","status":4}"#, "e"),
            (r#"{"error":{"code":4,"message":"m"}}"#, "m"),
            (r#"{"title":"t","detail":"d"}"#, "d"),
            (r#"{"title":"t","detail":""}"#, "t"),
            (
                r#"{"error":"invalid_grant","error_description":"d"}"#,
                "invalid_grant: d",
            ),
            (r#"{"error_description":"d"}"#, "d"),
            (r#"{"errors":[{"message":"m"},{"message":"n"}]}"#, "m"),
            (r#"{"errors":["m"]}"#, "m"),
            (r#"{"errors":[{"title":"t"}]}"#, "t"),
            (r#"{"code":4}"#, r#"{"code":4}"#),
            (r#"{"message":"a\nb"}"#, "a b"),
            ("\"m\"", "\"m\""),
            ("down for\nmaintenance", "down for maintenance"),
            ("", ""),
        ] {
            assert_eq!(message(body.as_bytes()), found, "{body}");
        }
    }
}
