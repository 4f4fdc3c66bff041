//! Media types (RFC 9110, section 8.3).

use http::{HeaderMap, header};

/// Returns a media type without its parameters, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Returns the parameters of a media type, in lower case and without quotes.
pub(crate) fn parameters(media_type: &str) -> impl Iterator<Item = (String, String)> {
    let parts = media_type.split(';').skip(1);
    parts.filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches('"');
        Some((name.trim().to_ascii_lowercase(), value.to_ascii_lowercase()))
    })
}

/// Returns the `content-type` of a response; empty where it has none.
pub(crate) fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE);
    let value = value.and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

/// Returns `true` if bodies of this essence are JSON.
pub(crate) fn is_json(essence: &str) -> bool {
    essence.ends_with("/json") || essence.ends_with("+json")
}

/// Returns `true` if a body of this essence is a page for people, as proxies send it.
pub(crate) fn is_html(essence: &str) -> bool {
    matches!(essence, "text/html" | "application/xhtml+xml")
}

/// Returns `true` if a body of this essence can be read as events; a response without a media type may be one.
pub(crate) fn is_event_stream(essence: &str) -> bool {
    matches!(essence, "" | "text/event-stream")
}
