//! Response headers (Header Object).

use openapiv3::{Header, Response};

use super::LocatedOperation;
use super::OperationLowerer;
use crate::diagnostic::Code;
use crate::ir::{
    Docs, Field, OperationRole, PathStep, Scalar, StructRole, Type, TypeId, TypeOrigin,
};
use crate::lower::schema::{LocatedSchema, TypeSlot, field_order};
use crate::pointer::Pointer;

impl<'a> OperationLowerer<'a, '_> {
    /// Lowers the headers that are declared on some of these responses to a struct. Operations that
    /// declare the same headers share one.
    pub(super) fn lower_headers(
        &mut self,
        located: &LocatedOperation<'a>,
        responses: &[(Pointer, &'a Response)],
    ) -> Option<TypeId> {
        let found = self.declared_headers(responses);
        let (first, _, _) = found.first()?;
        let origin = located.origin(OperationRole::Headers);
        let id = self.schemas.define(&first.clone(), origin, Docs::default());
        let mut fields: Vec<Field> = found
            .iter()
            .map(|(at, name, header)| self.lower_header(id, at, name, header))
            .collect();
        let names = responses
            .iter()
            .flat_map(|(_, response)| response.headers.keys());
        let names: Vec<String> = names.map(|name| name.to_ascii_lowercase()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        field_order::sort_fields(&mut fields, &names);
        let mut set: Vec<(String, Type)> = fields
            .iter()
            .map(|field| (field.wire.clone(), field.ty.clone()))
            .collect();
        set.sort_by(|one, other| one.0.cmp(&other.0));
        let known = self.shared.headers.iter().find(|(other, _)| *other == set);
        if let Some((_, shared)) = known {
            let shared = *shared;
            let names = set.into_iter().map(|(name, _)| name).collect();
            self.schemas.api.types[shared.0].origin = TypeOrigin::Headers(names);
            self.shared.dissolved.insert(id);
            return Some(shared);
        }
        self.shared.headers.push((set, id));
        self.schemas.fill_struct(id, StructRole::Headers, fields);
        Some(id)
    }

    /// Returns each header once, ignoring the case of its name.
    fn declared_headers(
        &mut self,
        responses: &[(Pointer, &'a Response)],
    ) -> Vec<(Pointer, &'a str, &'a Header)> {
        let mut found: Vec<(Pointer, &'a str, &'a Header)> = Vec::new();
        for (at, response) in responses {
            let section = at.push("headers");
            let mut here: Vec<&'a str> = Vec::new();
            let mut headers: Vec<_> = response.headers.iter().collect();
            headers.sort_by_key(|(name, _)| *name);
            for (name, header) in headers {
                let at = section.push(name);
                // The media type determines that header (OpenAPI 3.1, Response Object, `headers`).
                if name.eq_ignore_ascii_case("content-type") {
                    continue;
                }
                if here.iter().any(|other| other.eq_ignore_ascii_case(name)) {
                    self.schemas.report(
                        Code::ParameterDuplicate,
                        &at,
                        format!("the header `{name}` is declared before; case makes no difference, and the first is used"),
                        "declare it once",
                    );
                    continue;
                }
                here.push(name);
                if found
                    .iter()
                    .any(|(_, other, _)| other.eq_ignore_ascii_case(name))
                {
                    continue;
                }
                let header = self.found_or_report(&at, self.schemas.document.header(&at, header));
                if let Some((at, header)) = header {
                    found.push((at, name, header));
                }
            }
        }
        found
    }

    fn lower_header(&mut self, id: TypeId, at: &Pointer, name: &str, header: &'a Header) -> Field {
        let (site, _) = LocatedSchema::of_parameter(at, &header.format);
        let mut docs = Docs::described(header.description.as_ref());
        docs.deprecated = header.deprecated.unwrap_or_default();
        let wire = name.to_ascii_lowercase();
        let slot = TypeSlot::Within(id, vec![PathStep::Property(wire.clone())]);
        let is_shared = at.segments().next().as_deref() == Some("components");
        // A header is text by itself, so one without a schema is not a gap.
        let says_nothing = site.as_ref().is_none_or(|site| {
            site.item()
                .is_some_and(|schema| is_any(&schema.schema_kind))
        });
        let known = match &site {
            _ if says_nothing => Some(Type::Scalar(Scalar::Text)),
            Some(site) if is_shared => {
                Some(self.lower_inline(site, TypeOrigin::Component(name.to_owned())))
            }
            _ => None,
        };
        let sites: Vec<LocatedSchema<'a>> = site.into_iter().collect();
        let mut field = self.schemas.property(wire, &sites, &slot, docs, known);
        field.pointer = self.schemas.document.author(at);
        field.ty = field.ty.non_null().clone();
        // A response without a declared header is still valid.
        field.required = false;
        field.default = None;
        field
    }
}

fn is_any(kind: &openapiv3::SchemaKind) -> bool {
    matches!(kind, openapiv3::SchemaKind::Any(any) if *any == openapiv3::AnySchema::default())
}
