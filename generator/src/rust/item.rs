//! The items of a source file as `emit` gives them.

use proc_macro2::TokenStream;

/// A part of a source file.
#[derive(Debug)]
pub(crate) enum Item {
    /// Ordinary Rust, which syn parses and prettyplease prints.
    Rust(TokenStream),
    /// A call of one of the runtime's macros.
    Call(MacroCall),
}

/// A call of a macro, whose entries are printed on one line each.
#[derive(Debug)]
pub(crate) struct MacroCall {
    pub(crate) path: TokenStream,
    pub(crate) form: CallForm,
    pub(crate) entries: Vec<Entry>,
}

/// The way in which a macro is called.
#[derive(Debug)]
pub(crate) enum CallForm {
    /// `path!(entry, entry);`
    Arguments,
    /// `path!(header { entry, entry });`
    Table(TokenStream),
    /// `path! { entry, entry, }`, always on several lines.
    Braces,
}

/// An entry of a macro call.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    /// Lines of documentation above it.
    pub(crate) docs: Vec<String>,
    pub(crate) tokens: TokenStream,
}

impl From<TokenStream> for Entry {
    fn from(tokens: TokenStream) -> Self {
        let docs = Vec::new();
        Self { docs, tokens }
    }
}

/// Items in their order.
#[derive(Debug, Default)]
pub(crate) struct Items(Vec<Item>);

impl Items {
    /// Adds ordinary Rust: any number of items.
    pub(crate) fn rust(&mut self, tokens: TokenStream) {
        if !tokens.is_empty() {
            self.0.push(Item::Rust(tokens));
        }
    }

    /// Adds `path!(arguments);`.
    pub(crate) fn call(&mut self, path: TokenStream, arguments: Vec<TokenStream>) {
        self.push(
            path,
            CallForm::Arguments,
            arguments.into_iter().map(Entry::from).collect(),
        );
    }

    /// Adds `path!(header { entries });`.
    pub(crate) fn table(
        &mut self,
        path: TokenStream,
        header: TokenStream,
        entries: Vec<TokenStream>,
    ) {
        let entries = entries.into_iter().map(Entry::from).collect();
        self.push(path, CallForm::Table(header), entries);
    }

    /// Adds `path! { entries }`.
    pub(crate) fn braces(&mut self, path: TokenStream, entries: Vec<Entry>) {
        self.push(path, CallForm::Braces, entries);
    }

    fn push(&mut self, path: TokenStream, form: CallForm, entries: Vec<Entry>) {
        self.0.push(Item::Call(MacroCall {
            path,
            form,
            entries,
        }));
    }
}

impl IntoIterator for Items {
    type Item = Item;
    type IntoIter = std::vec::IntoIter<Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
