//! Rows: the elements of a Rill API's response.

use openapiv3::{Operation as Operation3, Response, StatusCode};
use serde_json::json;

use super::{BUILTINS, RillLowerer, api_name, json_media};
use crate::diagnostic::Code;
use crate::ir::{Api, Docs, OperationId, OperationRole, Shape, StructRole, Type, TypeOrigin};
use crate::lower::schema::{Additional, LocatedSchema, MergedSchema, SchemaType};
use crate::pointer::Pointer;

/// Makes rows of all objects that only responses hold. Rill checks no response against its schema,
/// and a null in one row (Rill's form of a number that is not finite) must not fail all rows.
pub(super) fn make_rows(api: &mut Api) {
    let sent = api.sent();
    for id in api.type_ids().filter(|id| !sent.contains(id)) {
        if let Shape::Struct(body) = &mut api.types[id.0].shape {
            body.role = StructRole::Row;
        }
    }
}

impl<'a> RillLowerer<'a, '_> {
    /// Lowers the type of a row: the elements of the response, however they are wrapped.
    pub(super) fn lower_row(
        &mut self,
        at: &Pointer,
        id: OperationId,
        operation: &'a Operation3,
    ) -> Type {
        let origin = TypeOrigin::Operation {
            id,
            role: OperationRole::Row,
        };
        let Some(site) = self.row_site(at, operation) else {
            return self.untyped_row(
                at,
                origin,
                "no schema is declared for the response, so its rows are untyped JSON",
            );
        };
        let mut merged = self.schemas.merge_one(&site);
        if let Some(kind) = merged.kind.filter(|kind| *kind != SchemaType::Object) {
            self.schemas.report(
                Code::RowNotObject,
                &site.at,
                format!(
                    "Rill's rows are objects, and this row is of type {}; its columns are untyped",
                    kind.name()
                ),
                "declare an object with a property for each column",
            );
            merged = MergedSchema {
                at: site.at.clone(),
                kind: Some(SchemaType::Object),
                ..MergedSchema::default()
            };
        }
        if merged.kind.is_none() && merged.alternatives.is_empty() {
            merged.kind = Some(SchemaType::Object);
        }
        let says_nothing = !merged.has_fields()
            && merged.alternatives.is_empty()
            && !matches!(merged.additional, Additional::Typed(_));
        if says_nothing {
            return self.untyped_row(
                &site.at,
                origin,
                "no columns are declared, so the rows are untyped JSON",
            );
        }
        let row = self.schemas.define(&site.at, origin, merged.docs.clone());
        self.schemas.types.entry(site.at).or_insert(Type::Ref(row));
        self.schemas.lower_into(row, &merged, StructRole::Row);
        Type::Ref(row)
    }

    /// Defines a row that is an object with unknown columns.
    fn untyped_row(&mut self, at: &Pointer, origin: TypeOrigin, message: &str) -> Type {
        let built_in = matches!(&origin, TypeOrigin::Operation { id, .. } if BUILTINS.contains(&api_name(&self.schemas.api.operations[id.0].path)));
        let help = if built_in {
            "nothing: the columns of a built-in follow from the query"
        } else {
            "describe one row by `response_schema` in the `openapi:` block of the API's file, or name the folder of the project by `files` in a source `rill` or `local`: its SQL often tells the columns"
        };
        let row = json!({"type": "object", "properties": {"name": {"type": "string"}}});
        let is_operation = matches!(at.last().as_deref(), Some("get" | "post"));
        let beginning = if is_operation {
            let content = json!({"application/json": {"schema": row}});
            json!({"responses": {"200": {"description": "rows", "content": content}}})
        } else {
            row
        };
        self.schemas.count_untyped(at, message, help, beginning);
        let row = self.schemas.define(at, origin, Docs::default());
        self.schemas
            .types
            .entry(at.clone())
            .or_insert(Type::Ref(row));
        self.schemas
            .fill(row, Shape::Alias(Type::Map(Box::new(Type::Any))))
    }

    /// Returns the schema of a row: `items` of the 200 response, and of any array that an author
    /// declared for a row, since the server wraps once only.
    fn row_site(&mut self, at: &Pointer, operation: &'a Operation3) -> Option<LocatedSchema<'a>> {
        let (at, response) = self.success_response(at, operation)?;
        let (name, media) = json_media(&response.content)?;
        let schema = media.schema.as_ref()?;
        let mut site = LocatedSchema::new(at.push("content").push(name).push("schema"), schema);
        let mut wrapped = 0;
        loop {
            let merged = self.schemas.merge_one(&site);
            let [items] = merged.items.as_slice() else {
                break;
            };
            site = items.clone();
            wrapped += 1;
            if wrapped == 2 {
                self.schemas.report(
                    Code::RowArray,
                    &site.at,
                    "the row is declared as an array, but Rill's answer is an array of row objects; it is unwrapped",
                    "let `response_schema` describe one row",
                );
            }
            if wrapped > 8 {
                break;
            }
        }
        Some(site)
    }

    fn success_response(
        &mut self,
        at: &Pointer,
        operation: &'a Operation3,
    ) -> Option<(Pointer, &'a Response)> {
        let (code, response) =
            operation.responses.responses.iter().find(|(code, _)| {
                matches!(code, StatusCode::Code(200..=299) | StatusCode::Range(2))
            })?;
        let at = at.push("responses").push(&code.to_string());
        self.schemas.document.response(&at, response)
    }
}
