//! Inputs of an operation: parameters and body as the fields of one struct (Parameter Object).

use openapiv3::{Parameter as Parameter3, ParameterData, PathStyle, QueryStyle};
use serde_json::json;

use super::OperationLowerer;
use super::{LocatedOperation, media, template};
use crate::diagnostic::Code;
use crate::ir::{
    Body, Docs, Field, OperationRole, Parameter, ParameterForm, ParameterLocation, ParameterStyle,
    PathStep, Scalar, Shape, StructRole, Type, TypeId, TypeOrigin,
};
use crate::lower::schema::{LocatedSchema, TypeSlot};
use crate::pointer::Pointer;

/// Headers that no parameter sets (OpenAPI 3.1, Parameter Object, `name`).
const RESERVED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// A parameter at its location.
struct DeclaredParameter<'a> {
    at: Pointer,
    /// The location in the list of the operation or the path: `at`, or the reference to it.
    listed: Pointer,
    name: &'a str,
    location: ParameterLocation,
    /// None if only the template names it.
    declared: Option<&'a Parameter3>,
}

impl<'a> OperationLowerer<'a, '_> {
    /// Lowers all inputs to one struct, with the serialization of each.
    pub(super) fn lower_inputs(
        &mut self,
        located: &LocatedOperation<'a>,
    ) -> (Option<TypeId>, Vec<Parameter>, Option<Body>) {
        let inputs = self.ordered_parameters(located);
        let body = self.lower_body(located);
        if inputs.is_empty() {
            let Some(only) = &body else {
                return (None, Vec::new(), None);
            };
            if let Some(id) = self.whole_request(&only.body) {
                self.rename_request(id, located);
                return (Some(id), Vec::new(), body.map(|lowered| lowered.body));
            }
        }
        let origin = located.origin(OperationRole::Request);
        let request = self.schemas.define(&located.at, origin, Docs::default());
        let mut fields: Vec<Field> = Vec::with_capacity(inputs.len() + 1);
        let mut parameters = Vec::with_capacity(inputs.len());
        for input in inputs {
            let wire = unique_wire(&fields, input.name, input.location);
            let (field, form) = self.lower_parameter(request, &input, wire);
            parameters.push(Parameter {
                field: fields.len(),
                name: input.name.to_owned(),
                location: input.location,
                form,
            });
            fields.push(field);
        }
        let body = body.map(|lowered| {
            let is_taken = fields.iter().any(|field| field.wire == "body");
            let wire = if is_taken { "request body" } else { "body" };
            let (field, body) = lowered.at_field(fields.len(), wire.to_owned());
            fields.push(field);
            body
        });
        self.schemas
            .fill_struct(request, StructRole::Request, fields);
        (Some(request), parameters, body)
    }

    /// Returns the type of a body that can be the whole request.
    fn whole_request(&self, body: &Body) -> Option<TypeId> {
        let [sent] = body.media.as_slice() else {
            return None;
        };
        if !media::is_object_form(&sent.encoding) {
            return None;
        }
        let Type::Ref(id) = self.schemas.api.resolve(&sent.ty) else {
            return None;
        };
        matches!(&self.schemas.api.def(*id).shape, Shape::Struct(def) if def.role == StructRole::Plain)
            .then_some(*id)
    }

    /// Gives the type of a body that is the only input the name of the request.
    fn rename_request(&mut self, id: TypeId, located: &LocatedOperation<'a>) {
        if let TypeOrigin::Operation { id: owner, role } = &mut self.schemas.api.types[id.0].origin
            && *owner == located.id
        {
            *role = OperationRole::Request;
        }
    }

    /// Returns the parameters in the order of the request's fields.
    fn ordered_parameters(&mut self, located: &LocatedOperation<'a>) -> Vec<DeclaredParameter<'a>> {
        let mut declared = self.declared_parameters(located);
        let (names, flaw) = template::names(located.path);
        if let Some(flaw) = flaw {
            let at = located.at.parent().unwrap_or_default();
            self.schemas.report(
                Code::PathInvalid,
                &at,
                format!("{flaw} in this path; that part of it is sent as it is written"),
                "write `{name}` for a parameter",
            );
        }
        let mut inputs = Vec::with_capacity(declared.len());
        for name in names {
            let found = declared
                .iter()
                .position(|input| input.location == ParameterLocation::Path && input.name == name);
            inputs.push(match found {
                Some(index) => declared.remove(index),
                None => self.undeclared_parameter(located, name),
            });
        }
        for location in [
            ParameterLocation::Query,
            ParameterLocation::Header,
            ParameterLocation::Cookie,
        ] {
            let (here, rest) = declared
                .into_iter()
                .partition(|input| input.location == location);
            inputs.extend::<Vec<_>>(here);
            declared = rest;
        }
        for unused in declared {
            self.schemas.report(
                Code::PathParameterUnused,
                &unused.listed,
                format!(
                    "the path `{}` has no `{{{}}}`, so this parameter is left out",
                    located.path, unused.name
                ),
                "name it in the path, or remove it",
            );
        }
        inputs
    }

    fn undeclared_parameter(
        &mut self,
        located: &LocatedOperation<'a>,
        name: &'a str,
    ) -> DeclaredParameter<'a> {
        self.schemas.report(
            Code::PathParameterUndeclared,
            &located.at,
            format!("`{{{name}}}` of the path is not declared; it is read as a string"),
            format!("declare it under `parameters`: `name: {name}`, `in: path`"),
        );
        DeclaredParameter {
            at: located.at.clone(),
            listed: located.at.clone(),
            name,
            location: ParameterLocation::Path,
            declared: None,
        }
    }

    /// Returns the parameters of the path and of the operation; the operation overrides the path.
    fn declared_parameters(
        &mut self,
        located: &LocatedOperation<'a>,
    ) -> Vec<DeclaredParameter<'a>> {
        let path = located.at.parent().unwrap_or_default();
        let mut all = self.listed_parameters(&path, &located.item.parameters);
        for own in self.listed_parameters(&located.at, &located.operation.parameters) {
            let shared = all
                .iter_mut()
                .find(|shared| shared.name == own.name && shared.location == own.location);
            match shared {
                Some(shared) => *shared = own,
                None => all.push(own),
            }
        }
        all
    }

    fn listed_parameters(
        &mut self,
        at: &Pointer,
        list: &'a [openapiv3::ReferenceOr<Parameter3>],
    ) -> Vec<DeclaredParameter<'a>> {
        let at = at.push("parameters");
        let mut inputs: Vec<DeclaredParameter<'a>> = Vec::with_capacity(list.len());
        for (index, parameter) in list.iter().enumerate() {
            let at = at.index(index);
            let found = self.found_or_report(&at, self.schemas.document.parameter(&at, parameter));
            let Some((target, parameter)) = found else {
                continue;
            };
            let name = parameter.parameter_data_ref().name.as_str();
            let location = location(parameter);
            if location == ParameterLocation::Header
                && RESERVED_HEADERS.contains(&name.to_ascii_lowercase().as_str())
            {
                self.schemas.report(
                    Code::ParameterIgnored,
                    &at,
                    format!("OpenAPI ignores header parameters named `{name}`: it follows from bodies, answers and security"),
                    "remove it, and declare a security scheme if it was meant as one",
                );
                continue;
            }
            if inputs
                .iter()
                .any(|other| other.name == name && other.location == location)
            {
                self.schemas.report(
                    Code::ParameterDuplicate,
                    &at,
                    format!("`{name}` is declared before for the same place; the first is used"),
                    "declare it once",
                );
                continue;
            }
            inputs.push(DeclaredParameter {
                at: target,
                listed: at,
                name,
                location,
                declared: Some(parameter),
            });
        }
        inputs
    }

    fn lower_parameter(
        &mut self,
        request: TypeId,
        input: &DeclaredParameter<'a>,
        wire: String,
    ) -> (Field, ParameterForm) {
        let Some(parameter) = input.declared else {
            return (self.text_field(input, wire), simple());
        };
        let data = parameter.parameter_data_ref();
        let (site, is_json) = schema_of(&input.at, data);
        let mut field = self.parameter_field(request, input, (wire, data), site.as_ref());
        field.pointer = self.schemas.document.author(&input.at);
        field.required = data.required || input.location == ParameterLocation::Path;
        if !field.required {
            // An absent parameter is left out, and the server's own default applies.
            field.default = None;
        }
        // Text has no null; an absent parameter is left out.
        field.ty = field.ty.non_null().clone();
        let form = if is_json {
            ParameterForm::Json
        } else {
            self.parameter_form(input, parameter, &field.ty)
        };
        (field, form)
    }

    /// Returns the field of a parameter that only the template names.
    fn text_field(&self, input: &DeclaredParameter<'a>, wire: String) -> Field {
        Field {
            wire,
            pointer: self.schemas.document.author(&input.at),
            ty: Type::Scalar(Scalar::Text),
            required: true,
            default: None,
            docs: Docs::default(),
        }
    }

    /// Returns the field of a parameter, with the type of its schema.
    fn parameter_field(
        &mut self,
        request: TypeId,
        input: &DeclaredParameter<'a>,
        (wire, data): (String, &'a ParameterData),
        site: Option<&LocatedSchema<'a>>,
    ) -> Field {
        let mut docs = Docs::described(data.description.as_ref());
        docs.deprecated = data.deprecated.unwrap_or_default();
        let Some(site) = site else {
            let ty = self.schemas.untyped_but_for(
                &input.at,
                "the parameter has no schema",
                json!({"schema": {"type": "string"}}),
            );
            let field = self.text_field(input, wire);
            return Field { ty, docs, ..field };
        };
        let is_shared = input.at.segments().next().as_deref() == Some("components");
        let origin = || TypeOrigin::Component(data.name.clone());
        let known = is_shared.then(|| self.lower_inline(site, origin()));
        let slot = TypeSlot::Within(request, vec![PathStep::Property(wire.clone())]);
        let sites = std::slice::from_ref(site);
        self.schemas.property(wire, sites, &slot, docs, known)
    }

    fn parameter_form(
        &mut self,
        input: &DeclaredParameter<'a>,
        parameter: &'a Parameter3,
        ty: &Type,
    ) -> ParameterForm {
        let data = parameter.parameter_data_ref();
        let mut style = self
            .private_style(&input.at)
            .unwrap_or_else(|| declared_style(parameter));
        if style == ParameterStyle::DeepObject && self.is_plain(ty) {
            self.schemas.report(
                Code::InvalidKeyword,
                &input.at.push("style"),
                "`deepObject` is for objects, which this parameter is not; `form` is used",
                "write `style: form`, or describe an object",
            );
            style = ParameterStyle::Form;
        }
        let exploded_by_default =
            matches!(style, ParameterStyle::Form | ParameterStyle::DeepObject);
        ParameterForm::Style {
            style,
            explode: data.explode.unwrap_or(exploded_by_default),
            allow_reserved: matches!(
                parameter,
                Parameter3::Query {
                    allow_reserved: true,
                    ..
                }
            ),
        }
    }

    /// Returns a style that OpenAPI 3.0 has no word for, from a private key.
    pub(super) fn private_style(&self, at: &Pointer) -> Option<ParameterStyle> {
        let key = at.push("x-codegen-style");
        let style = key.find(&self.schemas.document.value)?.as_str()?;
        (style == "tabDelimited").then_some(ParameterStyle::TabDelimited)
    }

    /// Returns `true` if values of a type are neither lists nor objects.
    pub(super) fn is_plain(&self, ty: &Type) -> bool {
        match self.schemas.api.resolve(ty) {
            Type::Scalar(_) => true,
            Type::Nullable(inner) => self.is_plain(inner),
            Type::Ref(id) => matches!(self.schemas.api.def(*id).shape, Shape::Enum(_)),
            Type::List(_) | Type::Map(_) | Type::KeyedMap(..) | Type::Tuple(_) | Type::Any => false,
        }
    }
}

