//! The model as compact text: tests compare it, and `--dump ir` prints it.

use std::fmt::Write as _;

use super::{
    Api, Call, Content, EnumValue, EventData, Field, Operation, ParameterForm, PathStep,
    ResponseSet, Scalar, ServerVariable, Shape, StructDef, Type, TypeDef, TypeId, TypeOrigin,
    UnionDef,
};

/// Writes one block for each operation, then one for each type. A type is named by its index: `%3`.
pub(super) fn dump(api: &Api) -> String {
    let mut text = format!("api {:?}\n", api.title);
    for scheme in &api.schemes {
        let _ = writeln!(text, "scheme {:?} {:?}", scheme.key, scheme.kind);
    }
    for server in &api.servers {
        let variables: String = server.variables.iter().map(variable).collect();
        let _ = writeln!(text, "server {:?}{variables}", server.url);
    }
    if !api.webhooks.is_empty() {
        let types: Vec<String> = api.webhooks.iter().map(|id| reference(*id)).collect();
        let _ = writeln!(text, "webhooks {}", types.join(", "));
    }
    for operation in &api.operations {
        let Call::CustomApi {
            name,
            via,
            in_query,
            row,
        } = &operation.call
        else {
            http(&mut text, operation);
            continue;
        };
        let request = operation.request.map_or_else(|| "-".to_owned(), reference);
        let _ = writeln!(
            text,
            "\n{} {:?}\n  custom api {name:?} via {via:?}, request {request}, row {}",
            operation.method,
            operation.path,
            type_text(row)
        );
        if !in_query.is_empty() {
            let _ = writeln!(text, "  in query {in_query:?}");
        }
    }
    for id in api.type_ids() {
        let _ = writeln!(text, "\n{}", definition(id, api.def(id)));
    }
    if !api.untyped.is_empty() {
        text.push_str("\nuntyped\n");
        for pointer in &api.untyped {
            let _ = writeln!(text, "  {pointer}");
        }
    }
    text
}

fn variable(variable: &ServerVariable) -> String {
    format!(
        " {}={:?} of {:?}",
        variable.name, variable.default, variable.values
    )
}

/// Writes an operation of the specification: its inputs, then its responses.
fn http(text: &mut String, operation: &Operation) {
    let Call::Http(http) = &operation.call else {
        return;
    };
    let request = operation.request.map_or_else(|| "-".to_owned(), reference);
    let _ = writeln!(
        text,
        "\n{} {:?} {:?} in {:?}\n  request {request}",
        operation.method,
        operation.path,
        operation.key.as_deref().unwrap_or_default(),
        operation.tag.as_deref().unwrap_or_default(),
    );
    for parameter in &http.parameters {
        let _ = writeln!(
            text,
            "  {} -> {:?} {:?} {}",
            parameter.field,
            parameter.location,
            parameter.name,
            parameter_form(parameter.form)
        );
    }
    if let Some(body) = &http.body {
        let place = body
            .field
            .map_or_else(|| "*".to_owned(), |field| field.to_string());
        let mark = if body.required { "!" } else { "?" };
        for media in &body.media {
            let others = if media.others.is_empty() {
                String::new()
            } else {
                format!(" or as {:?}", media.others)
            };
            let _ = writeln!(
                text,
                "  {place}{mark} -> body {:?} {:?} {}{others}",
                media.media_type,
                media.encoding,
                type_text(&media.ty)
            );
        }
    }
    if let Some(server) = &http.server {
        let trusted = if server.is_trusted { " trusted" } else { "" };
        let _ = writeln!(text, "  at {:?}{trusted}", server.url);
    }
    outcome(text, "success", &http.success);
    outcome(text, "failure", &http.failure);
    if !http.security.is_empty() {
        let _ = writeln!(text, "  security {:?}", http.security);
    }
}

