//! Rust as text: identifiers, paths of types, and how the items that `emit` gives are printed.

mod item;
mod keywords;
mod one_line;
mod source_text;
mod type_path;

use proc_macro2::{Ident, Literal, Span};

pub(crate) use item::{Entry, Item, Items, MacroCall};
pub(crate) use keywords::is_keyword;
pub(crate) use one_line::one_line;
pub(crate) use source_text::SourceText;
pub use type_path::type_path_flaw;

/// Returns the identifier of a name, which may be a raw one.
pub(crate) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// Returns a literal that leaves its type to where it stands.
pub(crate) fn number(number: u64) -> Literal {
    Literal::u64_unsuffixed(number)
}
