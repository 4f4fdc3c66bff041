//! Puts schemas into a model that was read without them.

use openapiv3::{
    AdditionalProperties, Components, Encoding, Header, MediaType, OpenAPI, Operation, Parameter,
    ParameterSchemaOrContent, PathItem, ReferenceOr, RequestBody, Response, Schema, SchemaData,
    SchemaKind, Type,
};
use serde::Deserialize;
use serde_json::{Error, Value};

use super::view::{Inside, NUMBER, Numbered, View};
use crate::document::walk::ObjectKind;
use crate::parallel;

/// A part in types, and the number of parts it consists of.
pub(super) type Read<T> = Result<(ReferenceOr<T>, usize), Error>;

/// Reads a schema and those inside it, each alone.
pub(super) fn schema(value: &Value) -> Read<Schema> {
    if let Some(Value::String(reference)) = value.get("$ref") {
        let reference = reference.clone();
        return Ok((ReferenceOr::Reference { reference }, 1));
    }
    let numbered = Numbered::default();
    let view = View::new(ObjectKind::Schema, value, Inside::Numbered(&numbered));
    // Each half has fields of its own. Read as one, all would be copied first, to be shared out.
    let [data, kind] = view.halves();
    let mut schema = Schema {
        schema_data: SchemaData::deserialize(data)?,
        schema_kind: SchemaKind::deserialize(kind)?,
    };
    let mut graft = Graft::default();
    graft.read(numbered.schemas.into_inner())?;
    graft.kind(&mut schema.schema_kind);
    Ok((ReferenceOr::Item(schema), 1 + graft.parts))
}

/// Reads a path item with all schemas inside.
pub(super) fn path_item(value: &Value) -> Read<PathItem> {
    let numbered = Numbered::default();
    let view = View::new(ObjectKind::PathItem, value, Inside::Numbered(&numbered));
    let mut read = ReferenceOr::<PathItem>::deserialize(view)?;
    let mut graft = Graft::default();
    graft.read(numbered.schemas.into_inner())?;
    if let ReferenceOr::Item(item) = &mut read {
        graft.path_item(item);
    }
    Ok((read, numbered.parts.get() + graft.parts))
}

/// Reads schemas side by side.
pub(super) fn all(values: &[&Value]) -> Result<Graft, Error> {
    // Most are small: taking them one by one would cost more than reading some.
    let some: Vec<_> = values.chunks(32).collect();
    let read = parallel::map(&some, |values| {
        values.iter().map(|value| schema(value)).collect::<Vec<_>>()
    });
    let mut graft = Graft::default();
    for read in read.into_iter().flatten() {
        graft.add(read)?;
    }
    Ok(graft)
}

/// The schemas by number, each until it is put in.
#[derive(Default)]
pub(super) struct Graft {
    schemas: Vec<Option<ReferenceOr<Schema>>>,
    /// Of how many parts they are.
    pub(super) parts: usize,
}

impl Graft {
    fn read(&mut self, schemas: Vec<&Value>) -> Result<(), Error> {
        let mut schemas = schemas.into_iter();
        schemas.try_for_each(|value| self.add(schema(value)))
    }

    /// Takes the schema of the next number.
    fn add(&mut self, read: Read<Schema>) -> Result<(), Error> {
        let (schema, parts) = read?;
        self.schemas.push(Some(schema));
        self.parts += parts;
        Ok(())
    }

    pub(super) fn document(&mut self, model: &mut OpenAPI) {
        if let Some(components) = &mut model.components {
            self.components(components);
        }
    }

    fn components(&mut self, components: &mut Components) {
        for schema in components.schemas.values_mut() {
            self.place(schema);
        }
        for response in items(components.responses.values_mut()) {
            self.response(response);
        }
        for parameter in items(components.parameters.values_mut()) {
            self.parameter(parameter);
        }
        for body in items(components.request_bodies.values_mut()) {
            self.body(body);
        }
        self.headers(components.headers.values_mut());
    }

    fn path_item(&mut self, item: &mut PathItem) {
        for parameter in items(&mut item.parameters) {
            self.parameter(parameter);
        }
        let operations = [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
            &mut item.options,
            &mut item.head,
            &mut item.patch,
            &mut item.trace,
        ];
        for operation in operations.into_iter().flatten() {
            self.operation(operation);
        }
    }

