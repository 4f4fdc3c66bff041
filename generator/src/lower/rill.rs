//! Operations of a Rill document: every path is an API, its inputs are named arguments, its
//! answer is rows.
//!
//! What Rill does on the wire, and the document does not say, is decided here: the server reads
//! arguments from the query and from a JSON object in the body and from nowhere else, a path is a
//! name and no template, and an answer is always an array of row objects.

use openapiv3::{MediaType, Operation as Operation3, PathItem, ReferenceOr, Response, StatusCode};
use serde_json::json;

use super::Lowering;
use super::parts::{Additional, Kind, Merged, Site};
use crate::diagnostic::Code;
use crate::ir::{
    Call, Conventions, Docs, Operation, OperationGrouping, OperationId, OperationRole, Shape,
    StructRole, Type, TypeOrigin, Via,
};
use crate::pointer::Pointer;

/// The conventions of Rill's server.
pub(super) const CONVENTIONS: Conventions = Conventions {
    grouping: OperationGrouping::ByOperation,
    null_is_absent: true,
    has_database_strings: true,
    has_local_server: true,
    runtime_types: &["RillError", "Via"],
};

/// APIs that every Rill project has.
const BUILTINS: [&str; 3] = ["metrics", "metrics-sql", "sql"];

impl<'a> Lowering<'a, '_> {
    /// Lowers every path that is wanted.
    pub(super) fn rill_operations(&mut self) {
        let mut paths: Vec<(&'a String, &'a PathItem)> = self
            .document
            .model
            .paths
            .paths
            .iter()
            .filter_map(|(path, item)| Some((path, item.as_item()?)))
            .collect();
        paths.sort_by_key(|(path, _)| *path);
        for (path, item) in paths {
            let mut methods: Vec<(&'static str, &'a Operation3)> = item.iter().map(upper).collect();
            methods.sort_by_key(|(method, _)| *method);
            for (method, operation) in methods {
                let at = Pointer::root()
                    .push("paths")
                    .push(path)
                    .push(&method.to_lowercase());
                if self.is_selected(method, path, operation) && self.wanted(path, operation, &at) {
                    self.rill_operation(&at, path, method, (item, operation));
                }
            }
        }
        self.unused_selectors();
    }

    /// Makes rows of all objects that only rows hold. Rill checks no answer against its schema, and
    /// a null in the middle of a row (which is what it makes of a number that is not finite) must
    /// not cost all rows.
    pub(super) fn settle_rows(&mut self) {
        let sent = self.api.sent();
        for id in self.api.type_ids().filter(|id| !sent.contains(id)) {
            if let Shape::Struct(body) = &mut self.api.types[id.0].shape {
                body.role = StructRole::Row;
            }
        }
    }

    /// Whether an API gets a method; built-ins only on request.
    fn wanted(&mut self, path: &str, operation: &Operation3, at: &Pointer) -> bool {
        let name = api_name(path);
        if name == "openapi" {
            self.report(
                Code::ApiUnreachable,
                at,
                "Rill answers this route with the document, so calls of this API never reach it",
                "rename the API",
            );
        }
        if !BUILTINS.contains(&name) {
            return true;
        }
        if is_builtin(name, operation) {
            return self.config.builtins;
        }
        self.report(
            Code::BuiltinShadowed,
            at,
            format!("this API is named like the built-in `{name}`, and Rill runs the built-in"),
            "rename the API",
        );
        true
    }

    fn rill_operation(
        &mut self,
        at: &Pointer,
        path: &'a str,
        method: &'static str,
        both: (&'a PathItem, &'a Operation3),
    ) {
        let operation = both.1;
        let id = OperationId(self.api.operations.len());
        // The place in the list is taken first: types refer to it by the id.
        self.api.operations.push(Operation {
            pointer: self.document.author(at),
            path: path.to_owned(),
            method,
            key: None,
            variation: None,
            position: 0,
            tag: None,
            docs: Docs {
                summary: operation.summary.clone(),
                description: operation.description.clone(),
                notes: Vec::new(),
                deprecated: operation.deprecated,
            },
            request: None,
            call: Call::CustomApi {
                name: api_name(path).to_owned(),
                via: if method == "GET" {
                    Via::Query
                } else {
                    Via::Body
                },
                in_query: Vec::new(),
                row: Type::Any,
            },
        });
        let (request, in_query) = self.arguments(at, id, both);
        let row_type = self.row(at, id, operation);
        let lowered = &mut self.api.operations[id.0];
        lowered.request = request;
        let Call::CustomApi {
            via,
            in_query: query,
            row,
            ..
        } = &mut lowered.call
        else {
            return;
        };
        *row = row_type;
        if *via == Via::Body {
            *query = in_query;
        }
    }

    /// The type of a row: the elements of the answer, whatever wraps them.
    fn row(&mut self, at: &Pointer, id: OperationId, operation: &'a Operation3) -> Type {
        let origin = TypeOrigin::Operation {
            id,
            role: OperationRole::Row,
        };
        let Some(site) = self.row_site(at, operation) else {
            return self.untyped_row(
                at,
                origin,
                "no schema is declared for the answer, so its rows are untyped JSON",
            );
        };
        let mut merged = self.merge(std::slice::from_ref(&site));
        if let Some(kind) = merged.kind.filter(|kind| *kind != Kind::Object) {
            self.report(
                Code::RowNotObject,
                &site.at,
                format!(
                    "Rill's rows are objects, and this row is of type {}; its columns are untyped",
                    kind.name()
                ),
                "declare an object with a property for each column",
            );
            merged = Merged {
                at: site.at.clone(),
                kind: Some(Kind::Object),
                ..Merged::default()
            };
        }
        if merged.kind.is_none() && merged.alternatives.is_empty() {
            merged.kind = Some(Kind::Object);
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
        let row = self.define(&site.at, origin, merged.docs.clone());
        self.types.entry(site.at).or_insert(Type::Ref(row));
        self.complete(row, &merged, StructRole::Row);
        Type::Ref(row)
    }

    /// A row of which nothing is known but that it is an object.
    fn untyped_row(&mut self, at: &Pointer, origin: TypeOrigin, message: &str) -> Type {
        let built_in = matches!(&origin, TypeOrigin::Operation { id, .. } if BUILTINS.contains(&api_name(&self.api.operations[id.0].path)));
        let help = if built_in {
            "nothing: the columns of a built-in follow from the query"
        } else {
            "describe one row by `response_schema` in the `openapi:` block of the API's file"
        };
        let row = json!({"type": "object", "properties": {"name": {"type": "string"}}});
        let is_operation = matches!(at.last().as_deref(), Some("get" | "post"));
        let beginning = if is_operation {
            let content = json!({"application/json": {"schema": row}});
            json!({"responses": {"200": {"description": "rows", "content": content}}})
        } else {
            row
        };
        self.count_untyped(at, message, help, beginning);
        let row = self.define(at, origin, Docs::default());
        self.types.entry(at.clone()).or_insert(Type::Ref(row));
        self.fill(row, Shape::Alias(Type::Map(Box::new(Type::Any))))
    }

    /// The schema of a row: `items` of the 200 answer, and of any array that an author declared
    /// where a row was asked for, since the server wraps once only.
    fn row_site(&mut self, at: &Pointer, operation: &'a Operation3) -> Option<Site<'a>> {
        let (at, response) = self.success(at, operation)?;
        let (name, media) = json_media(&response.content)?;
        let schema = media.schema.as_ref()?;
        let mut site = Site::new(at.push("content").push(name).push("schema"), schema);
        let mut wrapped = 0;
        loop {
            let merged = self.merge(std::slice::from_ref(&site));
            let [items] = merged.items.as_slice() else {
                break;
            };
            site = items.clone();
            wrapped += 1;
            if wrapped == 2 {
                self.report(
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

    fn success(
        &mut self,
        at: &Pointer,
        operation: &'a Operation3,
    ) -> Option<(Pointer, &'a Response)> {
        let (code, response) =
            operation.responses.responses.iter().find(|(code, _)| {
                matches!(code, StatusCode::Code(200..=299) | StatusCode::Range(2))
            })?;
        let at = at.push("responses").push(&code.to_string());
        self.document.response(&at, response)
    }
}

/// The name of an API is its path without the leading slash.
fn api_name(path: &str) -> &str {
    path.strip_prefix('/').unwrap_or(path)
}

pub(super) fn upper<'a>(
    (method, operation): (&str, &'a Operation3),
) -> (&'static str, &'a Operation3) {
    let method = match method {
        "get" => "GET",
        "put" => "PUT",
        "delete" => "DELETE",
        "options" => "OPTIONS",
        "head" => "HEAD",
        "patch" => "PATCH",
        "trace" => "TRACE",
        _ => "POST",
    };
    (method, operation)
}

/// Whether an API of a built-in's name is the built-in: Rill's own take a body with the property
/// that makes them what they are.
fn is_builtin(name: &str, operation: &Operation3) -> bool {
    let argument = if name == "metrics" {
        "metrics_view"
    } else {
        "sql"
    };
    let Some(ReferenceOr::Item(body)) = &operation.request_body else {
        return false;
    };
    let schema = json_media(&body.content).and_then(|(_, media)| media.schema.as_ref());
    match schema {
        Some(ReferenceOr::Item(schema)) => match &schema.schema_kind {
            openapiv3::SchemaKind::Type(openapiv3::Type::Object(object)) => {
                object.properties.contains_key(argument)
            }
            _ => false,
        },
        _ => false,
    }
}

/// The JSON form of a body; Rill declares no other.
pub(super) fn json_media(content: &openapiv3::Content) -> Option<(&String, &MediaType)> {
    content
        .iter()
        .find(|(name, _)| name.contains("json"))
        .or_else(|| content.iter().next())
}
