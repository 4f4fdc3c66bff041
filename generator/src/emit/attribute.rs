//! Attributes: documentation and derives.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{EmitContext, Scope, docs};
use crate::ir::{Docs, Field, OperationRole, TypeId, TypeOrigin};

/// Lines of documentation for the item that follows.
pub(super) fn outer(lines: &[impl AsRef<str>]) -> TokenStream {
    let lines = lines.iter().map(doc_literal);
    quote! { #(#[doc = #lines])* }
}

/// Lines of documentation for the file or module around.
pub(super) fn inner(lines: &[impl AsRef<str>]) -> TokenStream {
    let lines = lines.iter().map(doc_literal);
    quote! { #(#![doc = #lines])* }
}

/// Returns a line as it stands behind the slashes of a comment, as a raw literal: escaping each character here, and
/// reading the escapes where the file is printed, was a tenth of a generation.
fn doc_literal(line: &impl AsRef<str>) -> Literal {
    let line = match line.as_ref() {
        "" => String::new(),
        line => format!(" {line}"),
    };
    let fence = if line.contains('"') { "##" } else { "" };
    let raw = format!("r{fence}\"{line}\"{fence}");
    (!line.contains("\"##"))
        .then(|| raw.parse().ok())
        .flatten()
        .unwrap_or_else(|| Literal::string(&line))
}

/// Writes the documentation of a type: the operation that it was made for, and the author's words.
pub(super) fn type_docs(model: EmitContext<'_>, id: TypeId) -> TokenStream {
    let def = model.api.def(id);
    let mut lines = docs::render(&def.docs);
    if let Some(purpose) = purpose(model, id) {
        if !lines.is_empty() {
            lines.insert(0, "".into());
        }
        lines.insert(0, purpose.into());
    }
    // The attribute would warn wherever generated code itself names the type.
    if def.docs.deprecated {
        if !lines.is_empty() {
            lines.push("".into());
        }
        lines.push("Deprecated.".into());
    }
    outer(&lines)
}

/// Returns the part that a type plays in an operation, or the webhook that it is sent by.
fn purpose(model: EmitContext<'_>, id: TypeId) -> Option<String> {
    let (operation, role) = match &model.api.def(id).origin {
        TypeOrigin::Operation { id, role } => (*id, role),
        TypeOrigin::Webhook(name) => return Some(format!("Webhook `{}`.", docs::code(name))),
        TypeOrigin::Component(_)
        | TypeOrigin::Failures(_)
        | TypeOrigin::Headers(_)
        | TypeOrigin::Shared(_)
        | TypeOrigin::Within { .. } => return None,
    };
    let part = match role {
        OperationRole::Headers => "Response headers".to_owned(),
        role => format!("{role:?}"),
    };
    let method = model.names.operation(operation);
    let file = model.layout.home(id).map(|file| model.layout.file(file));
    // The client is imported where methods are.
    let link = if file.is_some_and(|file| !file.operations.is_empty()) {
        format!("[`Client::{method}`]")
    } else {
        format!("[`Client::{method}`](crate::Client::{method})")
    };
    Some(format!("{part} of {link}."))
}

/// `#[deprecated]` where the author says so.
pub(super) fn deprecated(docs: &Docs) -> Option<TokenStream> {
    docs.deprecated.then(|| quote! { #[deprecated] })
}

/// Returns the lint exception of code that reads or fills in all of these fields, where one of them is deprecated.
pub(super) fn allow_deprecated(fields: &[Field]) -> Option<TokenStream> {
    let touched = fields.iter().any(|field| field.docs.deprecated);
    touched.then(|| {
        quote! { #[allow(deprecated, reason = "a deprecated property still has to be filled in")] }
    })
}

/// Returns the derives of a type; `serde` adds serde's two, for types that no macro implements them for.
pub(super) fn derives(scope: &mut Scope<'_>, id: TypeId, serde: bool) -> TokenStream {
    let facts = scope.model.facts.derives[id.0];
    let mut traits = vec![quote!(Clone)];
    if facts.copy {
        traits.push(quote!(Copy));
    }
    traits.push(quote!(Debug));
    let body = scope.model.api.def(id).shape.as_struct();
    let has_own = |body| super::presence::has_own_default(scope.model, id, body);
    let manual_default = body.is_some_and(has_own);
    if facts.default && !manual_default {
        traits.push(quote!(Default));
    }
    if facts.eq_hash {
        traits.extend([quote!(PartialEq), quote!(Eq), quote!(Hash)]);
    } else {
        traits.push(quote!(PartialEq));
    }
    if scope.model.facts.keys.contains(&id) {
        traits.extend([quote!(PartialOrd), quote!(Ord)]);
    }
    if serde {
        let (serialize, deserialize) = (scope.serde("Serialize"), scope.serde("Deserialize"));
        traits.extend([quote!(#serialize), quote!(#deserialize)]);
    }
    if body.is_none_or(|body| body.role.is_json()) {
        let more = &scope.model.config.types.derives;
        traits.extend(more.iter().filter_map(|path| path.parse().ok()));
    }
    quote! { #[derive(#(#traits),*)] }
}
