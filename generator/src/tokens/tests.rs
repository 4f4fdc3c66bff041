//! Quotes against the same text, read.

use super::{Ident, Kind, Quote, Row, Tokens, quote};

/// What a formatter sees of tokens. Text also says of other signs than `>` that another follows at once.
fn seen(tokens: &Tokens) -> Vec<(Kind, u64, usize, String)> {
    let row = Row::from(tokens.clone());
    let places = 0..row.last();
    let tokens = places.map(|at| (row.get(at), row.close(at)));
    let seen =
        tokens.map(|(token, pair)| (token.kind, token.mark, pair, row.text(token).to_owned()));
    seen.collect()
}

fn same(quoted: &Tokens, text: &str) {
    assert_eq!(seen(quoted), seen(&Tokens::parse(text).expect("Rust")));
}

#[test]
fn a_quote_is_what_its_text_is_read_as() {
    same(
        &quote! {
            #[doc(hidden)]
            pub(crate) fn r#type<'de, T: A<'de> + ?Sized>(&mut self, _: &'static [T; 2]) -> B<C<D>> {
                let x = -1..=0xff_u8 | !b'a' as u8; if a && b || c >= 1.5 { vec!["x\"", 'y', *b"z"] } else { {} }
            }
        },
        r#"#[doc(hidden)]
        pub(crate) fn r#type<'de, T: A<'de> + ?Sized>(&mut self, _: &'static [T; 2]) -> B<C<D>> {
            let x = -1..=0xff_u8 | !b'a' as u8; if a && b || c >= 1.5 { vec!["x\"", 'y', *b"z"] } else { {} }
        }"#,
    );
}

#[test]
fn values_stand_where_their_names_stood() {
    let (name, none) = (Ident::new("Name"), None::<Tokens>);
    let held = Some(quote!(Vec<#name>));
    let (text, number, truth) = ("a \"b\" \\ \u{1f980}\u{7}\0", 7_u64, true);
    same(
        &quote! { #name #none(#held, #text, &[#number], #truth) },
        r#"Name(Vec<Name>, "a \"b\" \\ 🦀\u{7}\0", &[7], true)"#,
    );
}

#[test]
fn lists_stand_with_and_without_commas() {
    let (three, one, none) = (["a", "b", "c"], ["a"], [""; 0]);
    same(&quote!(f(#(#three),*)), r#"f("a", "b", "c")"#);
    same(&quote!(f(#(#one),*)), r#"f("a")"#);
    same(&quote!(f(#(#none),*)), "f()");
    same(&quote!((#(#three,)*)), r#"("a", "b", "c",)"#);
    same(&quote!([#(#three)*]), r#"["a" "b" "c"]"#);
}

#[test]
fn plain_text_is_quoted_as_other_text_is() {
    for text in ["", "plain 'text' {} #", "tab\t", "\u{feff}é"] {
        let mut quoted = Tokens::new();
        text.quote(&mut quoted);
        let literal = proc_macro2::Literal::string(text).to_string();
        assert_eq!(quoted.to_string().trim_end(), literal);
    }
}

#[test]
fn brackets_that_touch_are_told_from_others() {
    let joint = |tokens: &Tokens| tokens.list.iter().filter(|token| token.joint).count();
    assert_eq!(joint(&quote!(A<B<C>>)), 1);
    assert_eq!(joint(&Tokens::parse("A<B<C>>").expect("Rust")), 1);
    assert_eq!(quote!(A<B<C>>).to_string(), "A < B < C >> ");
}
