//! Tokens of generated code, read for the types that stand in them.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Type, Visibility};

pub(super) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

pub(super) fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

/// Returns an argument of a type that a function takes.
pub(super) fn argument(ty: &Type) -> String {
    let ty = text(ty);
    let inner = ["impl v1 :: IntoRequest <", "impl Into <"];
    for (index, lead) in inner.iter().enumerate() {
        if let Some(rest) = ty.strip_prefix(lead) {
            let rest = rest.trim_end_matches('>');
            let reference = if index == 0 { "&'static " } else { "" };
            return format!("any_::<{reference}{rest}>()");
        }
    }
    format!("any_::<{}>()", ty.replacen('&', "&'static ", 1))
}

/// Returns the parts between the commas.
pub(super) fn entries(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut entries = vec![Vec::new()];
    let mut depth = 0_usize;
    for tree in tokens {
        if let TokenTree::Punct(sign) = &tree {
            match sign.as_char() {
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => {
                    entries.push(Vec::new());
                    continue;
                }
                _ => {}
            }
        }
        if let Some(last) = entries.last_mut() {
            last.push(tree);
        }
    }
    entries.retain(|entry| !entry.is_empty());
    entries
}

/// Returns the type that a setter is given.
pub(super) fn taken(rest: &[TokenTree]) -> String {
    let (is_list, rest) = match rest.first() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
            (true, &rest[1..])
        }
        _ => (false, rest),
    };
    let ends = |tree: &TokenTree| match tree {
        TokenTree::Ident(word) => word == "as",
        TokenTree::Punct(sign) => sign.as_char() == '=',
        _ => false,
    };
    let inner: TokenStream = if let Some(TokenTree::Group(group)) = rest.first() {
        group.stream()
    } else {
        let tokens = rest.iter().skip(1).take_while(|tree| !ends(tree));
        tokens.cloned().collect()
    };
    if is_list {
        format!("Vec<{inner}>")
    } else {
        inner.to_string()
    }
}
