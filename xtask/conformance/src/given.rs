//! Arguments of a call in the form in which the program takes them.

use rill_codegen::ir::{
    Api, Body, BodyEncoding, Call, HttpCall, MediaBody, Operation, Scalar, Shape, StructRole, Type,
};
use serde_json::{Map, Value, json};

use super::cases::Arguments;
use super::declared::DeclaredOperation;

/// Returns the arguments as the program takes them: fields of the request by their index, or its body.
pub(crate) fn given(
    api: &Api,
    lowered: &Operation,
    operation: &DeclaredOperation,
    arguments: &Arguments,
) -> Result<Value, String> {
    let mut form = Map::new();
    for (index, value) in &arguments.inputs {
        let input = &operation.inputs[*index];
        if input.location == "formData" {
            form.insert(input.name.clone(), value.clone());
        }
    }
    let body = match &arguments.body {
        Some((index, value)) if operation.bodies[*index].schema.is_some() => {
            Some((*index, value.clone()))
        }
        None if form.is_empty() => None,
        _ if operation.bodies.is_empty() => return Err("a form without a media type".to_owned()),
        _ => Some((0, Value::Object(form))),
    };
    let http = match &lowered.call {
        Call::Http(http) => http,
        Call::CustomApi { .. } => {
            let mut all = match body {
                Some((_, Value::Object(members))) => members,
                _ => Map::new(),
            };
            for (index, value) in &arguments.inputs {
                all.insert(operation.inputs[*index].name.clone(), value.clone());
            }
            return Ok(json!({"body": all}));
        }
    };
    let mut given = Map::new();
    for (index, value) in &arguments.inputs {
        let input = &operation.inputs[*index];
        if input.location == "formData" {
            continue;
        }
        let found = field(api, lowered, http, &input.location, &input.name);
        let (field, ty) = match found {
            Some(found) => found,
            None if input.is_own_of_http() => continue,
            None => {
                return Err(format!(
                    "{} parameter `{}` cannot be given",
                    input.location, input.name
                ));
            }
        };
        given.insert(field.to_string(), coerced(api, ty, value));
    }
    if let Some((form, value)) = body {
        let declared = &operation.bodies[form].media_type;
        let Some(body) = &http.body else {
            // A body without anything in it is not sent.
            let is_empty = value.as_object().is_some_and(Map::is_empty);
            let why = if is_empty {
                ""
            } else {
                "the body cannot be given"
            };
            return Err(why.to_owned());
        };
        let case = body
            .media
            .iter()
            .position(|media| media.media_type == *declared);
        let case = match case {
            Some(case) => case,
            None if body
                .media
                .iter()
                .any(|media| media.others.contains(declared)) =>
            {
                return Err(String::new());
            }
            None => return Err(format!("a body of `{declared}` cannot be given")),
        };
        let (key, value) = body_argument(api, body, case, &value);
        given.insert(key, value);
    }
    Ok(Value::Object(given))
}

/// Returns the field of the request for a parameter, and its type.
fn field<'a>(
    api: &'a Api,
    lowered: &Operation,
    http: &HttpCall,
    location: &str,
    name: &str,
) -> Option<(usize, &'a Type)> {
    let mut parameters = http.parameters.iter();
    let parameter = parameters.find(|one| {
        let is_here = format!("{:?}", one.location).eq_ignore_ascii_case(location)
            || location == "querystring" && one.name == name;
        is_here && one.name.eq_ignore_ascii_case(name)
    })?;
    let Shape::Struct(request) = &api.def(lowered.request?).shape else {
        return None;
    };
    Some((parameter.field, &request.fields.get(parameter.field)?.ty))
}

fn body_argument(api: &Api, body: &Body, case: usize, value: &Value) -> (String, Value) {
    let media: &MediaBody = &body.media[case];
    let value = match media.encoding {
        BodyEncoding::Text => Value::from(
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned),
        ),
        BodyEncoding::JsonLines => json!([value]),
        _ => coerced(api, &media.ty, value),
    };
    match body.field {
        None => ("body".to_owned(), value),
        Some(field) if body.media.len() > 1 => {
            (field.to_string(), json!({"case": case, "value": value}))
        }
        Some(field) => (field.to_string(), value),
    }
}

/// Returns a value as the plain form of a type reads it, where no codec stands before it: integers that are written as
/// texts are numbers.
fn coerced(api: &Api, ty: &Type, value: &Value) -> Value {
    match (api.resolve(ty).non_null(), value) {
        (Type::Scalar(Scalar::IntegerText(_)), Value::String(text)) => {
            serde_json::from_str(text).unwrap_or_else(|_| value.clone())
        }
        (Type::List(item), Value::Array(items)) => items
            .iter()
            .map(|value| coerced(api, item, value))
            .collect(),
        (Type::Ref(id), Value::Object(members)) => match &api.def(*id).shape {
            Shape::Struct(parts) if parts.role == StructRole::Parts => {
                let members = members.iter().map(|(key, value)| {
                    let field = parts.fields.iter().find(|field| field.wire == *key);
                    let value =
                        field.map_or_else(|| value.clone(), |field| coerced(api, &field.ty, value));
                    (key.clone(), value)
                });
                members.collect()
            }
            _ => value.clone(),
        },
        _ => value.clone(),
    }
}
