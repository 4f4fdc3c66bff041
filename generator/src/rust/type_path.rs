//! Paths of Rust types that a config names.

use syn::{GenericArgument, Path, PathArguments, Type};

use super::keywords::is_keyword;

/// Returns what is wrong with a path to a Rust type, if anything.
///
/// A path is names with `::` between them, each with a list of types in `<>` behind it where it
/// takes some: `chrono::DateTime<chrono::Utc>`, `crate::Pet`, `String`. It begins with a crate,
/// with `crate`, with `::`, or is a name of the prelude.
pub fn type_path_flaw(text: &str) -> Option<String> {
    let is_odd = |c: &char| !c.is_ascii_alphanumeric() && !"_:<>, ".contains(*c);
    if let Some(odd) = text.chars().find(is_odd) {
        return Some(format!("{odd:?} cannot stand in a path"));
    }
    let opened = text.matches('<').count();
    if opened != text.matches('>').count() {
        return Some("a `<` or a `>` has no partner".to_owned());
    }
    // The parser calls itself for each of them.
    if opened > 16 {
        return Some("it has too many `<`".to_owned());
    }
    match syn::parse_str::<Path>(text) {
        Ok(path) => path_flaw(&path),
        Err(error) => Some(error.to_string()),
    }
}

fn path_flaw(path: &Path) -> Option<String> {
    let mut segments = path.segments.iter().enumerate();
    segments.find_map(|(index, segment)| {
        let name = segment.ident.to_string();
        if is_keyword(&name) && !(index == 0 && name == "crate") {
            return Some(format!("expected identifier, found keyword `{name}`"));
        }
        match &segment.arguments {
            PathArguments::None => None,
            PathArguments::AngleBracketed(list) if list.args.is_empty() => {
                Some(format!("a type is missing in `{name}<>`"))
            }
            PathArguments::AngleBracketed(list) => list.args.iter().find_map(argument_flaw),
            PathArguments::Parenthesized(_) => {
                Some(format!("`{name}` takes a list in parentheses"))
            }
        }
    })
}

fn argument_flaw(argument: &GenericArgument) -> Option<String> {
    match argument {
        GenericArgument::Type(Type::Path(ty)) if ty.qself.is_none() => path_flaw(&ty.path),
        _ => Some("only paths can stand between `<` and `>`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_types_are_taken_and_code_is_not() {
        for path in [
            "String",
            "crate::Pet",
            "::uuid::Uuid",
            "chrono::DateTime<chrono::Utc>",
            "a::B<C<d::E>, F>",
            "a::B<C>::D",
        ] {
            assert_eq!(type_path_flaw(path), None, "{path}");
        }
        for (path, flaw) in [
            ("", "unexpected end of input, expected identifier"),
            ("a::", "unexpected end of input, expected identifier"),
            ("a b", "unexpected token"),
            ("a; fn x() {}", "';' cannot stand in a path"),
            ("Vec<u8", "a `<` or a `>` has no partner"),
            ("Vec<>", "a type is missing in `Vec<>`"),
            ("Vec<dyn A>", "only paths can stand between `<` and `>`"),
            (
                "Vec<<A as B>::C>",
                "only paths can stand between `<` and `>`",
            ),
            ("&str", "'&' cannot stand in a path"),
            ("3d::Point", "expected identifier"),
            ("a::fn", "expected identifier, found keyword `fn`"),
            ("self::a", "expected identifier, found keyword `self`"),
        ] {
            assert_eq!(type_path_flaw(path).as_deref(), Some(flaw), "{path}");
        }
        assert!(type_path_flaw(&("A<".repeat(10_000) + &">".repeat(10_000))).is_some());
    }
}