    fn operation(&mut self, operation: &mut Operation) {
        for parameter in items(&mut operation.parameters) {
            self.parameter(parameter);
        }
        for body in items(&mut operation.request_body) {
            self.body(body);
        }
        let responses = &mut operation.responses;
        let all = responses.default.iter_mut();
        for response in items(all.chain(responses.responses.values_mut())) {
            self.response(response);
        }
    }

    fn parameter(&mut self, parameter: &mut Parameter) {
        let (Parameter::Query { parameter_data, .. }
        | Parameter::Header { parameter_data, .. }
        | Parameter::Path { parameter_data, .. }
        | Parameter::Cookie { parameter_data, .. }) = parameter;
        self.format(&mut parameter_data.format);
    }

    fn format(&mut self, format: &mut ParameterSchemaOrContent) {
        match format {
            ParameterSchemaOrContent::Schema(schema) => self.place(schema),
            ParameterSchemaOrContent::Content(content) => self.content(content.values_mut()),
        }
    }

    fn body(&mut self, body: &mut RequestBody) {
        self.content(body.content.values_mut());
    }

    fn response(&mut self, response: &mut Response) {
        self.headers(response.headers.values_mut());
        self.content(response.content.values_mut());
    }

    fn headers<'s>(&mut self, headers: impl Iterator<Item = &'s mut ReferenceOr<Header>>) {
        for header in items(headers) {
            self.format(&mut header.format);
        }
    }

    fn content<'s>(&mut self, content: impl Iterator<Item = &'s mut MediaType>) {
        for media in content {
            if let Some(schema) = &mut media.schema {
                self.place(schema);
            }
            for Encoding { headers, .. } in media.encoding.values_mut() {
                self.headers(headers.values_mut());
            }
        }
    }

    fn kind(&mut self, kind: &mut SchemaKind) {
        match kind {
            SchemaKind::Type(Type::Object(object)) => {
                self.boxes(object.properties.values_mut());
                self.additional(&mut object.additional_properties);
            }
            SchemaKind::Type(Type::Array(array)) => self.boxes(&mut array.items),
            SchemaKind::Type(
                Type::String(_) | Type::Number(_) | Type::Integer(_) | Type::Boolean(_),
            ) => {}
            SchemaKind::OneOf { one_of: list }
            | SchemaKind::AllOf { all_of: list }
            | SchemaKind::AnyOf { any_of: list } => self.places(list),
            SchemaKind::Not { not } => self.place(not),
            SchemaKind::Any(any) => {
                self.boxes(any.properties.values_mut());
                self.additional(&mut any.additional_properties);
                self.boxes(&mut any.items);
                for list in [&mut any.one_of, &mut any.all_of, &mut any.any_of] {
                    self.places(list);
                }
                if let Some(not) = &mut any.not {
                    self.place(not);
                }
            }
        }
    }

    fn additional(&mut self, additional: &mut Option<AdditionalProperties>) {
        if let Some(AdditionalProperties::Schema(schema)) = additional {
            self.place(schema);
        }
    }

    fn boxes<'s>(&mut self, places: impl IntoIterator<Item = &'s mut ReferenceOr<Box<Schema>>>) {
        for place in places {
            if let ReferenceOr::Reference { reference } = place
                && let Some(schema) = self.numbered(reference)
            {
                *place = match schema {
                    ReferenceOr::Item(schema) => ReferenceOr::boxed_item(schema),
                    ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
                };
            }
        }
    }

    fn places(&mut self, places: &mut [ReferenceOr<Schema>]) {
        for place in places {
            self.place(place);
        }
    }

    fn place(&mut self, place: &mut ReferenceOr<Schema>) {
        if let ReferenceOr::Reference { reference } = place
            && let Some(schema) = self.numbered(reference)
        {
            *place = schema;
        }
    }

    fn numbered(&mut self, reference: &str) -> Option<ReferenceOr<Schema>> {
        let number: usize = reference.strip_prefix(NUMBER)?.parse().ok()?;
        self.schemas.get_mut(number)?.take()
    }
}

/// Returns the parts that are no references.
fn items<'s, T: 's>(
    parts: impl IntoIterator<Item = &'s mut ReferenceOr<T>>,
) -> impl Iterator<Item = &'s mut T> {
    parts.into_iter().filter_map(|part| match part {
        ReferenceOr::Item(item) => Some(item),
        ReferenceOr::Reference { .. } => None,
    })
}
