//! Compares a request that was sent with the one that the document asks for, computed from the document alone.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value};

use super::cases::Arguments;
use super::declared::{DeclaredOperation, Input};
use super::equal;
use super::standard::Standard;

/// What RFC 3986 leaves as it is everywhere.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A request as the transport was given it.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentRequest {
    pub(crate) method: String,
    /// Path and query, as they were written.
    pub(crate) target: String,
    /// By lower-case names.
    pub(crate) headers: Map<String, Value>,
    pub(crate) body: String,
}

impl SentRequest {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(Value::as_str)
    }
}

/// Returns what is not as the document says.
pub(crate) fn flaws(
    standard: &Standard,
    operation: &DeclaredOperation,
    arguments: &Arguments,
    sent: &SentRequest,
) -> Vec<String> {
    let mut flaws = Vec::new();
    if sent.method != operation.method {
        flaws.push(format!("method: {} for {}", sent.method, operation.method));
    }
    let given = arguments.inputs.iter();
    let given: Vec<Given<'_>> = given
        .map(|(index, value)| {
            let input = &operation.inputs[*index];
            let forms = [written(input, value), written(input, &reformed(value))];
            Given { input, forms }
        })
        .collect();
    let (path, query) = sent.target.split_once('?').unwrap_or((&sent.target, ""));
    flaws.extend(path_flaw(operation, &given, path));
    flaws.extend(query_flaws(operation, &given, query));
    for one in given.iter().filter(|one| one.input.location == "header") {
        let name = one.input.name.to_ascii_lowercase();
        let found = sent.header(&name);
        if !one.input.is_own_of_http() && !one.is(|form| found == Some(&*decoded(&form.join(","))))
        {
            flaws.push(format!("header {name}: {found:?} for {:?}", one.forms[0]));
        }
    }
    for one in given.iter().filter(|one| one.input.location == "cookie") {
        let cookies = sent.header("cookie").unwrap_or_default();
        let cookies: Vec<String> = cookies.split("; ").map(canonical).collect();
        if !one.is(|form| form.iter().all(|pair| cookies.contains(&canonical(pair)))) {
            flaws.push(format!("cookie: {cookies:?} for {:?}", one.forms[0]));
        }
    }
    flaws.extend(body(standard, operation, arguments, sent));
    flaws.extend(accept(operation, sent));
    flaws
}

/// An input, and what its style writes of its value: as it is, and as a typed client holds it.
struct Given<'a> {
    input: &'a Input,
    forms: [Vec<String>; 2],
}

impl Given<'_> {
    fn is(&self, is_there: impl FnMut(&Vec<String>) -> bool) -> bool {
        self.forms.iter().any(is_there)
    }
}

