//! The program that calls every operation of a generated crate over a mock transport, made from the generator's model.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rill_codegen::analyze::{self, Facts};
use rill_codegen::ir::{
    Api, Body, BodyEncoding, Call, Content, Operation, ResponseSet, Scalar, SecuritySchemeKind,
    Shape, StructDef, StructRole, Type, TypeId,
};
use rill_codegen::names::{self, Names};
use rill_codegen::{Config, Diagnostics, FatalError, Input, document, lower};

/// The model of a crate, as far as calls need it.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) api: Api,
    /// The author's document.
    pub(crate) author: serde_json::Value,
    facts: Facts,
    names: Names,
}

impl Model {
    /// Reads a document as the generator does.
    pub(crate) fn new(input: &Input, config: &Config) -> Result<Self, FatalError> {
        let mut cx = Diagnostics::default();
        let document = document::load(&mut cx, input, config.dialect)?;
        let api = lower::lower(&mut cx, &document, config);
        Ok(Self {
            author: serde_json::from_str(&document.snapshot).unwrap_or_default(),
            facts: analyze::analyze(&api),
            names: names::assign(&mut cx, &api, config),
            api,
        })
    }

    /// Returns the module with the calls, to be added to the crate.
    pub(crate) fn driver(&self) -> String {
        let mut driver = Driver {
            model: self,
            makers: BTreeMap::new(),
        };
        let (mut functions, mut arms) = (String::new(), String::new());
        // Writing to a string cannot fail.
        for (index, operation) in self.api.operations.iter().enumerate() {
            let body = driver.operation(index, operation);
            _ = writeln!(
                functions,
                "async fn operation_{index}(client: &crate::Client, a: &Value) -> Made<Value> {{\n{body}}}\n"
            );
            _ = writeln!(
                arms,
                "        {index} => Box::pin(operation_{index}(client, a)).await,"
            );
        }
        let makers: String = driver.makers.into_values().collect();
        let secrets = self.secrets();
        format!(
            "{}\n{secrets}async fn call(client: &crate::Client, index: u64, a: &Value) -> Made<Value> {{\n    match index {{\n\
             {arms}        _ => Err(\"no such operation\".to_owned()),\n    }}\n}}\n\n{functions}{makers}",
            include_str!("driver.rs.txt")
        )
    }
}

impl Model {
    /// Returns the function that gives a client a secret for each security scheme.
    fn secrets(&self) -> String {
        let names = self.api.schemes.iter().zip(&self.names.schemes);
        let secrets: String = names
            .map(|(scheme, name)| match scheme.kind {
                SecuritySchemeKind::Basic => format!(".{name}(\"user\", \"password\")"),
                _ => format!(".{name}(\"secret\")"),
            })
            .collect();
        let client = if secrets.is_empty() {
            "client".to_owned()
        } else {
            format!("client.credentials(crate::Credentials::new(){secrets})")
        };
        format!(
            "fn with_secrets(client: crate::ClientBuilder) -> crate::ClientBuilder {{\n    {client}\n}}\n\n"
        )
    }
}

struct Driver<'a> {
    model: &'a Model,
    /// Functions that make values which are not JSON, by their type.
    makers: BTreeMap<TypeId, String>,
}

