//! Inputs of an operation: parameters and body as the fields of one struct (Parameter Object).

use openapiv3::{Parameter as Parameter3, ParameterData};
use serde_json::json;

use super::OperationLowerer;
use super::implied_headers::{AUTHORIZATION, is_implied};
use super::styles::{simple, whole_query};
use super::{LocatedOperation, media, template};
use crate::diagnostic::Code;
use crate::ir::{
    Body, Docs, Field, OperationRole, Parameter, ParameterForm, ParameterLocation, ParameterStyle,
    PathStep, Scalar, Shape, StructRole, Type, TypeId, TypeOrigin,
};
use crate::lower::schema::{LocatedSchema, TypeSlot};
use crate::pointer::Pointer;

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
        if let Some(lowered) = &body
            && let Some(ty) = self.media_type_choice(request, lowered)
        {
            let wire = unique_wire(&fields, "content type", ParameterLocation::Header);
            parameters.push(Parameter {
                field: fields.len(),
                name: "content-type".to_owned(),
                location: ParameterLocation::Header,
                form: simple(),
            });
            fields.push(Field {
                wire,
                pointer: lowered.pointer().clone(),
                ty,
                required: false,
                default: None,
                docs: Docs {
                    summary: Some(
                        "The media type of the body; its first where none is given.".to_owned(),
                    ),
                    ..Docs::default()
                },
            });
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
        let mut all = self.listed_parameters(located, &path, &located.item.parameters);
        let own = self.listed_parameters(located, &located.at, &located.operation.parameters);
        for own in own {
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
        located: &LocatedOperation<'a>,
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
            if location == ParameterLocation::Header && is_implied(name, located) {
                if !(name.eq_ignore_ascii_case(AUTHORIZATION) && self.is_security(located)) {
                    self.shared.implied_headers.insert(at);
                }
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
        let is_whole = self.private_style(&input.at) == Some(ParameterStyle::WholeQuery);
        let form = if is_whole {
            whole_query(data)
        } else if is_json {
            ParameterForm::Json
        } else {
            self.parameter_form(&input.at, parameter, &field.ty)
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
}

fn location(parameter: &Parameter3) -> ParameterLocation {
    match parameter {
        Parameter3::Query { .. } => ParameterLocation::Query,
        Parameter3::Header { .. } => ParameterLocation::Header,
        Parameter3::Path { .. } => ParameterLocation::Path,
        Parameter3::Cookie { .. } => ParameterLocation::Cookie,
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
