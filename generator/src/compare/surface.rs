//! The public items of a generated crate, each with the signature that callers compile against.
//!
//! Aliases are written out in signatures, so that two of them are equal if and only if the compiler takes one for the
//! other.

use std::collections::BTreeMap;

use super::matching::Matching;
use super::rules::ItemKind;
use super::types::TypeWriter;
use super::uses::Owner;
use crate::emit::{EmitContext, Presence, initial, presence};
use crate::ir::{
    Content, ContentEnumDef, Docs, EnumDef, OperationId, SecuritySchemeKind, Shape, StructDef,
    Type, TypeId, UnionDef,
};
use crate::pointer::Pointer;

/// A public item.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) kind: ItemKind,
    /// The item that it belongs to: what is said of that one is not said again of this one.
    pub(super) parent: Option<String>,
    pub(super) signature: String,
    pub(super) docs: String,
    pub(super) place: Pointer,
    /// The part of the document that the item is made of.
    pub(super) owner: Option<Owner>,
}

/// The public items by their paths.
pub(super) type Surface = BTreeMap<String, Item>;

/// Returns the public items of a crate, with other names for some types and methods.
pub(super) fn surface(model: EmitContext<'_>, renamed: &Matching) -> Surface {
    let mut writer = Writer {
        model,
        renamed,
        items: Surface::new(),
        owner: None,
    };
    for id in model.api.type_ids() {
        if let Some(module) = model.layout.module_path(id) {
            writer.definition(id, &module);
        }
    }
    if !model.config.selection.types_only {
        for index in 0..model.api.operations.len() {
            writer.method(OperationId(index));
        }
        writer.owner = None;
        writer.client();
    }
    writer.owner = None;
    writer.modules();
    writer.items
}

struct Writer<'a> {
    model: EmitContext<'a>,
    renamed: &'a Matching,
    items: Surface,
    /// The part of the document that the next items are made of.
    owner: Option<Owner>,
}