fn parameter_form(form: ParameterForm) -> String {
    match form {
        ParameterForm::Json => "json".to_owned(),
        ParameterForm::Style {
            style,
            explode,
            allow_reserved,
        } => {
            let explode = if explode { " exploded" } else { "" };
            let reserved = if allow_reserved { " reserved" } else { "" };
            format!("{style:?}{explode}{reserved}")
        }
    }
}

fn outcome(text: &mut String, name: &str, outcome: &ResponseSet) {
    for case in &outcome.cases {
        let media = case
            .media_type
            .as_deref()
            .map(|media| format!(" {media:?}"))
            .unwrap_or_default();
        let accepted = if case.is_usual() {
            String::new()
        } else {
            format!(" as {:?}", case.accepted)
        };
        let _ = writeln!(
            text,
            "  {name} {:?}{media} {}{accepted}",
            case.statuses,
            content(&case.content)
        );
    }
    if let Some(choice) = outcome.content_enum {
        let _ = writeln!(text, "  {name} as {}", reference(choice));
    }
    if let Some(headers) = outcome.headers {
        let _ = writeln!(text, "  {name} headers {}", reference(headers));
    }
}

fn content(content: &Content) -> String {
    match content {
        Content::Empty => "empty".to_owned(),
        Content::Json(ty) => format!("json {}", type_text(ty)),
        Content::Text => "text".to_owned(),
        Content::Plain(ty) => format!("plain {}", type_text(ty)),
        Content::Xml(ty) => format!("xml {}", type_text(ty)),
        Content::Bytes => "bytes".to_owned(),
        Content::Events(EventData::Text) => "events".to_owned(),
        Content::Events(EventData::Json(ty)) => format!("events {}", type_text(ty)),
        Content::Events(EventData::Event(ty)) => format!("whole events {}", type_text(ty)),
        Content::JsonLines(ty) => format!("json lines {}", type_text(ty)),
        Content::JsonResults(ty) => format!("json results {}", type_text(ty)),
    }
}

fn definition(id: TypeId, def: &TypeDef) -> String {
    let head = format!("{} {}", reference(id), origin(&def.origin));
    match &def.shape {
        Shape::Struct(body) => format!("{head} = struct{}", fields(body)),
        Shape::Enum(body) => {
            let name = |index: usize| body.labels.get(index).and_then(|label| label.name.clone());
            let values = body.values.iter().enumerate().map(|(index, listed)| {
                let name = name(index).map(|name| format!(" as {name:?}"));
                format!("{}{}", value(listed), name.unwrap_or_default())
            });
            format!("{head} = enum {}", values.collect::<Vec<_>>().join(" | "))
        }
        Shape::Union(body) => format!("{head} = union{}", variants(body)),
        Shape::ContentEnum(body) => {
            let cases: Vec<String> = body
                .cases
                .iter()
                .map(|(label, held)| format!("\n  {label:?} : {}", content(held)))
                .collect();
            format!("{head} = choice{}", cases.concat())
        }
        Shape::Alias(target) => format!("{head} = {}", type_text(target)),
        Shape::Newtype(target) => format!("{head} = new {}", type_text(target)),
    }
}

fn fields(body: &StructDef) -> String {
    let mut text = match body.role {
        super::StructRole::Plain => String::new(),
        role => format!(" ({role:?})"),
    };
    for field in &body.fields {
        let _ = write!(text, "\n  {}", field_text(field));
    }
    if let Some(extra) = &body.extra {
        let _ = write!(text, "\n  * : {}", type_text(extra));
    }
    text
}

fn field_text(field: &Field) -> String {
    let mark = if field.required { "!" } else { "?" };
    let default = field
        .default
        .as_ref()
        .map(|value| format!(" = {value}"))
        .unwrap_or_default();
    let deprecated = if field.docs.deprecated {
        " deprecated"
    } else {
        ""
    };
    format!(
        "{:?}{mark} : {}{default}{deprecated}",
        field.wire,
        type_text(&field.ty)
    )
}

