//! Operations: the body and the fields of a form are parameters in 2.0.

use serde_json::{Value, json};

use super::response::or_default;
use super::{Defaults, parameter, response, texts};
use crate::diagnostic::Code;
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::pointer::Pointer;

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// The parameters of a list that are about the body.
#[derive(Clone, Debug, Default)]
pub(super) struct Bodies {
    /// The body, or a reference to it, and its place.
    body: Option<(Pointer, Value)>,
    /// Fields of a form and their places.
    fields: Vec<(Pointer, Object)>,
}

/// Takes the body and the fields of a form out of the parameters, and rewrites the others.
pub(super) fn take_bodies(
    rewrite: &mut Rewrite<'_>,
    at: &Pointer,
    map: &mut Object,
    defaults: &Defaults,
) -> Bodies {
    let mut bodies = Bodies::default();
    let place = at.push("parameters");
    let Some(Value::Array(list)) = map.get_mut("parameters") else {
        return bodies;
    };
    rewrite.retain(&place, list, |rewrite, place, part| {
        let (from, fields) = match defaults.parameter(part) {
            Some((from, found)) => (from, found.clone()),
            None => (place.clone(), part.as_object().cloned().unwrap_or_default()),
        };
        match parameter::place_of_object(&fields) {
            Some("body") => bodies.body = Some((from, part.clone())),
            Some("formData") => bodies.fields.push((from, fields)),
            _ => {
                if let Value::Object(part) = part {
                    parameter::plain(rewrite, place, part);
                }
                return true;
            }
        }
        false
    });
    bodies
}

/// Rewrites one operation; `shared` is what its path item says about the body.
pub(super) fn operation(
    rewrite: &mut Rewrite<'_>,
    at: &Pointer,
    map: &mut Object,
    (defaults, shared): (&Defaults, &Bodies),
) {
    let own = |value: Option<Value>, default: &[String]| match value {
        Some(list @ Value::Array(_)) => texts(Some(&list)),
        _ => default.to_vec(),
    };
    let consumes = own(map.remove("consumes"), &defaults.consumes);
    let produces = own(map.remove("produces"), &defaults.produces);
    if let Some(schemes) = map.remove("schemes") {
        let servers = defaults.servers(&texts(Some(&schemes)));
        if servers != defaults.servers(&defaults.schemes) {
            rewrite.moved(at.push("servers"), at.push("schemes"));
            map.insert("servers".to_owned(), Value::Array(servers));
        }
    }
    let bodies = take_bodies(rewrite, at, map, defaults);
    let place = at.push("requestBody");
    let fields = [shared.fields.as_slice(), bodies.fields.as_slice()].concat();
    if map.contains_key("requestBody") {
        // It is written as in 3.0 already.
    } else if let Some((from, mut part)) = bodies.body.or_else(|| shared.body.clone()) {
        for (from, _) in &fields {
            let message =
                "an operation with a body has no form beside it, so this field is left out";
            let help = "take away `in: body` or the fields of the form";
            rewrite.report(Code::LeftOut, from, message, help);
        }
        if let Value::Object(fields) = &mut part
            && !fields.contains_key("$ref")
        {
            rewrite.origins.record(place.clone(), from);
            body(rewrite, &place, fields, &consumes);
        }
        map.insert("requestBody".to_owned(), part);
    } else if !fields.is_empty() {
        let form = form(rewrite, &place, fields, &consumes);
        map.insert("requestBody".to_owned(), form);
    }
    let responses = at.push("responses");
    let members = map.get_mut("responses").and_then(Value::as_object_mut);
    for (status, part) in members.into_iter().flatten() {
        if let Value::Object(part) = part {
            response::response(rewrite, &responses.push(status), part, &produces);
        }
    }
}

/// Makes a request body out of a body parameter, in place.
pub(super) fn body(rewrite: &mut Rewrite<'_>, at: &Pointer, map: &mut Object, consumes: &[String]) {
    let schema = map.remove("schema").unwrap_or_else(|| json!({}));
    map.remove("name");
    map.remove("in");
    let mut content = Object::new();
    for media_type in or_default(consumes, "application/json") {
        let place = at.push("content").push(&media_type).push("schema");
        rewrite.moved(place, at.push("schema"));
        content.insert(media_type, json!({"schema": schema}));
    }
    map.insert("content".to_owned(), Value::Object(content));
}

/// The request body of a form.
fn form(
    rewrite: &mut Rewrite<'_>,
    at: &Pointer,
    fields: Vec<(Pointer, Object)>,
    consumes: &[String],
) -> Value {
    let mut properties = Object::new();
    let mut encoding = Object::new();
    let mut required = Vec::new();
    let mut places = Vec::new();
    let has_file = fields
        .iter()
        .any(|(_, field)| field.get("type").and_then(Value::as_str) == Some("file"));
    for (from, mut field) in fields {
        let Some(name) = field.get("name").and_then(Value::as_str).map(str::to_owned) else {
            continue;
        };
        let format = parameter::collection_format(rewrite, &from, &mut field);
        let mut schema = parameter::take_schema(rewrite, &from, &mut field);
        if parameter::is_list(&schema) {
            let mut style = Object::new();
            parameter::style(&mut style, &format, true);
            encoding.insert(name.clone(), Value::Object(style));
        }
        if let Some(description) = field.remove("description") {
            schema.insert("description".to_owned(), description);
        }
        if field.get("required") == Some(&Value::Bool(true)) && !required.contains(&name) {
            required.push(name.clone());
        }
        places.push((name.clone(), from));
        properties.insert(name, Value::Object(schema));
    }
    let is_needed = !required.is_empty();
    let mut schema = Object::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), Value::Object(properties));
    if is_needed {
        schema.insert("required".to_owned(), json!(required));
    }
    if let Some((_, from)) = places.first() {
        let list = from.parent().unwrap_or_default();
        rewrite.origins.record(at.clone(), list);
    }
    let mut content = Object::new();
    for media_type in form_types(consumes, has_file) {
        let media = at.push("content").push(&media_type);
        for (name, from) in &places {
            let place = media.push("schema").push("properties").push(name);
            let encoding = media.push("encoding").push(name);
            rewrite.origins.record(place, from.clone());
            rewrite.origins.record(encoding, from.clone());
        }
        let mut value = Object::new();
        value.insert("schema".to_owned(), Value::Object(schema.clone()));
        if !encoding.is_empty() {
            value.insert("encoding".to_owned(), Value::Object(encoding.clone()));
        }
        content.insert(media_type, Value::Object(value));
    }
    let mut form = Object::new();
    form.insert("content".to_owned(), Value::Object(content));
    if is_needed {
        form.insert("required".to_owned(), Value::Bool(true));
    }
    Value::Object(form)
}

/// Returns the media types of a form. A file needs parts; else the first one listed is taken.
fn form_types(consumes: &[String], has_file: bool) -> Vec<String> {
    let listed = |wanted: &str| {
        let is_wanted = |media_type: &&String| media_type.starts_with(wanted);
        consumes.iter().find(is_wanted).cloned()
    };
    let parts = listed(MULTIPART);
    if has_file {
        return vec![parts.unwrap_or_else(|| MULTIPART.to_owned())];
    }
    let chosen = listed(URLENCODED).or(parts);
    vec![chosen.unwrap_or_else(|| URLENCODED.to_owned())]
}
