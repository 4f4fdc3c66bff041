//! Operations by the specification's rules, without those of a vendor.
//!
//! There is a file for each object of the specification: `parameters`, `template`, `body` and
//! `multipart` lower inputs, `responses` and `headers` outputs, `security` and `servers` the rest.
//! `inline_types` makes the types that operations hold directly.

mod body;
mod codec_newtypes;
mod headers;
mod inline_types;
mod media;
mod multipart;
mod parameters;
mod response_content;
mod responses;
mod schema_equality;
mod security;
mod servers;
mod status;
mod template;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{Operation as Operation3, PathItem};
use serde_json::Value;

use super::methods::sorted_methods;
use super::operation_filter::OperationFilter;
use super::schema::SchemaLowerer;
use crate::diagnostic::Code;
use crate::ir::{
    Call, Docs, HttpCall, Operation, OperationId, OperationRole, ResponseCase, Type, TypeId,
    TypeOrigin,
};
use crate::pointer::Pointer;

/// Lowers every selected operation. Returns the schema lowerer, and the types that turned out to be
/// another type.
pub(super) fn lower_operations<'a, 'cx>(
    schemas: SchemaLowerer<'a, 'cx>,
) -> (SchemaLowerer<'a, 'cx>, BTreeSet<TypeId>) {
    let mut lowerer = OperationLowerer {
        filter: OperationFilter::new(&schemas.config.selection),
        schemas,
        shared: SharedTypes::default(),
    };
    lowerer.lower();
    (lowerer.schemas, lowerer.shared.dissolved)
}

/// Lowers operations, and owns the lowerer of their schemas.
struct OperationLowerer<'a, 'cx> {
    schemas: SchemaLowerer<'a, 'cx>,
    filter: OperationFilter<'a>,
    shared: SharedTypes,
}

/// Types and locations that the operations of one document share.
#[derive(Debug, Default)]
struct SharedTypes {
    /// The enum of each set of errors.
    failures: Vec<(Vec<ResponseCase>, TypeId)>,
    /// The struct of each set of response headers.
    headers: Vec<(Vec<(String, Type)>, TypeId)>,
    /// The type of each inline error schema, by its constraints on values.
    errors: BTreeMap<String, Type>,
    /// The newtypes around whole values, by the value's type and its origin.
    codec_newtypes: Vec<(Type, TypeOrigin, Type)>,
    /// Types that turned out to be another type.
    dissolved: BTreeSet<TypeId>,
    /// The first location of each `operationId`.
    keys: BTreeMap<String, Pointer>,
    /// Locations of links.
    links: BTreeSet<Pointer>,
}

/// An operation at its location.
struct LocatedOperation<'a> {
    at: Pointer,
    id: OperationId,
    method: &'static str,
    path: &'a str,
    item: &'a PathItem,
    operation: &'a Operation3,
}

impl LocatedOperation<'_> {
    /// Returns the origin of a type that has a role for the operation.
    fn origin(&self, role: OperationRole) -> TypeOrigin {
        TypeOrigin::Operation { id: self.id, role }
    }
}

