//! Messages in error bodies of any type.

use serde_json::Value;

use super::text::clip;

/// Returns the message in an error body as it follows the status; the beginning of the body where none is found.
///
/// The fields are those of common practice: gRPC's and AWS's `message`, OAuth's `error` and `error_description`
/// (RFC 6749, section 5.2), `detail` and `title` (RFC 9457, section 3.1), JSON:API's `errors`.
pub(crate) fn message_suffix(body: &[u8]) -> String {
    let found = serde_json::from_slice(body).ok();
    let message = found.as_ref().and_then(inside);
    suffix(message.as_ref().map_or(body, String::as_bytes))
}

/// Returns the beginning of a text as it follows the status.
pub(super) fn suffix(text: &[u8]) -> String {
    match clip(text).as_str() {
        "" => String::new(),
        text => format!(": {text}"),
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
    use super::message_suffix;

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
            let message = message_suffix(body.as_bytes());
            assert_eq!(message.trim_start_matches(": "), found, "{body}");
        }
    }
}