fn path_flaw(operation: &DeclaredOperation, given: &[Given<'_>], path: &str) -> Option<String> {
    let expected = [0, 1].map(|form| {
        let template = operation.path.split(['?', '#']).next().unwrap_or_default();
        let inputs = given.iter().filter(|one| one.input.location == "path");
        inputs.fold(template.to_owned(), |path, one| {
            path.replace(
                &format!("{{{}}}", one.input.name),
                &one.forms[form].join("&"),
            )
        })
    });
    let mut expected = expected.iter();
    let is_one = expected.any(|one| canonical(path).ends_with(&canonical(one)));
    (!is_one).then(|| format!("path: {path} for {}", operation.path))
}

fn query_flaws(operation: &DeclaredOperation, given: &[Given<'_>], query: &str) -> Vec<String> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<String> = pairs.map(canonical).collect();
    let mut take = |wanted: &Vec<String>| {
        let mut rest = pairs.clone();
        let is_there = wanted.iter().all(|pair| {
            let found = rest.iter().position(|one| *one == canonical(pair));
            found.map(|index| rest.remove(index)).is_some()
        });
        if is_there {
            pairs = rest;
        }
        is_there
    };
    let mut flaws = Vec::new();
    for one in given.iter().filter(|one| one.input.location == "query") {
        if !one.is(&mut take) {
            flaws.push(format!("query: {query} for {}", one.forms[0].join("&")));
        }
    }
    if let Some((_, fixed)) = operation.path.split_once('?') {
        take(&fixed.split('&').map(str::to_owned).collect());
    }
    if !pairs.is_empty() {
        flaws.push(format!("query: {} was not given", pairs.join("&")));
    }
    flaws
}

/// Returns the pieces that a style writes: pairs of a query or a cookie, one text of a path or a header.
fn written(input: &Input, value: &Value) -> Vec<String> {
    let name = encoded(&input.name);
    if input.is_json {
        let text = encoded(&value.to_string());
        return match &*input.location {
            "query" | "cookie" | "formData" => vec![format!("{name}={text}")],
            _ => vec![text],
        };
    }
    let text = |value: &Value| match value {
        Value::String(text) if input.allow_reserved => text.clone(),
        Value::String(text) => encoded(text),
        other => encoded(&other.to_string()),
    };
    let members = |separator: &str| -> Vec<String> {
        let members = value.as_object().into_iter().flatten();
        members
            .map(|(key, value)| format!("{}{separator}{}", encoded(key), text(value)))
            .collect()
    };
    let items: Vec<String> = value.as_array().into_iter().flatten().map(text).collect();
    let (is_object, explode) = (value.is_object(), input.explode);
    let flat = |separator: &str| {
        if is_object {
            members(separator)
        } else {
            items.clone()
        }
    };
    let is_single = !is_object && !value.is_array();
    match &*input.style {
        "simple" if is_single => vec![text(value)],
        "simple" => vec![flat(if explode { "=" } else { "," }).join(",")],
        "label" if is_single => vec![format!(".{}", text(value))],
        "label" if explode => vec![format!(".{}", flat("=").join("."))],
        "label" => vec![format!(".{}", flat(",").join(","))],
        "matrix" if is_single => vec![format!(";{name}={}", text(value))],
        "matrix" if !explode => vec![format!(";{name}={}", flat(",").join(","))],
        "matrix" if is_object => vec![format!(";{}", members("=").join(";"))],
        "matrix" => vec![
            items
                .iter()
                .fold(String::new(), |text, item| text + ";" + &name + "=" + item),
        ],
        "deepObject" if is_object => {
            let members = members("]=").into_iter();
            members.map(|member| format!("{name}[{member}")).collect()
        }
        _ if is_single => vec![format!("{name}={}", text(value))],
        _ if explode && is_object => members("="),
        _ if explode => items.iter().map(|item| format!("{name}={item}")).collect(),
        style => {
            let separator = match style {
                "spaceDelimited" => "%20",
                "pipeDelimited" => "|",
                "tabDelimited" => "%09",
                _ => ",",
            };
            vec![format!("{name}={}", flat(",").join(separator))]
        }
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Returns a text of an address in one form: escapes only of what is not unreserved; brackets, bars and spaces escaped.
fn canonical(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let escape = rest
            .get(1..3)
            .filter(|_| c == '%')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let length = if escape.is_some() { 3 } else { c.len_utf8() };
        match (escape.map(char::from), c) {
            (Some(c), _) if c.is_ascii_alphanumeric() || "-._~".contains(c) => out.push(c),
            (Some(_), _) => out.push_str(&rest[..3].to_ascii_uppercase()),
            (None, '+') => out.push_str("%20"),
            (None, '[' | ']' | '|' | ' ' | '"' | '{' | '}') => {
                out.push_str(&encoded(&c.to_string()));
            }
            (None, c) => out.push(c),
        }
        rest = &rest[length..];
    }
    out
}

/// Returns a value as a typed client writes it: a time in UTC, a UUID in lower case, a whole number without a fraction.
fn reformed(value: &Value) -> Value {
    match value {
        Value::String(text) => equal::canonical_text(text).into(),
        Value::Number(number) => {
            let whole = number.as_f64().map(|number| format!("{number}"));
            let whole = whole.and_then(|text| serde_json::from_str(&text).ok());
            whole.unwrap_or_else(|| value.clone())
        }
        Value::Array(items) => items.iter().map(reformed).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), reformed(value)))
            .collect(),
        other => other.clone(),
    }
}

fn body(
    standard: &Standard,
    operation: &DeclaredOperation,
    arguments: &Arguments,
    sent: &SentRequest,
) -> Option<String> {
    let fields = arguments
        .inputs
        .iter()
        .map(|(index, value)| (&operation.inputs[*index], value));
    let mut fields = fields
        .filter(|(input, _)| input.location == "formData")
        .peekable();
    let Some((form, value)) = &arguments.body else {
        let is_form = fields.peek().is_some();
        return (!is_form && !sent.body.is_empty())
            .then(|| format!("body: {} was not given", sent.body));
    };
    let form = &operation.bodies[*form];
    let essence = |text: &str| {
        text.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    };
    let (declared, found) = (
        essence(&form.media_type),
        sent.header("content-type").map(essence),
    );
    if !declared.contains('*') && found.as_deref() != Some(&*declared) {
        return Some(format!("content-type: {found:?} for {}", form.media_type));
    }
    let is_json = declared == "application/json" || declared.ends_with("+json");
    if !is_json {
        return match value.as_str() {
            Some(text)
                if !declared.contains("form") && !declared.contains("xml") && sent.body != text =>
            {
                Some(format!("body: {} for {text}", sent.body))
            }
            _ => None,
        };
    }
    let Ok(back) = serde_json::from_str::<Value>(&sent.body) else {
        return Some(format!("body: {} is not JSON", sent.body));
    };
    let schema = form
        .schema
        .as_ref()
        .and_then(|place| standard.document.pointer(place));
    let schemas: Vec<&Value> = schema.into_iter().collect();
    let difference = equal::compare(&standard.document, &schemas, value, &back).err()?;
    Some(format!(
        "body: {} at `{}`: {} for {value}",
        difference.kind, difference.at, sent.body
    ))
}