impl<'a> Writer<'a> {
    fn types(&self) -> TypeWriter<'a> {
        TypeWriter {
            model: self.model,
            renamed: &self.renamed.types,
        }
    }

    fn add(
        &mut self,
        (kind, path): (ItemKind, String),
        parent: Option<&str>,
        signature: impl Into<String>,
        place: &Pointer,
    ) -> &mut Item {
        let item = Item {
            kind,
            parent: parent.map(str::to_owned),
            signature: signature.into(),
            docs: String::new(),
            place: place.clone(),
            owner: self.owner,
        };
        self.items.remove(&path);
        self.items.entry(path).or_insert(item)
    }

    fn definition(&mut self, id: TypeId, module: &str) {
        self.owner = Some(Owner::Type(id));
        let def = self.model.api.def(id);
        let (name, place) = (self.types().name(id), &def.pointer);
        let signature = match &def.shape {
            Shape::Struct(_) => "struct".to_owned(),
            Shape::Newtype(_) => "newtype".to_owned(),
            Shape::Enum(body) => enum_of(body).to_owned(),
            Shape::Union(_) | Shape::ContentEnum(_) => "enum".to_owned(),
            Shape::Alias(target) => self.types().text(target),
        };
        self.add((ItemKind::Type, name.clone()), None, signature, place)
            .docs = text(&def.docs);
        self.add(
            (ItemKind::ModulePath, format!("{module}::{name}")),
            Some(&name),
            "",
            place,
        );
        for old in crate::emit::aliases(self.model, "", self.model.names.ty(id)) {
            self.add((ItemKind::Type, old.to_owned()), None, name.clone(), place);
        }
        match &def.shape {
            Shape::Struct(body) => self.structure(id, body, &name),
            Shape::Enum(body) => self.enumeration(id, body, &name),
            Shape::Union(body) => self.union(id, body, &name),
            Shape::ContentEnum(body) => self.content_enum(id, body, &name),
            Shape::Newtype(target) => {
                let inner = self.types().text(target);
                let held = format!("{name}.0");
                self.add((ItemKind::Field, held), Some(&name), inner, place);
                self.traits(id, &name, true);
            }
            Shape::Alias(_) => {}
        }
    }

    fn structure(&mut self, id: TypeId, body: &StructDef, name: &str) {
        let model = self.model;
        let sent = model.facts.usage[id.0].sent;
        let names = &model.names.fields[id.0];
        let mut arguments = Vec::new();
        for (index, field) in body.fields.iter().enumerate() {
            let ty = self.types().field(id, index, body.role, field);
            let path = format!("{name}.{}", names[index]);
            let item = (ItemKind::Field, path.clone());
            self.add(item, Some(name), ty, &field.pointer).docs = text(&field.docs);
            let is_required = presence(model, body.role, field, sent) == Presence::Required;
            if is_required && initial(model, body.role, field).is_none() {
                arguments.push(names[index].clone());
            } else {
                let setter = format!("{name}::{}", model.names.setters[id.0][index]);
                let item = (ItemKind::Setter, setter);
                self.add(item, Some(&path), "", &field.pointer);
            }
        }
        let place = &model.api.def(id).pointer;
        if let (Some(extra), Some(field)) = (&body.extra, names.last()) {
            let ty = self.types().text(&Type::Map(Box::new(extra.clone())));
            let path = format!("{name}.{field}");
            self.add((ItemKind::Field, path), Some(name), ty, place);
        }
        let new = (ItemKind::Constructor, format!("{name}::new"));
        self.add(
            new,
            Some(name),
            format!("({})", arguments.join(", ")),
            place,
        );
        self.traits(id, name, body.role.is_json());
        self.short_request(id, body, name);
    }

    /// Adds the input that stands for a request, if it has one.
    fn short_request(&mut self, id: TypeId, body: &StructDef, name: &str) {
        let Some(index) = self.model.facts.single_inputs.get(&id) else {
            return;
        };
        let field = &body.fields[*index];
        let input = self.types().text(&field.ty);
        let request = (ItemKind::ShortRequest, format!("IntoRequest<{name}>"));
        self.add(request, Some(name), input, &field.pointer);
    }

    fn traits(&mut self, id: TypeId, name: &str, is_json: bool) {
        let facts = self.model.facts.derives[id.0];
        let traits = [
            ("Copy", facts.copy),
            ("Default", facts.default),
            ("Eq", facts.eq_hash),
            ("Hash", facts.eq_hash),
            ("Ord", self.model.facts.keys.contains(&id)),
            ("Serialize", is_json),
            ("Deserialize", is_json),
        ];
        let place = &self.model.api.def(id).pointer;
        for (word, _) in traits.into_iter().filter(|(_, is_there)| *is_there) {
            let item = (ItemKind::Trait, format!("{word} for {name}"));
            self.add(item, Some(name), "", place);
        }
    }

    fn enumeration(&mut self, id: TypeId, body: &EnumDef, name: &str) {
        let names = &self.model.names.variants[id.0];
        let place = &self.model.api.def(id).pointer;
        let held = match enum_of(body) {
            "text enum" => "String",
            "integer enum" => "i64",
            _ => "Value",
        };
        for (index, variant) in names.iter().enumerate() {
            let signature = if index + 1 == names.len() { held } else { "" };
            let item = (ItemKind::Variant, format!("{name}::{variant}"));
            self.add(item, Some(name), signature, place);
        }
        self.traits(id, name, true);
    }

    fn union(&mut self, id: TypeId, body: &UnionDef, name: &str) {
        let model = self.model;
        let place = &model.api.def(id).pointer;
        for (index, variant) in body.variants.iter().enumerate() {
            let inner = self.types().text(&variant.ty);
            let from = (ItemKind::Trait, format!("From<{inner}> for {name}"));
            let variant = format!("{name}::{}", model.names.variants[id.0][index]);
            if !self.items.contains_key(&from.1) && inner != name {
                self.add(from, Some(name), variant.clone(), place);
            }
            let held = if model.facts.boxed.contains(&(id, index)) {
                format!("Box<{inner}>")
            } else {
                inner
            };
            self.add((ItemKind::Variant, variant), Some(name), held, place);
        }
        // The variant of values that no other takes, where the union is open.
        if let Some(variant) = model.names.variants[id.0].get(body.variants.len()) {
            let variant = format!("{name}::{variant}");
            self.add((ItemKind::Variant, variant), Some(name), "Value", place);
        }
        self.traits(id, name, true);
    }

    fn content_enum(&mut self, id: TypeId, body: &ContentEnumDef, name: &str) {
        let model = self.model;
        let place = &model.api.def(id).pointer;
        let media = crate::emit::media(model, id);
        for (index, (_, content)) in body.cases.iter().enumerate() {
            let held = match media.get(index) {
                Some(media) => self.types().media(media),
                None => self.types().content(content),
            };
            let held = if model.facts.boxed.contains(&(id, index)) {
                format!("Box<{held}>")
            } else {
                held
            };
            let variant = format!("{name}::{}", model.names.variants[id.0][index]);
            self.add((ItemKind::Variant, variant), Some(name), held, place);
        }
        let is_live = |content: &Content| {
            matches!(
                content,
                Content::Bytes | Content::Events(_) | Content::JsonLines(_)
            )
        };
        if !media.is_empty() || !body.cases.iter().any(|(_, content)| is_live(content)) {
            let item = (ItemKind::Trait, format!("Clone for {name}"));
            self.add(item, Some(name), "", place);
        }
    }

    fn method(&mut self, id: OperationId) {
        self.owner = Some(Owner::Operation(id));
        let model = self.model;
        let operation = &model.api.operations[id.0];
        let request = operation.request.map(|request| self.types().name(request));
        let request = request.map_or(String::new(), |name| format!("&{name}"));
        let (value, error) = match (&operation.call, operation.http()) {
            (crate::ir::Call::CustomApi { row, .. }, _) => (
                format!("Vec<{}>", self.types().text(row)),
                "RillError".to_owned(),
            ),
            (_, Some(http)) => (
                self.types().outcome(&http.success, "()"),
                self.types().outcome(&http.failure, "Infallible"),
            ),
            (_, None) => return,
        };
        let pages = &model.facts.pages;
        let call = if pages.parameters.contains_key(&id) || pages.by_offset.contains(&id) {
            "PagedCall"
        } else {
            "Call"
        };
        let name = model.names.operation(id);
        let name = self.renamed.methods.get(name).map_or(name, String::as_str);
        let path = format!("Client::{name}");
        let signature = format!("({request}) -> {call}<{value}, {error}>");
        for old in crate::emit::aliases(model, "Client::", model.names.operation(id)) {
            let item = (ItemKind::Method, format!("Client::{old}"));
            self.add(item, None, signature.clone(), &operation.pointer);
        }
        let item = (ItemKind::Method, path);
        let mut docs = text(&operation.docs);
        for (_, said) in operation.http().iter().flat_map(|http| &http.statuses) {
            docs.push_str(said);
        }
        self.add(item, None, signature, &operation.pointer).docs = docs;
    }

    fn client(&mut self) {
        let (api, names) = (self.model.api, self.model.names);
        let root = Pointer::root();
        let credentials = if api.schemes.is_empty() {
            "Credential"
        } else {
            "Credentials"
        };
        self.add(
            (ItemKind::Client, "Client::new".to_owned()),
            None,
            credentials,
            &root,
        );
        for (scheme, name) in api.schemes.iter().zip(&names.schemes) {
            let takes = match &scheme.kind {
                SecuritySchemeKind::Basic => "(user, password)",
                SecuritySchemeKind::Bearer => "(token)",
                SecuritySchemeKind::ApiKey { .. } => "(key)",
            };
            let item = (ItemKind::Credential, format!("Credentials::{name}"));
            self.add(item, None, takes, &scheme.pointer).docs = text(&scheme.docs);
        }
        for (server, name) in api.servers.iter().zip(&names.servers) {
            let item = (ItemKind::Server, format!("Server::{name}"));
            let docs = server.description.clone().unwrap_or_default();
            self.add(item, None, "", &root).docs = docs;
        }
        if api.servers.iter().any(crate::ir::Server::is_absolute) {
            let item = (ItemKind::Server, "Server::default".to_owned());
            self.add(item, None, "", &root);
        }
    }

    fn modules(&mut self) {
        let model = self.model;
        let root = Pointer::root();
        for module in &model.names.modules {
            let item = (ItemKind::Module, format!("apis::{}", module.name));
            let mut docs = String::new();
            for tag in &module.tags {
                docs.push_str(&model.api.tags.get(tag).map(text).unwrap_or_default());
            }
            self.add(item, None, "", &root).docs = docs;
            if let Some(feature) = &module.feature {
                let item = (ItemKind::Feature, format!("feature {feature}"));
                self.add(item, None, "", &root);
            }
        }
        for (module, id) in model.layout.kept_paths() {
            let (name, place) = (self.types().name(id), &model.api.def(id).pointer);
            let item = (ItemKind::ModulePath, format!("{module}::{name}"));
            self.add(item, Some(&name), "", place);
        }
        if !model.names.modules.is_empty() {
            self.add((ItemKind::Module, "apis".to_owned()), None, "", &root);
        }
        let formats = model.api.formats();
        let crates = formats.filter_map(|format| format.entry().rust_type.krate());
        let runtime = model.names.runtime.iter().copied();
        let runtime = runtime.filter(|_| !model.config.selection.types_only);
        for name in crates.chain(runtime).collect::<Vec<_>>() {
            self.add((ItemKind::Export, name.to_owned()), None, "", &root);
        }
    }
}

/// Returns the kind of an enum, by which its values are read and written.
fn enum_of(body: &EnumDef) -> &'static str {
    if body.is_text() {
        "text enum"
    } else if body.is_integer() {
        "integer enum"
    } else {
        "json enum"
    }
}

/// Returns the author's words, as one text to compare.
fn text(docs: &Docs) -> String {
    let parts = [docs.summary.as_deref(), docs.description.as_deref()];
    let mut text = parts.into_iter().flatten().collect::<Vec<_>>().join("\n");
    text.push_str(&docs.notes.join(" "));
    if docs.deprecated {
        text.push_str(" Deprecated.");
    }
    text
}
