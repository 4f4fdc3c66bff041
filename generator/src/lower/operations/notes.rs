//! Notes for the documentation: what the document says that neither types nor calls hold.

use serde_json::Value;

use super::{LocatedOperation, OperationLowerer};
use crate::diagnostic::Code;
use crate::ir::Docs;
use crate::pointer::Pointer;

/// Returns a text between backticks.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value
        .get(key)?
        .as_str()
        .filter(|text| !text.trim().is_empty())
}

/// Returns a note on an External Documentation Object.
fn external_docs(owner: &Value) -> Option<String> {
    let docs = owner.get("externalDocs")?;
    let url = text(docs, "url")?;
    let said = text(docs, "description").map(|said| format!(": {said}"));
    Some(format!("See <{url}>{}", said.unwrap_or_default()))
}

/// Returns notes on the Info Object and the document around it.
fn of_document(document: &Value) -> Vec<String> {
    let info = &document["info"];
    let mut notes = Vec::new();
    notes.extend(text(info, "termsOfService").map(|terms| format!("Terms of service: <{terms}>.")));
    let said = |owner: &Value, keys: &[&str]| {
        let said = keys.iter().filter_map(|key| {
            let text = text(owner, key)?;
            Some(if *key == "url" {
                format!("<{text}>")
            } else {
                text.to_owned()
            })
        });
        said.collect::<Vec<_>>().join(", ")
    };
    for (title, key, keys) in [
        ("Contact", "contact", &["name", "email", "url"]),
        ("License", "license", &["name", "identifier", "url"]),
    ] {
        let said = said(&info[key], keys);
        if !said.is_empty() {
            notes.push(format!("{title}: {said}."));
        }
    }
    notes.extend(external_docs(document));
    notes
}

/// Returns notes on a Security Scheme Object.
pub(super) fn of_scheme(scheme: &Value) -> Vec<String> {
    let mut notes = Vec::new();
    if scheme.get("deprecated") == Some(&Value::Bool(true)) {
        notes.push("It is deprecated.".to_owned());
    }
    let said = [
        ("bearerFormat", "Format"),
        ("openIdConnectUrl", "OpenID Connect"),
        ("oauth2MetadataUrl", "Metadata"),
    ];
    for (key, title) in said {
        notes.extend(text(scheme, key).map(|said| format!("{title}: {}.", code(said))));
    }
    let flows = scheme.get("flows").and_then(Value::as_object);
    for (name, flow) in flows.into_iter().flatten() {
        let urls = [
            "authorizationUrl",
            "deviceAuthorizationUrl",
            "tokenUrl",
            "refreshUrl",
        ];
        let urls = urls
            .iter()
            .filter_map(|key| Some(format!("{key} {}", code(text(flow, key)?))));
        let scopes = flow.get("scopes").and_then(Value::as_object);
        let scopes = scopes
            .into_iter()
            .flatten()
            .map(|(scope, said)| match said.as_str() {
                Some(said) if !said.is_empty() => format!("scope {} ({said})", code(scope)),
                _ => format!("scope {}", code(scope)),
            });
        let said: Vec<String> = urls.chain(scopes).collect();
        notes.push(format!("Flow {}: {}.", code(name), said.join(", ")));
    }
    notes
}

impl<'a> OperationLowerer<'a, '_> {
    /// Lowers the documentation of the document and of its tags.
    pub(super) fn lower_docs(&mut self) {
        let document = &self.schemas.document.value;
        let info = &document["info"];
        self.schemas.api.docs = Docs {
            summary: text(info, "summary").map(str::to_owned),
            description: None,
            notes: of_document(document),
            deprecated: false,
        };
        let items = self.schemas.document.path_items();
        let operations = items.flat_map(|(_, _, item)| item.iter().map(|(_, one)| one));
        let ids = operations.filter_map(|one| one.operation_id.clone());
        self.shared.ids = ids.collect();
        let tags = document.get("tags").and_then(Value::as_array);
        for tag in tags.into_iter().flatten() {
            let Some(name) = text(tag, "name") else {
                continue;
            };
            let mut notes: Vec<String> = Vec::new();
            notes.extend(text(tag, "parent").map(|parent| format!("Part of {}.", code(parent))));
            notes.extend(external_docs(tag));
            let docs = Docs {
                summary: text(tag, "summary").map(str::to_owned),
                description: text(tag, "description").map(str::to_owned),
                notes,
                deprecated: false,
            };
            self.schemas.api.tags.entry(name.to_owned()).or_insert(docs);
        }
    }

    /// Returns the first tag of an operation that is for navigation (OpenAPI 3.2, Tag Object, `kind`).
    pub(super) fn first_tag(&self, located: &LocatedOperation<'a>) -> Option<String> {
        let tags = self
            .schemas
            .document
            .value
            .get("tags")
            .and_then(Value::as_array);
        let is_for_navigation = |name: &&String| {
            let mut tags = tags.into_iter().flatten();
            let tag = tags.find(|tag| text(tag, "name") == Some(name));
            tag.and_then(|tag| text(tag, "kind"))
                .is_none_or(|kind| kind == "nav")
        };
        let tags = &located.operation.tags;
        let first = tags.iter().find(is_for_navigation).or(tags.first());
        first.cloned()
    }

    /// Returns notes on an operation.
    pub(super) fn operation_notes(&self, located: &LocatedOperation<'a>) -> Vec<String> {
        let operation = located.at.find(&self.schemas.document.value);
        operation.and_then(external_docs).into_iter().collect()
    }

    /// Notes the links of an operation's responses (Link Object): the operations that they lead to,
    /// and what of a response those are called with.
    pub(super) fn link_notes(&mut self, links: &[(String, Pointer)]) -> Vec<String> {
        let mut notes = Vec::new();
        for (name, at) in links {
            let Some(link) = at.find(&self.schemas.document.value) else {
                continue;
            };
            let target = text(link, "operationId").or(text(link, "operationRef"));
            let Some(target) = target else { continue };
            if text(link, "operationId").is_some_and(|id| !self.shared.ids.contains(id)) {
                self.shared.links.insert(at.clone());
                continue;
            }
            let mut note = format!("Link {} leads to {}", code(name), code(target));
            let values = link.get("parameters").and_then(Value::as_object);
            let values = values.into_iter().flatten();
            let body = link.get("requestBody").map(|body| ("body", body));
            let values = values
                .map(|(name, value)| (name.as_str(), value))
                .chain(body);
            for (name, value) in values {
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                note.extend([", ", &code(name), " from ", &code(&value)]);
            }
            if let Some(url) = link.get("server").and_then(|server| text(server, "url")) {
                note.extend([", at ", &code(url)]);
            }
            note += &text(link, "description")
                .map_or_else(|| ".".to_owned(), |said| format!(": {said}"));
            notes.push(note);
        }
        notes
    }

    /// Reports links to operations that the document does not have.
    pub(super) fn report_links(&mut self) {
        let links = std::mem::take(&mut self.shared.links);
        let messages = (
            "this link names an operation that is not there",
            "links name operations that are not there; this is the first",
        );
        let help = "name an `operationId` of the document";
        self.report_first(Code::LinksIgnored, &links, messages, help);
    }
}
