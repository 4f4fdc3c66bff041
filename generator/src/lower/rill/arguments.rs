//! Arguments of a Rill API: parameters and the body's properties, as one struct.
//!
//! Rill reads arguments by name from the query and from a JSON object in the body, and the query
//! wins; nothing else of a request reaches an API.

use std::collections::BTreeMap;

use openapiv3::{
    Operation as Operation3, Parameter, ParameterData, PathItem, ReferenceOr, RequestBody,
};

use super::{RillLowerer, json_media};
use crate::diagnostic::Code;
use crate::ir::{Docs, OperationId, OperationRole, StructRole, Type, TypeId, TypeOrigin};
use crate::lower::schema::{Additional, LocatedSchema, MergedSchema, SchemaType};
use crate::pointer::Pointer;

impl<'a> RillLowerer<'a, '_> {
    /// Lowers all arguments to one struct. Returns it with the names of those that are declared as
    /// parameters.
    pub(super) fn lower_arguments(
        &mut self,
        at: &Pointer,
        id: OperationId,
        (item, operation): (&'a PathItem, &'a Operation3),
    ) -> (Option<TypeId>, Vec<String>) {
        let body = operation
            .request_body
            .as_ref()
            .and_then(|body| self.body_site(at, body));
        let mut merged = self.merged_body(at, body.as_ref());
        let body_order = std::mem::take(&mut merged.order);
        let in_query = self.add_parameters(at, &mut merged, item, operation);
        merged.order.extend(body_order);
        let says_nothing = !merged.has_fields()
            && merged.alternatives.is_empty()
            && (merged.is_closed() || matches!(merged.additional, Additional::Unsaid));
        if says_nothing {
            return (None, in_query);
        }
        let origin = TypeOrigin::Operation {
            id,
            role: OperationRole::Request,
        };
        let docs = std::mem::take(&mut merged.docs);
        let request = self.schemas.define(&merged.at, origin, docs);
        if let Some(site) = body {
            // `#` in the schema means this type.
            self.schemas
                .types
                .entry(site.at)
                .or_insert(Type::Ref(request));
        }
        self.schemas
            .lower_into(request, &merged, StructRole::Arguments);
        (Some(request), in_query)
    }

    /// Returns the arguments in the body, as an object; none of a body that is not an object.
    fn merged_body(&mut self, at: &Pointer, body: Option<&LocatedSchema<'a>>) -> MergedSchema<'a> {
        let empty = || MergedSchema {
            at: at.clone(),
            kind: Some(SchemaType::Object),
            ..MergedSchema::default()
        };
        let Some(site) = body else { return empty() };
        let merged = self.schemas.merge_one(site);
        let Some(kind) = merged.kind.filter(|kind| *kind != SchemaType::Object) else {
            return MergedSchema {
                kind: Some(SchemaType::Object),
                ..merged
            };
        };
        self.schemas.report(
            Code::RequestNotObject,
            &merged.at,
            format!(
                "Rill reads arguments from a JSON object, and this body is of type {}",
                kind.name()
            ),
            "declare an object with a property for each argument",
        );
        empty()
    }

    fn body_site(
        &mut self,
        at: &Pointer,
        body: &'a ReferenceOr<RequestBody>,
    ) -> Option<LocatedSchema<'a>> {
        let document = self.schemas.document;
        let (at, body) = document.request_body(&at.push("requestBody"), body)?;
        let (name, media) = json_media(&body.content)?;
        let schema = media.schema.as_ref()?;
        Some(LocatedSchema::new(
            at.push("content").push(name).push("schema"),
            schema,
        ))
    }

    /// Adds the declared parameters to the arguments, and returns their names.
    fn add_parameters(
        &mut self,
        at: &Pointer,
        merged: &mut MergedSchema<'a>,
        item: &'a PathItem,
        operation: &'a Operation3,
    ) -> Vec<String> {
        let listed = |at: &Pointer, list: &'a [ReferenceOr<Parameter>]| {
            let at = at.push("parameters");
            let list = list.iter().enumerate();
            list.map(move |(index, parameter)| (at.index(index), parameter))
        };
        let own = listed(at, &operation.parameters);
        // Parameters of the path come second, since the operation's override them.
        let shared = listed(&at.parent().unwrap_or_default(), &item.parameters);
        let mut places: BTreeMap<&'a str, Pointer> = BTreeMap::new();
        for (at, parameter) in own.chain(shared) {
            let Some((at, parameter)) = self.schemas.document.parameter(&at, parameter) else {
                continue;
            };
            let data = parameter.parameter_data_ref();
            if places.contains_key(data.name.as_str()) {
                self.schemas.report(
                    Code::ArgumentDuplicate,
                    &at,
                    format!("`{}` is declared before; Rill knows arguments by name alone, and the first is used", data.name),
                    "declare it once",
                );
                continue;
            }
            if !matches!(parameter, Parameter::Query { .. }) {
                self.schemas.report(
                    Code::ArgumentLocation,
                    &at,
                    format!(
                        "Rill reads `{}` from the query or the body only; it is sent in the query",
                        data.name
                    ),
                    "declare it with `in: query`",
                );
            }
            places.insert(&data.name, at.clone());
            self.add_parameter(merged, &at, data);
        }
        places.into_keys().map(str::to_owned).collect()
    }

    fn add_parameter(
        &mut self,
        merged: &mut MergedSchema<'a>,
        at: &Pointer,
        data: &'a ParameterData,
    ) {
        let name = &data.name;
        if merged.properties.contains_key(name) {
            self.schemas.report(
                Code::ArgumentDuplicate,
                at,
                format!(
                    "`{name}` is in the body too; Rill lets the query win, and so does the type"
                ),
                "declare it once",
            );
            merged.required.remove(name);
        }
        let (site, _) = LocatedSchema::of_parameter(at, &data.format);
        merged
            .properties
            .insert(name.clone(), site.into_iter().collect());
        merged.order.push(name);
        if data.required {
            merged.required.insert(name.clone());
        }
        let mut docs = Docs::described(data.description.as_ref());
        docs.deprecated = data.deprecated.unwrap_or_default();
        merged.field_docs.insert(name.clone(), docs);
    }
}