/// Every declared media type of a success is asked for, and nothing that is not declared.
fn accept(operation: &DeclaredOperation, sent: &SentRequest) -> Option<String> {
    let essence = |text: &str| {
        text.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    };
    let asked: Vec<String> = sent
        .header("accept")
        .unwrap_or_default()
        .split(',')
        .map(essence)
        .collect();
    let media = |response: &super::declared::DeclaredResponse| {
        response
            .media
            .iter()
            .map(|(media, _)| essence(media))
            .collect::<Vec<_>>()
    };
    let declared: Vec<String> = operation.responses.iter().flat_map(media).collect();
    let takes_any = declared.iter().any(|one| one.contains('*'));
    let strange = asked
        .iter()
        .find(|one| !one.is_empty() && !one.contains('*') && !declared.contains(one));
    if let Some(strange) = strange.filter(|_| !declared.is_empty() && !takes_any) {
        return Some(format!("accept: {strange} is not declared"));
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::declared;
    use crate::standard::standard;

    /// Returns the flaws of a request for `PUT /a/{id}?tags=x,y` with a body.
    fn check(target: &str, headers: &Value, body: &str) -> Vec<String> {
        let author = json!({"openapi": "3.1.0", "paths": {"/a/{id}": {"put": {
            "parameters": [
                {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
                {"name": "tags", "in": "query", "explode": false, "schema": {"type": "array"}},
                {"name": "X-At", "in": "header", "schema": {"type": "string"}},
            ],
            "requestBody": {"content": {"application/json": {"schema": {"properties": {"n": {}}}}}},
            "responses": {"200": {"content": {"application/json": {"schema": {}}}}},
        }}}});
        let operations = declared::operations(&author);
        let places = operations[0].schemas().cloned().collect::<BTreeSet<_>>();
        let arguments = Arguments {
            inputs: [
                (0, json!("b/c d")),
                (1, json!(["x,1", "y"])),
                (2, json!("2024-01-01T01:00:00+01:00")),
            ]
            .into(),
            body: Some((0, json!({"n": 1}))),
        };
        let sent = SentRequest {
            method: "PUT".to_owned(),
            target: target.to_owned(),
            headers: headers.as_object().cloned().unwrap(),
            body: body.to_owned(),
        };
        let flaws = flaws(
            &standard(&author, places),
            &operations[0],
            &arguments,
            &sent,
        );
        flaws
            .into_iter()
            .map(|flaw| flaw.split(':').next().unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn what_the_document_says_is_taken_and_anything_else_is_told() {
        let target = "/base/a/b%2Fc%20d?tags=x%2C1,y";
        let headers = json!({"x-at": "2024-01-01T00:00:00Z", "content-type": "application/json", "accept": "application/json"});
        let with = |name: &str, value: &str| {
            let mut headers = headers.clone();
            headers[name] = value.into();
            headers
        };
        let none: [&str; 0] = [];
        assert_eq!(check(target, &headers, r#"{"n": 1.0}"#), none);
        assert_eq!(
            check("/base/a/b/c%20d?tags=x%2C1,y", &headers, r#"{"n":1}"#),
            ["path"]
        );
        assert_eq!(
            check("/base/a/b%2Fc%20d?tags=x,1,y", &headers, r#"{"n":1}"#),
            ["query", "query"]
        );
        assert_eq!(
            check(&format!("{target}&more=1"), &headers, r#"{"n":1}"#),
            ["query"]
        );
        assert_eq!(
            check(target, &with("x-at", "2024"), r#"{"n":1}"#),
            ["header x-at"]
        );
        assert_eq!(
            check(target, &with("accept", "text/plain"), r#"{"n":1}"#),
            ["accept"]
        );
        assert_eq!(
            check(target, &with("content-type", "text/plain"), r#"{"n":1}"#),
            ["content-type"]
        );
        assert_eq!(check(target, &headers, r#"{"n":2}"#), ["body"]);
    }
}
