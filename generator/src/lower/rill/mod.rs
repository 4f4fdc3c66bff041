//! Operations of a Rill project: every path is an API, its inputs are named arguments, its response
//! is rows.
//!
//! All rules of Rill that the document does not state are here: the server reads arguments from the
//! query and from a JSON object in the body only, a path is a name and not a template, and a
//! response is always an array of row objects.

mod arguments;
mod rows;

use openapiv3::{MediaType, Operation as Operation3, PathItem, ReferenceOr};

use super::methods::sorted_methods;
use super::operation_filter::OperationFilter;
use super::schema::SchemaLowerer;
use crate::diagnostic::Code;
use crate::ir::{Call, Conventions, Docs, Operation, OperationId, Type, Via};
use crate::pointer::Pointer;

/// The conventions of Rill's server.
pub(super) const CONVENTIONS: Conventions = Conventions {
    groups_by_operation: true,
    null_is_absent: true,
    has_database_strings: true,
    has_local_server: true,
    runtime_types: &["RillError", "Target", "Via"],
};

/// APIs that every Rill project has.
const BUILTINS: [&str; 3] = ["metrics", "metrics-sql", "sql"];

/// Lowers every selected API.
pub(super) fn lower_operations<'a, 'cx>(schemas: SchemaLowerer<'a, 'cx>) -> SchemaLowerer<'a, 'cx> {
    let mut lowerer = RillLowerer {
        filter: OperationFilter::new(&schemas.config.selection),
        schemas,
    };
    lowerer.lower();
    let api = &mut lowerer.schemas.api;
    api.cloud_project = cloud_project(&api.title);
    rows::make_rows(&mut lowerer.schemas.api);
    lowerer.schemas
}

/// Returns organization and project of the title `Rill acme/ads project API`, which a local Rill leaves out.
fn cloud_project(title: &str) -> Option<(String, String)> {
    let project = title.strip_prefix("Rill ")?.strip_suffix(" project API")?;
    let (org, project) = project.split_once('/')?;
    let is_plain = |name: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        !name.is_empty() && name.chars().all(plain)
    };
    (is_plain(org) && is_plain(project)).then(|| (org.to_owned(), project.to_owned()))
}

/// Lowers the APIs of a Rill project, and owns the lowerer of their schemas.
struct RillLowerer<'a, 'cx> {
    schemas: SchemaLowerer<'a, 'cx>,
    filter: OperationFilter<'a>,
}

impl<'a> RillLowerer<'a, '_> {
    fn lower(&mut self) {
        let mut paths: Vec<(&'a String, &'a PathItem)> = self
            .schemas
            .document
            .model
            .paths
            .paths
            .iter()
            .filter_map(|(path, item)| Some((path, item.as_item()?)))
            .collect();
        paths.sort_by_key(|(path, _)| *path);
        for (path, item) in paths {
            for (method, operation) in sorted_methods(item) {
                let at = Pointer::root()
                    .push("paths")
                    .push(path)
                    .push(&method.to_lowercase());
                if self.filter.accepts(&method, path, operation)
                    && self.is_wanted(path, operation, &at)
                {
                    self.lower_operation(&at, path, &method, (item, operation));
                }
            }
        }
        self.filter.report_unused(self.schemas.cx);
    }

    /// Returns `true` if an API gets a method; built-ins get one only on request.
    fn is_wanted(&mut self, path: &str, operation: &Operation3, at: &Pointer) -> bool {
        let name = api_name(path);
        if name == "openapi" {
            self.schemas.report(
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
            return self.schemas.config.builtins;
        }
        self.schemas.report(
            Code::BuiltinShadowed,
            at,
            format!("this API is named like the built-in `{name}`, and Rill runs the built-in"),
            "rename the API",
        );
        true
    }

    fn lower_operation(
        &mut self,
        at: &Pointer,
        path: &'a str,
        method: &str,
        both: (&'a PathItem, &'a Operation3),
    ) {
        let operation = both.1;
        let id = OperationId(self.schemas.api.operations.len());
        // The operation is pushed first, since types refer to it by its id.
        self.schemas.api.operations.push(Operation {
            pointer: self.schemas.document.author(at),
            path: path.to_owned(),
            method: method.to_owned(),
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
        let (request, in_query) = self.lower_arguments(at, id, both);
        let row_type = self.lower_row(at, id, operation);
        let lowered = &mut self.schemas.api.operations[id.0];
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
}

/// Returns the name of an API: its path without the leading slash.
fn api_name(path: &str) -> &str {
    path.strip_prefix('/').unwrap_or(path)
}

/// Returns `true` if an API with the name of a built-in is the built-in: its body has the
/// built-in's argument.
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

/// Returns the JSON media type of a body; Rill declares no other.
fn json_media(content: &openapiv3::Content) -> Option<(&String, &MediaType)> {
    content
        .iter()
        .find(|(name, _)| name.contains("json"))
        .or_else(|| content.iter().next())
}
