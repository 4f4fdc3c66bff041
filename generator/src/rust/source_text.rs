//! A source file as text, printed item by item.

use super::item::CallForm;
use super::{Item, Items, MacroCall, one_line};

/// The longest line of a macro call that stands on one line: prettyplease's own limit.
const WIDTH: usize = 89;

/// The text of a source file, to which items are added.
#[derive(Debug, Default)]
pub(crate) struct SourceText {
    text: String,
    last: Option<Kind>,
}

/// The kind of an item, where items of one kind stand close together.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Docs,
    Attribute,
    Module,
    Use,
    Export,
    /// Another name for a type, without documentation.
    Alias,
    /// An item that has blank lines around it.
    Other,
}

impl SourceText {
    /// Adds items that belong together, below a blank line each where they are not of one kind.
    #[allow(
        clippy::expect_used,
        reason = "`emit` puts Rust together, whatever the document says"
    )]
    pub(crate) fn add(&mut self, items: Items) {
        for (index, item) in items.into_iter().enumerate() {
            match item {
                Item::Rust(tokens) => {
                    let file = syn::parse2(tokens).expect("emit gives the items of a file");
                    self.add_file(file);
                }
                Item::Call(call) => {
                    // A macro call stands close to the type that it is about.
                    let is_apart = index == 0 || matches!(call.form, CallForm::Braces);
                    if is_apart || self.last != Some(Kind::Other) {
                        self.begin(Kind::Other);
                    }
                    print_call(call, &mut self.text);
                }
            }
        }
    }

    /// Returns the text.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    fn add_file(&mut self, file: syn::File) {
        let (docs, attributes): (Vec<_>, Vec<_>) =
            (file.attrs.into_iter()).partition(|attribute| attribute.path().is_ident("doc"));
        for (kind, attrs) in [(Kind::Docs, docs), (Kind::Attribute, attributes)] {
            if !attrs.is_empty() {
                self.begin(kind);
                self.text.push_str(&unparse(attrs, Vec::new()));
            }
        }
        for item in file.items {
            let kind = kind(&item);
            let is_impl = matches!(item, syn::Item::Impl(_));
            self.begin(kind);
            let text = unparse(Vec::new(), vec![item]);
            if is_impl {
                add_members(&text, &mut self.text);
            } else {
                self.text.push_str(&text);
            }
        }
    }

    fn begin(&mut self, kind: Kind) {
        let previous = self.last.replace(kind);
        let is_apart = |previous| previous != kind || kind == Kind::Other;
        if previous.is_some_and(is_apart) {
            self.text.push('\n');
        }
    }
}

fn kind(item: &syn::Item) -> Kind {
    match item {
        syn::Item::Mod(_) => Kind::Module,
        syn::Item::Use(item) => match item.vis {
            syn::Visibility::Inherited => Kind::Use,
            _ => Kind::Export,
        },
        syn::Item::Type(alias) if alias.attrs.is_empty() => Kind::Alias,
        _ => Kind::Other,
    }
}

fn unparse(attrs: Vec<syn::Attribute>, items: Vec<syn::Item>) -> String {
    prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs,
        items,
    })
}

/// Adds an impl block with a blank line between its methods.
fn add_members(text: &str, into: &mut String) {
    let mut is_behind_method = false;
    for line in text.lines() {
        if is_behind_method && line != "}" {
            into.push('\n');
        }
        into.push_str(line);
        into.push('\n');
        is_behind_method = line == "    }";
    }
}