fn variants(body: &UnionDef) -> String {
    let mut text = match &body.tagging {
        super::Tagging::Property(name) => format!(" by {name:?}"),
        super::Tagging::Shape => String::new(),
    };
    if !body.is_open {
        text.push_str(" closed");
    }
    for variant in &body.variants {
        let _ = write!(text, "\n  {:?} : {}", variant.label, type_text(&variant.ty));
        if !variant.tags.is_empty() {
            let _ = write!(text, " tags {:?}", variant.tags);
        }
        if variant.is_fallback {
            text.push_str(" and the rest");
        }
        let matcher = &variant.matcher;
        if body.tagging == super::Tagging::Shape {
            let _ = write!(
                text,
                " if {:?} has {:?}",
                matcher.json_types, matcher.required
            );
            for (key, values) in &matcher.fixed {
                let _ = write!(text, " {key:?} in {values:?}");
            }
        }
    }
    text
}

fn value(value: &EnumValue) -> String {
    match value {
        EnumValue::Text(text) => format!("{text:?}"),
        EnumValue::Integer(number) => number.to_string(),
        EnumValue::Json(json) => json.clone(),
    }
}

fn origin(origin: &TypeOrigin) -> String {
    match origin {
        TypeOrigin::Component(key) => format!("component {key:?}"),
        TypeOrigin::Operation { id, role } => {
            format!("{} of {}", format!("{role:?}").to_lowercase(), id.0)
        }
        TypeOrigin::Webhook(name) => format!("webhook {name:?}"),
        TypeOrigin::Failures(words) => format!("failures {words:?}"),
        TypeOrigin::Headers(names) => format!("headers {names:?}"),
        TypeOrigin::Shared(places) => {
            let places = places.iter().map(|place| way(place.parent, &place.steps));
            format!("shared by {}", places.collect::<Vec<_>>().join(", "))
        }
        TypeOrigin::Within { parent, steps } => format!("within {}", way(*parent, steps)),
    }
}

fn way(parent: TypeId, steps: &[PathStep]) -> String {
    let steps: Vec<String> = steps.iter().map(step).collect();
    format!("{}{}", reference(parent), steps.concat())
}

fn step(step: &PathStep) -> String {
    match step {
        PathStep::Property(key) => format!(".{key:?}"),
        PathStep::Item => "[]".to_owned(),
        PathStep::Key => "{key}".to_owned(),
        PathStep::Value => "{}".to_owned(),
        PathStep::Position(index) => format!("[{index}]"),
        PathStep::Variant(label) => format!("|{label:?}"),
    }
}

fn reference(id: TypeId) -> String {
    format!("%{}", id.0)
}

fn type_text(ty: &Type) -> String {
    match ty {
        Type::Ref(id) => reference(*id),
        Type::Scalar(Scalar::Integer(width)) => format!("{width:?}").to_lowercase(),
        Type::Scalar(Scalar::Formatted(format)) => format.entry().name.to_owned(),
        Type::Scalar(scalar) => format!("{scalar:?}").to_lowercase(),
        Type::List(item) => format!("[{}]", type_text(item)),
        Type::Map(value) => format!("{{{}}}", type_text(value)),
        Type::KeyedMap(key, value) => format!("{{{}: {}}}", type_text(key), type_text(value)),
        Type::Tuple(items, length) => {
            let items: Vec<String> = items.iter().map(type_text).collect();
            let open = if length.is_open { ", …" } else { "" };
            let length =
                (!length.is_exact(items.len())).then(|| format!(" from {}", length.required));
            format!("({}{open}){}", items.join(", "), length.unwrap_or_default())
        }
        Type::Nullable(inner) => format!("{}|null", type_text(inner)),
        Type::JsonText(inner) => format!("text of {}", type_text(inner)),
        Type::Any => "any".to_owned(),
    }
}