impl<'a> OperationLowerer<'a, '_> {
    fn lower(&mut self) {
        self.lower_tags();
        self.lower_security_schemes();
        self.lower_servers();
        self.report_invalid_paths();
        let document = self.schemas.document;
        let mut paths: Vec<(Pointer, &'a str, &'a PathItem)> = document.path_items().collect();
        paths.sort_by_key(|(_, path, _)| *path);
        for (at, path, item) in paths {
            for (method, operation) in sorted_methods(item) {
                if !self.filter.accepts(method, path, operation) {
                    continue;
                }
                let at = at.push(&method.to_lowercase());
                self.lower_operation(&LocatedOperation {
                    at,
                    id: OperationId(self.schemas.api.operations.len()),
                    method,
                    path,
                    item,
                    operation,
                });
            }
        }
        self.report_links();
        self.lower_webhooks();
        self.filter.report_unused(self.schemas.cx);
    }

    fn lower_operation(&mut self, located: &LocatedOperation<'a>) {
        let operation = located.operation;
        let key = self.operation_key(located);
        let docs = self.operation_docs(located);
        // The operation is pushed first, since types refer to it by its id.
        self.schemas.api.operations.push(Operation {
            pointer: self.schemas.document.author(&located.at),
            path: located.path.to_owned(),
            method: located.method,
            key,
            variation: None,
            position: 0,
            tag: operation.tags.first().cloned(),
            docs,
            request: None,
            call: Call::Http(Box::default()),
        });
        self.report_callbacks(located);
        let (request, parameters, body) = self.lower_inputs(located);
        let security = self.security_requirements(located);
        let answers = self.lower_responses(located);
        let lowered = &mut self.schemas.api.operations[located.id.0];
        lowered.request = request;
        lowered.call = Call::Http(Box::new(HttpCall {
            parameters,
            body,
            success: answers.success,
            failure: answers.failure,
            statuses: answers.statuses,
            security,
        }));
        if let Some(events) = answers.events {
            let mut second = lowered.clone();
            second.variation = Some("events");
            if let Call::Http(http) = &mut second.call {
                http.success = events;
            }
            self.schemas.api.operations.push(second);
        }
    }

    fn operation_key(&mut self, located: &LocatedOperation<'a>) -> Option<String> {
        let key = located.operation.operation_id.as_deref()?.trim();
        if key.is_empty() {
            return None;
        }
        if let Some(first) = self.shared.keys.get(key) {
            let message = format!(
                "`{key}` is also the `operationId` of {first}; each gets a method, and the second name is made different"
            );
            self.schemas.report(
                Code::OperationIdDuplicate,
                &located.at.push("operationId"),
                message,
                "give each operation an `operationId` of its own",
            );
        } else {
            let at = self.schemas.document.author(&located.at);
            self.shared.keys.insert(key.to_owned(), at);
        }
        Some(key.to_owned())
    }

    fn operation_docs(&mut self, located: &LocatedOperation<'a>) -> Docs {
        let operation = located.operation;
        let mut docs = Docs {
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            notes: Vec::new(),
            deprecated: operation.deprecated,
        };
        if docs.is_empty() {
            docs.summary.clone_from(&located.item.summary);
            docs.description.clone_from(&located.item.description);
        }
        docs.notes.extend(self.own_server_note(located));
        docs
    }

    /// Lowers the documentation of tags.
    fn lower_tags(&mut self) {
        for tag in &self.schemas.document.model.tags {
            let docs = Docs::described(tag.description.as_ref());
            self.schemas
                .api
                .tags
                .entry(tag.name.clone())
                .or_insert(docs);
        }
    }

    /// Reports callbacks: requests that the server sends to an address that the client names.
    fn report_callbacks(&mut self, located: &LocatedOperation<'a>) {
        for name in located.operation.callbacks.keys() {
            self.schemas.report(
                Code::CallbackIgnored,
                &located.at.push("callbacks").push(name),
                format!("the callback `{name}` is a request that the server makes; no type is made of what it sends"),
                "name its schemas under `webhooks` if their types are wanted",
            );
        }
    }

    /// Reports links: they name an operation (Link Object), which has a method of its own.
    fn report_links(&mut self) {
        let links = std::mem::take(&mut self.shared.links);
        let Some(first) = links.first() else { return };
        let message = match links.len() {
            1 => "the link of an answer is not followed".to_owned(),
            count => format!("{count} links of answers are not followed; this is the first"),
        };
        let help = "call the operation that the link names by its own method";
        self.schemas
            .report(Code::LinksIgnored, first, message, help);
    }

    /// Reports keys of `paths` that are not paths.
    fn report_invalid_paths(&mut self) {
        let at = Pointer::root().push("paths");
        let Some(Value::Object(paths)) = at.find(&self.schemas.document.value) else {
            return;
        };
        let odd = paths
            .keys()
            .filter(|path| !path.starts_with('/') && !path.starts_with("x-"));
        for path in odd {
            self.schemas.report(
                Code::PathInvalid,
                &at.push(path),
                format!("`{path}` does not begin with a slash, so its operations are left out"),
                format!("write `/{path}`"),
            );
        }
    }

    /// Returns the object that the document found at a location or behind its reference, or reports
    /// that there is none.
    fn found_or_report<T>(&mut self, at: &Pointer, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.schemas.report(
                Code::DanglingReference,
                at,
                "the reference leads nowhere, so what stands here is left out",
                "refer to a component that is there",
            );
        }
        found
    }
}
