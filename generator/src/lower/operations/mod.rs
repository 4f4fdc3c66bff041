//! Operations by the specification's rules, without those of a vendor.
//!
//! There is a file for each object of the specification: `parameters`, `template`, `body` and
//! `multipart` lower inputs, `responses` and `headers` outputs, `security` and `servers` the rest.
//! `inline_types` makes the types that operations hold directly.

mod body;
mod codec_newtypes;
mod forms;
mod headers;
mod implied_headers;
mod inline_types;
mod media;
mod multipart;
mod notes;
mod other_media;
mod parameters;
mod response_content;
mod responses;
mod schema_equality;
mod security;
mod servers;
mod status;
mod styles;
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
    /// Names of the callbacks of selected operations, as webhooks.
    callbacks: BTreeSet<String>,
    /// The `operationId`s of the document.
    ids: BTreeSet<String>,
    /// Locations of links to operations that are not there.
    links: BTreeSet<Pointer>,
    /// Media types that are other forms of what is sent or read.
    passed_over: BTreeSet<Pointer>,
    /// Header parameters that follow from the rest of the call.
    implied_headers: BTreeSet<Pointer>,
}

/// An operation at its location.
struct LocatedOperation<'a> {
    at: Pointer,
    id: OperationId,
    method: String,
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
        self.lower_docs();
        self.lower_security_schemes();
        self.lower_servers();
        self.report_invalid_paths();
        let document = self.schemas.document;
        let mut paths: Vec<(Pointer, &'a str, &'a PathItem)> = document.path_items().collect();
        paths.sort_by_key(|(_, path, _)| *path);
        for (at, path, item) in paths {
            for (method, operation) in sorted_methods(item) {
                // A method without a key of its own stands behind its path.
                let other = path
                    .strip_suffix(&*method)
                    .and_then(|path| path.strip_suffix('#'));
                let key = if other.is_some() {
                    "post".to_owned()
                } else {
                    method.to_lowercase()
                };
                let path = other.unwrap_or(path);
                if !self.filter.accepts(&method, path, operation) {
                    continue;
                }
                let at = at.push(&key);
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
        self.report_passed_over();
        self.report_implied_headers();
        self.lower_webhooks();
        self.filter.report_unused(self.schemas.cx);
    }

    fn lower_operation(&mut self, located: &LocatedOperation<'a>) {
        let key = self.operation_key(located);
        let docs = self.operation_docs(located);
        // The operation is pushed first, since types refer to it by its id.
        self.schemas.api.operations.push(Operation {
            pointer: self.schemas.document.author(&located.at),
            path: located.path.to_owned(),
            method: located.method.clone(),
            key,
            variation: None,
            position: 0,
            tag: self.first_tag(located),
            docs,
            request: None,
            call: Call::Http(Box::default()),
        });
        self.note_callbacks(located);
        let (request, parameters, body) = self.lower_inputs(located);
        let security = self.security_requirements(located);
        let answers = self.lower_responses(located);
        let server = self.own_server(located);
        let note = body.as_ref().and_then(Self::other_media_note);
        let lowered = &mut self.schemas.api.operations[located.id.0];
        lowered.docs.notes.extend(note);
        lowered.docs.notes.extend(answers.links);
        if let Some(server) = &server {
            lowered.docs.notes.push(servers::note(server));
        }
        lowered.request = request;
        lowered.call = Call::Http(Box::new(HttpCall {
            parameters,
            body,
            success: answers.success,
            failure: answers.failure,
            statuses: answers.statuses,
            security,
            server,
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
        docs.notes.extend(self.operation_notes(located));
        docs
    }

    /// Notes the callbacks of an operation, requests that the server sends to an address that the
    /// client names; their types are made with those of webhooks.
    fn note_callbacks(&mut self, located: &LocatedOperation<'a>) {
        let operation = located.operation;
        let names = operation.extensions.get("x-codegen-callbacks");
        let names = names.and_then(Value::as_array).into_iter().flatten();
        let names = names.filter_map(|name| name.as_str().map(str::to_owned));
        self.shared.callbacks.extend(names);
        let keys = operation.callbacks.keys();
        let keys: Vec<String> = keys
            .map(|name| format!("`{}`", name.replace('`', "'")))
            .collect();
        if !keys.is_empty() {
            let note = format!("The server calls back: {}.", keys.join(", "));
            self.schemas.api.operations[located.id.0]
                .docs
                .notes
                .push(note);
        }
    }

    /// Reports locations as one diagnostic, at the first of them.
    fn report_first(
        &mut self,
        code: Code,
        places: &BTreeSet<Pointer>,
        (one, many): (&str, &str),
        help: &str,
    ) {
        let Some(first) = places.first() else { return };
        let message = match places.len() {
            1 => one.to_owned(),
            count => format!("{count} {many}"),
        };
        self.schemas.report(code, first, message, help);
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