impl Driver<'_> {
    fn operation(&mut self, index: usize, operation: &Operation) -> String {
        let model = self.model;
        let method = &model.names.operations[index];
        let (made, argument) = match operation.request {
            None => (String::new(), ""),
            Some(id) => {
                let request = self.request(id, operation);
                let argument = if operation.has_optional_body() {
                    "request.as_ref()"
                } else {
                    "&request"
                };
                (format!("    let request = {request};\n"), argument)
            }
        };
        let (ok, error) = match &operation.call {
            Call::CustomApi { .. } => ("back(&x)".to_owned(), "json!({\"json\": null})".to_owned()),
            Call::Http(http) => (self.responses(&http.success), self.responses(&http.failure)),
        };
        format!("{made}    told!(client.{method}({argument}), |x| {ok}, |x| {error})\n")
    }

    fn request(&mut self, id: TypeId, operation: &Operation) -> String {
        let model = self.model;
        let name = self.path(id);
        let body = operation.http().and_then(|http| http.body.as_ref());
        match &model.api.def(id).shape {
            Shape::Struct(fields) if fields.role == StructRole::Request => {
                self.literal(id, fields, body, |index, _| format!("&a[\"{index}\"]"))
            }
            _ if operation.has_optional_body() => {
                let made = self.value(&Type::Ref(id), "v");
                format!("optional(&a[\"body\"], |v| -> Made<{name}> {{ {made} }})?")
            }
            _ => format!(
                "{{ let request: {name} = {}?; request }}",
                self.value(&Type::Ref(id), "&a[\"body\"]")
            ),
        }
    }

    /// Returns a struct expression, field by field.
    fn literal(
        &mut self,
        id: TypeId,
        fields: &StructDef,
        body: Option<&Body>,
        place: impl Fn(usize, &str) -> String,
    ) -> String {
        let model = self.model;
        let names = &model.names.fields[id.0];
        let mut text = format!("{} {{ ", self.path(id));
        for (index, field) in fields.fields.iter().enumerate() {
            let nullable = matches!(model.api.resolve(&field.ty), Type::Nullable(_));
            let is_body = body.is_some_and(|body| body.field == Some(index));
            if let Some(body) = body.filter(|body| is_body && body.media.len() > 1) {
                self.body_maker(field.ty.non_null(), body);
            }
            let place = place(index, &field.wire);
            let value = if field.required && !nullable {
                self.value(&field.ty, &place)
            } else {
                let value = self.value(field.ty.non_null(), "v");
                format!("optional({place}, |v| {value})")
            };
            let boxed = if model.facts.boxed.contains(&(id, index)) {
                format!("Box::new({value}?)")
            } else {
                format!("{value}?")
            };
            _ = write!(text, "{}: {boxed}, ", names[index]);
        }
        if fields.extra.is_some() {
            let last = names.last().map_or("", String::as_str);
            _ = write!(text, "{last}: Default::default(), ");
        }
        text + "}"
    }

    /// Returns the expression that makes a value of a type from one of JSON.
    fn value(&mut self, ty: &Type, v: &str) -> String {
        let model = self.model;
        match ty {
            Type::Scalar(Scalar::File) => format!("file({v})"),
            Type::Scalar(Scalar::Part) => format!("part({v})"),
            Type::List(item) if item.holds(&[Scalar::File, Scalar::Part]) => {
                format!("list({v}, |v| {})", self.value(item, "v"))
            }
            Type::Nullable(inner) if inner.holds(&[Scalar::File, Scalar::Part]) => {
                format!("optional({v}, |v| {})", self.value(inner, "v"))
            }
            Type::Ref(id) => match &model.api.def(*id).shape {
                Shape::Alias(target) => self.value(target, v),
                Shape::Struct(fields) if fields.role == StructRole::Parts => {
                    if !self.makers.contains_key(id) {
                        let name = self.path(*id);
                        let made =
                            self.literal(*id, fields, None, |_, wire| format!("&v[{wire:?}]"));
                        let maker = format!(
                            "fn make_{}(v: &Value) -> Made<{name}> {{\n    Ok({made})\n}}\n\n",
                            id.0
                        );
                        self.makers.insert(*id, maker);
                    }
                    format!("make_{}({v})", id.0)
                }
                Shape::ContentEnum(_) => format!("make_{}({v})", id.0),
                _ => format!("json({v})"),
            },
            _ => format!("json({v})"),
        }
    }

    /// Adds the function that makes a body of one of several media types.
    fn body_maker(&mut self, ty: &Type, body: &Body) {
        let model = self.model;
        let Type::Ref(id) = ty else { return };
        let name = self.path(*id);
        let mut arms = String::new();
        for (index, media) in body.media.iter().enumerate() {
            let variant = &model.names.variants[id.0][index];
            let value = match &media.encoding {
                BodyEncoding::Text => "text(x)".to_owned(),
                BodyEncoding::Bytes => "file(x)".to_owned(),
                BodyEncoding::JsonLines => "json(x)".to_owned(),
                _ => self.value(&media.ty, "x"),
            };
            let value = if model.facts.boxed.contains(&(*id, index)) {
                format!("Box::new({value}?)")
            } else {
                format!("{value}?")
            };
            _ = writeln!(
                arms,
                "        Some({index}) => Ok({name}::{variant}({value})),"
            );
        }
        let maker = format!(
            "fn make_{}(v: &Value) -> Made<{name}> {{\n    let x = &v[\"value\"];\n    match v[\"case\"].as_u64() {{\n\
             {arms}        _ => Err(\"no such case\".to_owned()),\n    }}\n}}\n\n",
            id.0
        );
        self.makers.insert(*id, maker);
    }

    /// Returns the expression that writes a response back as JSON.
    fn responses(&self, set: &ResponseSet) -> String {
        let Some(id) = set.content_enum else {
            return match set.cases.first() {
                Some(case) => written(&case.content).to_owned(),
                None => "json!({\"empty\": null})".to_owned(),
            };
        };
        let name = self.path(id);
        let mut arms = String::new();
        for (case, variant) in set.cases.iter().zip(&self.model.names.variants[id.0]) {
            let written = written(&case.content);
            let held = if case.content == Content::Empty {
                ""
            } else {
                "(x)"
            };
            _ = write!(arms, "{name}::{variant}{held} => {written}, ");
        }
        format!("match x {{ {arms} }}")
    }

    fn path(&self, id: TypeId) -> String {
        format!("crate::{}", self.model.names.ty(id))
    }
}

fn written(content: &Content) -> &'static str {
    match content {
        Content::Empty => "json!({\"empty\": null})",
        Content::Json(_) | Content::Plain(_) | Content::Xml(_) => "back(&x)",
        Content::Text => "json!({\"text\": x})",
        Content::Bytes => "bytes(x).await",
        Content::Events(_) => "items!(x, |event| event.data)",
        Content::JsonLines(_) | Content::JsonResults(_) => "items!(x, |line| line)",
    }
}
