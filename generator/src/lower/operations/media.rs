//! Media types, by the kind of body that they name.

use crate::ir::BodyEncoding;

/// Kinds of media types, in the order in which they are preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MediaKind {
    /// JSON, also by suffix (RFC 6839).
    Json,
    /// One JSON value on each line, or after each record separator (RFC 7464).
    JsonLines,
    /// Server-sent events.
    Events,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/…`
    Multipart,
    /// Any media type (`*/*`); the schema decides.
    Any,
    /// Text.
    Text,
    /// Any other media type.
    Bytes,
    /// XML.
    Xml,
}

/// Returns the media type without parameters, in lower case (RFC 9110, 8.3.1).
pub(super) fn essence(name: &str) -> String {
    let essence = name.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Returns `true` if a media type is YAML, of which JSON is a part.
pub(super) fn is_yaml(name: &str) -> bool {
    let essence = essence(name);
    let (_, subtype) = essence.split_once('/').unwrap_or_default();
    matches!(subtype, "yaml" | "x-yaml") || subtype.ends_with("+yaml")
}

/// Returns the order of preference: by kind, then plain media types first.
pub(super) fn rank(name: &str) -> (MediaKind, bool, usize) {
    let kind = kind(name);
    let essence = essence(name);
    let is_plain = matches!(essence.as_str(), "application/json" | "text/plain");
    (kind, !is_plain, name.len())
}

/// Returns the kind of a media type, ignoring case and parameters.
pub(super) fn kind(name: &str) -> MediaKind {
    let essence = essence(name);
    match essence.as_str() {
        "application/json" | "text/json" | "text/x-json" | "application/x-json" | "json" => {
            MediaKind::Json
        }
        "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/x-jsonlines"
        | "application/json-lines"
        | "application/ndjson"
        | "application/x-ndjson"
        | "application/x-json-stream"
        | "application/stream+json"
        | "application/json-seq"
        | "text/jsonl" => MediaKind::JsonLines,
        "text/event-stream" => MediaKind::Events,
        "application/x-www-form-urlencoded" => MediaKind::Form,
        "form-data" => MediaKind::Multipart,
        "*/*" | "*" | "application/*" | "" => MediaKind::Any,
        "application/xml" | "text/xml" => MediaKind::Xml,
        "application/graphql"
        | "application/yaml"
        | "application/x-yaml"
        | "application/javascript"
        | "application/sql"
        | "application/toml"
        | "application/x-sh"
        | "application/jwt" => MediaKind::Text,
        other => by_parts(other),
    }
}

fn by_parts(essence: &str) -> MediaKind {
    let (_, subtype) = essence.split_once('/').unwrap_or_default();
    if essence.ends_with("+json-seq") {
        MediaKind::JsonLines
    } else if essence.ends_with("+json") || subtype.starts_with("json+") {
        MediaKind::Json
    } else if essence.ends_with("+xml") && !essence.starts_with("image/") {
        MediaKind::Xml
    } else if essence.starts_with("multipart/") {
        MediaKind::Multipart
    } else if essence.starts_with("text/") || essence.ends_with("+yaml") {
        MediaKind::Text
    } else {
        MediaKind::Bytes
    }
}

/// Returns a media type as an `accept` header names it: servers compare without `charset`. Returns
/// `None` for wildcards, and for text that is not a media type (RFC 9110, 8.3.1).
pub(super) fn accepted(name: &str) -> Option<String> {
    let is_token = |text: &str| {
        let special = "!#$&-^_.+*";
        let fits = |c: char| c.is_ascii_alphanumeric() || special.contains(c);
        !text.is_empty() && text.chars().all(fits)
    };
    let mut pieces = name.split(';').map(str::trim);
    let essence = pieces.next()?.to_ascii_lowercase();
    let (kind, subtype) = essence.split_once('/')?;
    if !is_token(kind) || !is_token(subtype) || self::kind(&essence) == MediaKind::Any {
        return None;
    }
    let is_kept = |piece: &&str| {
        let (name, value) = piece.split_once('=').unwrap_or_default();
        let is_text = value.chars().all(|c| c.is_ascii_graphic() || c == ' ');
        is_token(name) && !value.is_empty() && is_text && !name.eq_ignore_ascii_case("charset")
    };
    let kept = pieces.filter(is_kept).map(|piece| format!("; {piece}"));
    Some(essence.clone() + &kept.collect::<String>())
}

/// Returns `true` if a body of this encoding is an object that can be the whole request.
pub(super) fn is_object_form(encoding: &BodyEncoding) -> bool {
    matches!(
        encoding,
        BodyEncoding::Json | BodyEncoding::Form(_) | BodyEncoding::Xml
    )
}

/// Returns words for a media type, for the label of a case: `application/vnd.acme+json; v=1` gives
/// `vnd acme json v 1`.
pub(super) fn words(name: &str) -> String {
    let name = name.trim().to_ascii_lowercase();
    let short = match essence(&name).as_str() {
        "application/x-www-form-urlencoded" => return "form".to_owned(),
        "multipart/form-data" | "form-data" => return "multipart".to_owned(),
        "text/plain" => return "text".to_owned(),
        "application/octet-stream" => return "bytes".to_owned(),
        "*/*" | "*" | "application/*" | "" => return "any".to_owned(),
        _ => name.strip_prefix("application/").unwrap_or(&name),
    };
    let mut words: Vec<&str> = Vec::new();
    for word in short.split(|c: char| !c.is_ascii_alphanumeric()) {
        // The suffix of `json-patch+json` says nothing new.
        if !word.is_empty() && word != "x" && !words.contains(&word) {
            words.push(word);
        }
    }
    if words.is_empty() {
        "other".to_owned()
    } else {
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::{MediaKind, accepted, kind, words};

    #[test]
    fn a_media_type_is_asked_for_by_its_name() {
        let check = |name, expect: &str| assert_eq!(accepted(name).as_deref(), Some(expect));
        check("Application/JSON; charset=utf-8", "application/json");
        check(
            "application/vnd.acme.v2+json",
            "application/vnd.acme.v2+json",
        );
        check(
            "application/json;charset=utf-8;version=1",
            "application/json; version=1",
        );
        check("image/*", "image/*");
        for name in [
            "*/*",
            "application/*",
            "",
            "json",
            "a/b/c",
            "text/pläin",
            "a b/c",
        ] {
            assert_eq!(accepted(name), None, "{name}");
        }
    }

    #[test]
    fn a_media_type_is_known_in_any_case_and_with_parameters() {
        let check = |name, expect| assert_eq!(kind(name), expect, "{name}");
        check("application/json", MediaKind::Json);
        check("Application/JSON; charset=utf-8", MediaKind::Json);
        check("application/problem+json", MediaKind::Json);
        check("application/vnd.x+json;v=1", MediaKind::Json);
        check("text/json", MediaKind::Json);
        check("application/jsonl", MediaKind::JsonLines);
        check("application/x-ndjson", MediaKind::JsonLines);
        check("application/json-seq", MediaKind::JsonLines);
        check("text/event-stream;charset=UTF-8", MediaKind::Events);
        check("multipart/related", MediaKind::Multipart);
        check("form-data", MediaKind::Multipart);
        check("image/png", MediaKind::Bytes);
        check("image/svg+xml", MediaKind::Bytes);
        check("application/soap+xml", MediaKind::Xml);
        check("text/csv", MediaKind::Text);
        check("application/graphql", MediaKind::Text);
        check("*/*", MediaKind::Any);
        check("application/pdf", MediaKind::Bytes);
    }

    #[test]
    fn words_are_those_that_tell_media_types_apart() {
        let check = |name, expect| assert_eq!(words(name), expect);
        check("application/json", "json");
        check(
            "application/vnd.acme+json; version=1",
            "vnd acme json version 1",
        );
        check("application/json-patch+json", "json patch");
        check("application/merge-patch+json", "merge patch json");
        check("image/png", "image png");
        check("application/x-ndjson", "ndjson");
        check("multipart/form-data", "multipart");
        check(";;", "any");
    }
}