fn simple() -> ParameterForm {
    ParameterForm::Style {
        style: ParameterStyle::Simple,
        explode: false,
        allow_reserved: false,
    }
}

fn location(parameter: &Parameter3) -> ParameterLocation {
    match parameter {
        Parameter3::Query { .. } => ParameterLocation::Query,
        Parameter3::Header { .. } => ParameterLocation::Header,
        Parameter3::Path { .. } => ParameterLocation::Path,
        Parameter3::Cookie { .. } => ParameterLocation::Cookie,
    }
}

fn declared_style(parameter: &Parameter3) -> ParameterStyle {
    match parameter {
        Parameter3::Query { style, .. } => query_style(style),
        Parameter3::Header { .. } => ParameterStyle::Simple,
        Parameter3::Path { style, .. } => match style {
            PathStyle::Matrix => ParameterStyle::Matrix,
            PathStyle::Label => ParameterStyle::Label,
            PathStyle::Simple => ParameterStyle::Simple,
        },
        Parameter3::Cookie { .. } => ParameterStyle::Form,
    }
}

pub(super) fn query_style(style: &QueryStyle) -> ParameterStyle {
    match style {
        QueryStyle::Form => ParameterStyle::Form,
        QueryStyle::SpaceDelimited => ParameterStyle::SpaceDelimited,
        QueryStyle::PipeDelimited => ParameterStyle::PipeDelimited,
        QueryStyle::DeepObject => ParameterStyle::DeepObject,
    }
}

/// Returns the schema of a parameter, and `true` if its value is sent as JSON text.
fn schema_of<'a>(at: &Pointer, data: &'a ParameterData) -> (Option<LocatedSchema<'a>>, bool) {
    let (site, media_type) = LocatedSchema::of_parameter(at, &data.format);
    (
        site,
        media_type.is_some_and(|name| media::kind(name) == media::MediaKind::Json),
    )
}

/// Returns a key that no other field has: parameters of two locations may share a name.
fn unique_wire(fields: &[Field], name: &str, location: ParameterLocation) -> String {
    let is_free = |wire: &str| fields.iter().all(|field| field.wire != wire);
    if is_free(name) {
        return name.to_owned();
    }
    let place = match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    };
    let mut wire = format!("{name} in {place}");
    while !is_free(&wire) {
        wire.push('_');
    }
    wire
}
