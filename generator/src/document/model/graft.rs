//! Puts schemas into a model that was read without them.

use openapiv3::{
    AdditionalProperties, Components, Encoding, Header, MediaType, OpenAPI, Operation, Parameter,
    ParameterSchemaOrContent, PathItem, ReferenceOr, RequestBody, Response, Schema, SchemaKind,
    Type,
};
use serde::Deserialize;
use serde_json::{Error, Value};

use super::super::walk::Kind;
use super::view::{Inside, NUMBER, Numbered, View};

type Done = Result<(), Error>;

/// Reads a schema and those inside it, each alone. The count of parts is added to `parts`.
pub(super) fn schema(value: &Value, parts: &mut usize) -> Result<ReferenceOr<Schema>, Error> {
    let numbered = Numbered::default();
    let view = View::new(Kind::Schema, value, Inside::Numbered(&numbered));
    let mut read = ReferenceOr::<Schema>::deserialize(view)?;
    *parts += numbered.parts.get();
    let schemas = numbered.schemas.into_inner();
    if let ReferenceOr::Item(schema) = &mut read
        && !schemas.is_empty()
    {
        Graft {
            schemas: &schemas,
            parts,
        }
        .kind(&mut schema.schema_kind)?;
    }
    Ok(read)
}

/// The schemas by number.
pub(super) struct Graft<'a, 'p> {
    pub(super) schemas: &'a [&'a Value],
    pub(super) parts: &'p mut usize,
}

impl<'a> Graft<'a, '_> {
    pub(super) fn document(&mut self, model: &mut OpenAPI) -> Done {
        for item in items(model.paths.paths.values_mut()) {
            self.path_item(item)?;
        }
        model
            .components
            .as_mut()
            .map_or(Ok(()), |components| self.components(components))
    }

    fn components(&mut self, components: &mut Components) -> Done {
        for schema in components.schemas.values_mut() {
            self.place(schema)?;
        }
        for response in items(components.responses.values_mut()) {
            self.response(response)?;
        }
        for parameter in items(components.parameters.values_mut()) {
            self.parameter(parameter)?;
        }
        for body in items(components.request_bodies.values_mut()) {
            self.body(body)?;
        }
        self.headers(components.headers.values_mut())
    }

    pub(super) fn path_item(&mut self, item: &mut PathItem) -> Done {
        for parameter in items(&mut item.parameters) {
            self.parameter(parameter)?;
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
            self.operation(operation)?;
        }
        Ok(())
    }

    fn operation(&mut self, operation: &mut Operation) -> Done {
        for parameter in items(&mut operation.parameters) {
            self.parameter(parameter)?;
        }
        for body in items(&mut operation.request_body) {
            self.body(body)?;
        }
        let responses = &mut operation.responses;
        let all = responses.default.iter_mut();
        for response in items(all.chain(responses.responses.values_mut())) {
            self.response(response)?;
        }
        Ok(())
    }

    fn parameter(&mut self, parameter: &mut Parameter) -> Done {
        let (Parameter::Query { parameter_data, .. }
        | Parameter::Header { parameter_data, .. }
        | Parameter::Path { parameter_data, .. }
        | Parameter::Cookie { parameter_data, .. }) = parameter;
        self.format(&mut parameter_data.format)
    }

    fn format(&mut self, format: &mut ParameterSchemaOrContent) -> Done {
        match format {
            ParameterSchemaOrContent::Schema(schema) => self.place(schema),
            ParameterSchemaOrContent::Content(content) => self.content(content.values_mut()),
        }
    }

    fn body(&mut self, body: &mut RequestBody) -> Done {
        self.content(body.content.values_mut())
    }

    fn response(&mut self, response: &mut Response) -> Done {
        self.headers(response.headers.values_mut())?;
        self.content(response.content.values_mut())
    }

    fn headers<'s>(&mut self, headers: impl Iterator<Item = &'s mut ReferenceOr<Header>>) -> Done {
        for header in items(headers) {
            self.format(&mut header.format)?;
        }
        Ok(())
    }

    fn content<'s>(&mut self, content: impl Iterator<Item = &'s mut MediaType>) -> Done {
        for media in content {
            if let Some(schema) = &mut media.schema {
                self.place(schema)?;
            }
            for Encoding { headers, .. } in media.encoding.values_mut() {
                self.headers(headers.values_mut())?;
            }
        }
        Ok(())
    }

    fn kind(&mut self, kind: &mut SchemaKind) -> Done {
        match kind {
            SchemaKind::Type(Type::Object(object)) => {
                self.boxes(object.properties.values_mut())?;
                self.additional(&mut object.additional_properties)
            }
            SchemaKind::Type(Type::Array(array)) => self.boxes(&mut array.items),
            SchemaKind::Type(
                Type::String(_) | Type::Number(_) | Type::Integer(_) | Type::Boolean(_),
            ) => Ok(()),
            SchemaKind::OneOf { one_of: list }
            | SchemaKind::AllOf { all_of: list }
            | SchemaKind::AnyOf { any_of: list } => self.places(list),
            SchemaKind::Not { not } => self.place(not),
            SchemaKind::Any(any) => {
                self.boxes(any.properties.values_mut())?;
                self.additional(&mut any.additional_properties)?;
                self.boxes(&mut any.items)?;
                for list in [&mut any.one_of, &mut any.all_of, &mut any.any_of] {
                    self.places(list)?;
                }
                any.not.as_mut().map_or(Ok(()), |not| self.place(not))
            }
        }
    }

    fn additional(&mut self, additional: &mut Option<AdditionalProperties>) -> Done {
        match additional {
            Some(AdditionalProperties::Schema(schema)) => self.place(schema),
            Some(AdditionalProperties::Any(_)) | None => Ok(()),
        }
    }

    fn boxes<'s>(
        &mut self,
        places: impl IntoIterator<Item = &'s mut ReferenceOr<Box<Schema>>>,
    ) -> Done {
        for place in places {
            if let ReferenceOr::Reference { reference } = place
                && let Some(value) = self.numbered(reference)
            {
                *place = match schema(value, self.parts)? {
                    ReferenceOr::Item(schema) => ReferenceOr::boxed_item(schema),
                    ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
                };
            }
        }
        Ok(())
    }

    fn places(&mut self, places: &mut [ReferenceOr<Schema>]) -> Done {
        places.iter_mut().try_for_each(|place| self.place(place))
    }

    fn place(&mut self, place: &mut ReferenceOr<Schema>) -> Done {
        if let ReferenceOr::Reference { reference } = place
            && let Some(value) = self.numbered(reference)
        {
            *place = schema(value, self.parts)?;
        }
        Ok(())
    }

    fn numbered(&self, reference: &str) -> Option<&'a Value> {
        let number: usize = reference.strip_prefix(NUMBER)?.parse().ok()?;
        self.schemas.get(number).copied()
    }
}

/// Those that are no references.
fn items<'s, T: 's>(
    parts: impl IntoIterator<Item = &'s mut ReferenceOr<T>>,
) -> impl Iterator<Item = &'s mut T> {
    parts.into_iter().filter_map(|part| match part {
        ReferenceOr::Item(item) => Some(item),
        ReferenceOr::Reference { .. } => None,
    })
}