/// Adds the call of a macro: on one line if it is short, else with a line for each entry.
fn print_call(call: MacroCall, into: &mut String) {
    let path = one_line(call.path);
    let (open, padding, close) = match call.form {
        CallForm::Arguments => (format!("{path}!("), "", ");"),
        CallForm::Table(header) => (format!("{path}!({} {{", one_line(header)), " ", "});"),
        CallForm::Braces => (format!("{path}! {{"), " ", "}"),
    };
    let entries: Vec<_> = (call.entries.into_iter())
        .map(|entry| (entry.docs, one_line(entry.tokens)))
        .collect();
    if close != "}" {
        let texts: Vec<&str> = entries.iter().map(|(_, text)| text.as_str()).collect();
        let padding = if texts.is_empty() { "" } else { padding };
        let line = format!("{open}{padding}{}{padding}{close}\n", texts.join(", "));
        if line.len() <= WIDTH + 1 {
            into.push_str(&line);
            return;
        }
    }
    into.push_str(&open);
    let mut comma = "";
    for (docs, text) in entries {
        into.push_str(comma);
        for line in docs {
            into.push_str(if line.is_empty() {
                "\n    ///"
            } else {
                "\n    /// "
            });
            into.push_str(&line);
        }
        into.push_str("\n    ");
        into.push_str(&text);
        comma = if text.ends_with(';') { "" } else { "," };
    }
    into.push_str(if padding.is_empty() { "\n" } else { ",\n" });
    into.push_str(close);
    into.push('\n');
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use quote::quote;

    use super::*;
    use crate::rust::Entry;

    fn check(items: Items, expect: &Expect) {
        let mut text = SourceText::default();
        text.add(items);
        expect.assert_eq(&text.finish());
    }

    #[test]
    fn blank_lines_stand_between_items_of_different_kinds() {
        let mut items = Items::default();
        items.rust(quote! {
            #![doc = " File."]
            #![doc = ""]
            #![doc = " Raw \"x\" \\."]
            #![forbid(unsafe_code)]
            mod a;
            #[cfg(feature = "b")]
            mod b;
            use a::A;
            use b::{B, C};
            pub use a::*;
            pub use b::*;
            pub type F = u8;
            pub type G = u16;
            #[doc = " A struct."]
            pub struct D;
            pub struct E { #[doc = " A field."] pub e: u8 }
        });
        check(
            items,
            &expect![[r#"
                //! File.
                //!
                //! Raw "x" \.

                #![forbid(unsafe_code)]
                mod a;
                #[cfg(feature = "b")]
                mod b;

                use a::A;
                use b::{B, C};

                pub use a::*;
                pub use b::*;

                pub type F = u8;
                pub type G = u16;

                /// A struct.
                pub struct D;

                pub struct E {
                    /// A field.
                    pub e: u8,
                }
            "#]],
        );
    }

    #[test]
    fn blank_lines_stand_between_methods() {
        let mut items = Items::default();
        items.rust(quote! {
            impl A {
                type B = C;
                fn b(&self) { match self { Self::B => {} } }
                #[doc = " Second."]
                fn c(&self) {}
                fn d(&self) { self.c(); }
            }
            impl E {}
        });
        check(
            items,
            &expect![[r#"
                impl A {
                    type B = C;
                    fn b(&self) {
                        match self {
                            Self::B => {}
                        }
                    }

                    /// Second.
                    fn c(&self) {}
                    fn d(&self) {
                        self.c();
                    }
                }

                impl E {}
            "#]],
        );
    }

    #[test]
    fn a_macro_call_has_a_line_for_each_entry_where_one_line_is_too_short() {
        let long = "a".repeat(60);
        let mut items = Items::default();
        items.table(
            quote!(v1::object),
            quote!(A by "b"),
            vec![quote!(required a(String) = "a")],
        );
        let lines = vec![quote!(required a: u8 = #long), quote!(..extra: JsonObject)];
        items.table(quote!(v1::object), quote!(B), lines);
        items.table(quote!(v1::object), quote!(C), Vec::new());
        items.call(quote!(v1::default), vec![quote!(A)]);
        items.call(
            quote!(v1::client),
            vec![quote!(Client), quote!(#long), quote!(a(b))],
        );
        let documented = Entry {
            docs: vec!["One.".to_owned(), String::new(), "Two.".to_owned()],
            tokens: quote!(a("b", ["c"])),
        };
        let entries = vec![Entry::from(quote!(default a;)), documented];
        items.braces(quote!(v1::servers), entries);
        check(
            items,
            &expect![[r#"
                v1::object!(A by "b" { required a(String) = "a" });
                v1::object!(B {
                    required a: u8 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                    ..extra: JsonObject,
                });
                v1::object!(C {});
                v1::default!(A);
                v1::client!(
                    Client,
                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                    a(b)
                );

                v1::servers! {
                    default a;
                    /// One.
                    ///
                    /// Two.
                    a("b", ["c"]),
                }
            "#]],
        );
    }
}
