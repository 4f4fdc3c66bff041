//! Whether two texts are the same code.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The same code with one attribute for each line of documentation, as text that is read has it.
pub(super) fn by_line(stream: TokenStream) -> TokenStream {
    let mut trees: Vec<TokenTree> = Vec::new();
    for tree in stream {
        let TokenTree::Group(group) = tree else {
            trees.push(tree);
            continue;
        };
        let inner = by_line(group.stream());
        let literal = inner.clone().into_iter().nth(2);
        let is_doc =
            group.delimiter() == Delimiter::Bracket && inner.to_string().starts_with("doc =");
        let text =
            literal.and_then(|literal| syn::parse_str::<syn::LitStr>(&literal.to_string()).ok());
        let Some(text) = text.filter(|_| is_doc) else {
            trees.push(Group::new(group.delimiter(), inner).into());
            continue;
        };
        let is_inner =
            matches!(trees.last(), Some(TokenTree::Punct(sign)) if sign.as_char() == '!');
        let start = trees.split_off(trees.len() - 1 - usize::from(is_inner));
        for line in text.value().split('\n') {
            trees.extend(start.iter().cloned());
            trees.push(Group::new(Delimiter::Bracket, quote::quote!(doc = #line)).into());
        }
    }
    trees.into_iter().collect()
}

/// Fails where a text has other tokens than these: beside commas at the end of lists, and braces around the only expression
/// of an arm or a closure.
pub(super) fn assert_same(tokens: &TokenStream, text: &str) {
    if let Err(error) = syn::parse_file(text) {
        panic!("{error}:\n{text}");
    }
    let again: TokenStream = text.parse().expect("tokens");
    assert_equal(tokens, &again);
}

/// Fails where two streams differ by more than that.
pub(super) fn assert_equal(tokens: &TokenStream, again: &TokenStream) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    flatten(tokens.clone(), false, &mut left);
    flatten(again.clone(), false, &mut right);
    for side in [&mut left, &mut right] {
        // An arm that ends with a brace may have a comma behind it.
        let mut is_after_brace = false;
        side.retain(|token| !std::mem::replace(&mut is_after_brace, token == "}") || token != ",");
    }
    let end = left.len().max(right.len());
    if let Some(at) = (0..end).find(|&at| left.get(at) != right.get(at)) {
        let around = |side: &[String]| {
            let end = side.len().min(at + 12);
            side[at.saturating_sub(12).min(end)..end].join(" ")
        };
        panic!("tokens differ:\n  {}\n  {}", around(&left), around(&right));
    }
}

/// All tokens in a row, without those that may come and go.
fn flatten(stream: TokenStream, is_tuple: bool, into: &mut Vec<String>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    for (at, tree) in trees.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &trees[before]);
        match tree {
            TokenTree::Group(group) => {
                let inner = group.stream();
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace if is_before_body(before) && is_expression(&inner) => ("", ""),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                let holds_tuple = open == "(" && !is_callable(before);
                into.push(open.to_owned());
                flatten(inner, holds_tuple, into);
                into.push(close.to_owned());
                // An arm without braces has a comma behind it.
                let has_comma = trees.get(at + 1).is_none_or(is_comma);
                if close.is_empty() && is_after(before, '>') && !has_comma {
                    into.push(",".to_owned());
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                let is_last = match trees.get(at + 1) {
                    None => true,
                    Some(TokenTree::Punct(next)) => matches!(next.as_char(), '>' | '|'),
                    Some(TokenTree::Group(next)) => next.delimiter() == Delimiter::Brace,
                    Some(_) => false,
                };
                let is_needed = is_tuple && is_last && !trees[..at].iter().any(is_comma);
                if is_needed || !is_last {
                    into.push(",".to_owned());
                }
            }
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let value = syn::parse_str::<syn::LitStr>(&text);
                into.push(value.map_or(text, |string| format!("{:?}", string.value())));
            }
            other => into.push(other.to_string()),
        }
    }
    into.retain(|token| !token.is_empty());
}

fn is_comma(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ',')
}

fn is_after(before: Option<&TokenTree>, sign: char) -> bool {
    matches!(before, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

/// Whether a group after this is what an arm or a closure does.
fn is_before_body(before: Option<&TokenTree>) -> bool {
    is_after(before, '>') || is_after(before, '|')
}

/// Whether parentheses after this hold arguments.
fn is_callable(before: Option<&TokenTree>) -> bool {
    match before {
        Some(TokenTree::Ident(word)) => {
            !["return", "in", "match", "if", "let", "for", "mut", "break"]
                .iter()
                .any(|keyword| word == keyword)
        }
        Some(TokenTree::Group(_)) => true,
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), '>' | '!'),
        _ => false,
    }
}

/// Whether a block holds nothing but an expression.
fn is_expression(stream: &TokenStream) -> bool {
    let mut trees = stream.clone().into_iter().peekable();
    trees.peek().is_some()
        && !trees.any(|tree| {
            matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == ';')
                || matches!(&tree, TokenTree::Ident(word) if word == "let")
        })
}
