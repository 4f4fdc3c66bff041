//! Attributes: documentation and derives.

use super::{Model, Scope, docs};
use crate::ir::{Docs, Field, OperationRole, Shape, StructDef, TypeId, TypeOrigin};
use crate::tokens::{Quote, Tokens, quote};

/// Lines of documentation for the item that follows.
pub(super) fn outer(lines: &[impl AsRef<str>]) -> Tokens {
    if lines.is_empty() {
        return Tokens::new();
    }
    let text = Lines(lines);
    quote! { #[doc = #text] }
}

/// Lines of documentation for the file or module around.
pub(super) fn inner(lines: &[impl AsRef<str>]) -> Tokens {
    if lines.is_empty() {
        return Tokens::new();
    }
    let text = Lines(lines);
    quote! { #![doc = #text] }
}

/// Lines as one string. It is raw, since a string of many lines would be escaped here only to be read again.
struct Lines<'a, T>(&'a [T]);

impl<T: AsRef<str>> Quote for Lines<'_, T> {
    fn quote(&self, tokens: &mut Tokens) {
        let lines = || self.0.iter().map(AsRef::as_ref);
        let hashes = lines().map(hashes).max().unwrap_or_default();
        let fence = |text: &mut String| text.extend(std::iter::repeat_n('#', hashes));
        tokens.push_literal(|text| {
            text.push('r');
            fence(text);
            text.push('"');
            for (index, line) in lines().enumerate() {
                if index > 0 {
                    text.push('\n');
                }
                if !line.is_empty() {
                    text.push(' ');
                    text.push_str(line);
                }
            }
            text.push('"');
            fence(text);
        });
    }
}

/// How many `#` keep the quotation marks of a text from ending a raw string.
fn hashes(text: &str) -> usize {
    let after = text.split('"').skip(1);
    let lengths = after.map(|rest| 1 + rest.len() - rest.trim_start_matches('#').len());
    lengths.max().unwrap_or_default()
}

/// Writes the documentation of a type: the operation that it was made for, and the author's words.
pub(super) fn type_docs(model: Model<'_>, id: TypeId) -> Tokens {
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
fn purpose(model: Model<'_>, id: TypeId) -> Option<String> {
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
        OperationRole::Request => "Request",
        OperationRole::Row => "Row",
        OperationRole::Body => "Body",
        OperationRole::Response => "Response",
        OperationRole::Error => "Error",
        OperationRole::Headers => "Response headers",
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
pub(super) fn deprecated(docs: &Docs) -> Option<Tokens> {
    docs.deprecated.then(|| quote! { #[deprecated] })
}

/// What code that reads or fills in all of these fields needs, so that it is no warning.
pub(super) fn allow_deprecated(fields: &[Field]) -> Option<Tokens> {
    let touched = fields.iter().any(|field| field.docs.deprecated);
    touched.then(|| {
        quote! { #[allow(deprecated, reason = "a deprecated property still has to be filled in")] }
    })
}

/// What a type derives; serde's two only where they are not written out.
pub(super) fn derives(scope: &mut Scope<'_>, id: TypeId, serde: bool) -> Tokens {
    let facts = scope.model.facts.derives[id.0];
    let mut traits = vec![quote!(Clone)];
    if facts.copy {
        traits.push(quote!(Copy));
    }
    traits.push(quote!(Debug));
    let manual_default = match &scope.model.api.def(id).shape {
        Shape::Struct(body) => super::structure::has_own_default(scope.model, id, body),
        Shape::Enum(_)
        | Shape::Union(_)
        | Shape::ContentEnum(_)
        | Shape::Alias(_)
        | Shape::Newtype(_) => false,
    };
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
    let is_json = !matches!(
        &scope.model.api.def(id).shape,
        Shape::Struct(StructDef { role, .. }) if !role.is_json()
    );
    if is_json {
        let more = &scope.model.config.types.derives;
        traits.extend(more.iter().filter_map(|path| Tokens::parse(path)));
    }
    quote! { #[derive(#(#traits),*)] }
}
