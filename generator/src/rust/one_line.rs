//! Tokens on one line: entries of macro calls, and the statements of examples.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// Prints tokens on one line, spaced as rustfmt would space them.
///
/// It knows paths, types, calls and the grammars of the runtime's macros: `<` and `>` are brackets, and `&` is an
/// operator only behind a group.
pub(crate) fn one_line(tokens: TokenStream) -> String {
    let mut text = String::new();
    print(tokens, &mut text);
    text
}

/// The token before the next one, as far as the space between them depends on it.
#[derive(Clone, Copy, PartialEq)]
enum Previous {
    /// Nothing, or a sign that stands at its operand: `<`, `.`, `::`, `!`, `#`, a prefix.
    Start,
    /// An identifier or `>`, which arguments may follow.
    Name,
    Group,
    /// A literal, a comma, an operator, or a word that no arguments follow.
    Other,
}

fn print(tokens: TokenStream, text: &mut String) {
    let mut previous = Previous::Start;
    let mut is_joint = false;
    for tree in tokens {
        if !is_joint && is_spaced(previous, &tree) {
            text.push(' ');
        }
        let was_joint = std::mem::take(&mut is_joint);
        previous = match tree {
            TokenTree::Ident(word) if word == "as" || word == "in" => {
                let _ = write!(text, "{word}");
                Previous::Other
            }
            TokenTree::Ident(word) => {
                let _ = write!(text, "{word}");
                Previous::Name
            }
            TokenTree::Literal(literal) => {
                let _ = write!(text, "{literal}");
                Previous::Other
            }
            TokenTree::Group(group) => {
                print_group(&group, text);
                Previous::Group
            }
            TokenTree::Punct(punct) => {
                text.push(punct.as_char());
                is_joint = punct.spacing() == Spacing::Joint;
                match punct.as_char() {
                    '<' | '.' | '!' | '#' | '/' | '-' | '*' => Previous::Start,
                    ':' if was_joint => Previous::Start,
                    '&' if previous != Previous::Group => Previous::Start,
                    '>' if previous != Previous::Other => Previous::Name,
                    '?' => Previous::Group,
                    _ => Previous::Other,
                }
            }
        };
    }
}

fn is_spaced(previous: Previous, next: &TokenTree) -> bool {
    let is_bracket = |group: &Group| group.delimiter() == Delimiter::Bracket;
    match next {
        TokenTree::Ident(_) | TokenTree::Literal(_) => previous != Previous::Start,
        TokenTree::Group(group) if is_bracket(group) && !group.stream().is_empty() => {
            matches!(previous, Previous::Name | Previous::Other)
        }
        TokenTree::Group(_) => previous == Previous::Other,
        TokenTree::Punct(punct) => match punct.as_char() {
            '=' | '|' | '#' => previous != Previous::Start,
            '&' => matches!(previous, Previous::Group | Previous::Other),
            '-' | '*' => previous == Previous::Other,
            // The path behind it begins with `::`.
            ':' => punct.spacing() == Spacing::Joint && previous == Previous::Other,
            _ => false,
        },
    }
}

fn print_group(group: &Group, text: &mut String) {
    let (open, close) = match group.delimiter() {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::None => ("", ""),
    };
    text.push_str(open);
    print(group.stream(), text);
    text.push_str(close);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str) {
        let tokens: TokenStream = code.parse().expect("tokens");
        let spread: String = code.replace("::", " :: ").replace('<', " < ");
        let spread: TokenStream = spread.parse().expect("tokens");
        assert_eq!(one_line(tokens), code);
        assert_eq!(one_line(spread), code);
    }

    #[test]
    fn entries_of_macros_are_spaced_by_their_grammar() {
        check(r#"required #[deprecated] r#type: jiff::Timestamp as Maybe<v1::DateTime> = "type""#);
        check(r#"optional default/with_default[](String) = "default" default(vec![-1, 1.5])"#);
        check(r#"..extra: BTreeMap<String, (A, B)> as (v1::Plain, v1::Plain)"#);
        check(
            r#"X: OBJECT | NULL of X requires ["a"] where "k" in ["v"] & "l" in [] = "a" | "b" else _"#,
        );
        check(r#"optional id: ::uuid::Uuid as Vec<Option<v1::Plain>> = "id""#);
        check("Name(&str)");
        check("_ = Unknown");
    }

    #[test]
    fn statements_are_spaced_as_rustfmt_would() {
        check(r#"let rows = client.find(&Find::new("text", vec![E::A, E::B])).await?;"#);
        check(
            r#"client.put(&A(Box::new(Vec::from(*b"bytes").into()), (1, None), Vec::new())).await?;"#,
        );
    }
}
