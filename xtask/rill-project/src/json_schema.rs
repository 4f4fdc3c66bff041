//! Check that Rill's JSON Schema library compiles a schema.
//!
//! Rill compiles each schema before it converts it (RILL.md, section 1), so what does not compile costs the API: what
//! the meta-schema refuses, references that lead nowhere or back to where they stand, and patterns that Go's regular
//! expressions do not have.

use std::collections::BTreeSet;

use boon::{CompileError, Compiler, Schemas, SchemeUrlLoader};
use regex_syntax::ast::{self, Ast, RepetitionKind, RepetitionRange};
use rill_codegen::pointer::Pointer;
use serde_json::{Map, Value};

use super::fields::has_word;
use super::references;

/// Location in the schema, and message.
pub(super) type Flaw = (Pointer, String);

/// Keywords that hold schemas by key, lists of schemas, and single schemas.
const MAPS: &str = "properties patternProperties $defs definitions dependentSchemas";
const LISTS: &str = "allOf anyOf oneOf prefixItems";
const SINGLE: &str = "not if then else items contains propertyNames additionalProperties unevaluatedItems \
    unevaluatedProperties contentSchema";

/// The most repetitions that Go takes.
const MOST_REPETITIONS: u32 = 1000;

/// Refuses what Rill's library refuses.
pub(super) fn check(main: &Value) -> Result<(), Flaw> {
    // That library takes any characters in a reference.
    let mut main = main.clone();
    references(&mut main, &mut |text| text.replace(' ', "%20"));
    let invalid = |at: &str, why: &str| {
        let at = Pointer::parse(at).unwrap_or_default();
        (at, format!("invalid JSON schema: {why}"))
    };
    let mut all = Vec::new();
    schemas(&main, &Pointer::root(), &mut all);
    for (at, schema) in &all {
        if let Some(pattern) = patterns(schema).find(|pattern| !is_go_regex(pattern)) {
            let why = format!("{pattern:?} is not valid 'regex', as Go has them");
            return Err(invalid(at.as_str(), &why));
        }
    }
    let places: Vec<Pointer> = all.into_iter().map(|(at, _)| at).collect();
    for at in &places {
        // The library here has other expressions than Go, and these were looked at.
        if let Some(Value::String(pattern)) = at.push("pattern").find_mut(&mut main) {
            pattern.clear();
        }
    }
    compile(&main).map_err(|(at, why)| invalid(&at, &why))?;
    let mut done = BTreeSet::new();
    for at in &places {
        if let Some(at) = loops(&main, at, &mut Vec::new(), &mut done) {
            return Err(invalid(at.as_str(), "infinite loop"));
        }
    }
    Ok(())
}

/// Compiles a schema with the Rust form of Rill's library; returns the place and the reason if it does not compile.
fn compile(main: &Value) -> Result<(), (String, String)> {
    const ADDRESS: &str = "schema:/main.json";
    let mut compiler = Compiler::new();
    // Nothing is fetched.
    compiler.use_loader(Box::new(SchemeUrlLoader::new()));
    let mut result = compiler.add_resource(ADDRESS, main.clone());
    if result.is_ok() {
        result = compiler.compile(ADDRESS, &mut Schemas::new()).map(drop);
    }
    match result {
        Ok(()) => Ok(()),
        Err(CompileError::ValidationError { src, .. }) => {
            let mut error = &src;
            while let Some(cause) = error.causes.first() {
                error = cause;
            }
            Err((error.instance_location.to_string(), error.kind.to_string()))
        }
        Err(error) => Err((String::new(), error.to_string())),
    }
}

/// Every schema inside one, with its place.
fn schemas<'v>(value: &'v Value, at: &Pointer, all: &mut Vec<(Pointer, &'v Map<String, Value>)>) {
    let Value::Object(map) = value else { return };
    all.push((at.clone(), map));
    for (key, value) in map {
        let at = at.push(key);
        let word = key.as_str();
        match value {
            Value::Object(parts) if has_word(MAPS, word) => {
                for (key, part) in parts {
                    schemas(part, &at.push(key), all);
                }
            }
            Value::Array(parts) if has_word(LISTS, word) || word == "items" => {
                for (index, part) in parts.iter().enumerate() {
                    schemas(part, &at.index(index), all);
                }
            }
            _ if has_word(SINGLE, word) => schemas(value, &at, all),
            _ => {}
        }
    }
}

fn patterns(schema: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let own = schema.get("pattern").and_then(Value::as_str);
    let keys = schema.get("patternProperties").and_then(Value::as_object);
    own.into_iter()
        .chain(keys.into_iter().flatten().map(|(key, _)| key.as_str()))
}

/// Returns the place from which a schema leads back to itself without going into a part of the value.
fn loops(
    main: &Value,
    at: &Pointer,
    way: &mut Vec<Pointer>,
    done: &mut BTreeSet<Pointer>,
) -> Option<Pointer> {
    if way.contains(at) {
        return Some(at.clone());
    }
    if done.contains(at) {
        return None;
    }
    way.push(at.clone());
    let found = same_place(main, at)
        .into_iter()
        .find_map(|next| loops(main, &next, way, done));
    way.pop();
    done.insert(at.clone());
    found
}

/// Returns the schemas that say something about the same value as the one at a place.
fn same_place(main: &Value, at: &Pointer) -> Vec<Pointer> {
    let Some(Value::Object(schema)) = at.find(main) else {
        return Vec::new();
    };
    let mut next = Vec::new();
    for (key, value) in schema {
        let here = at.push(key);
        match (key.as_str(), value) {
            ("$ref", Value::String(reference)) => next.extend(Pointer::parse_fragment(reference)),
            ("allOf" | "anyOf" | "oneOf", Value::Array(list)) => {
                next.extend((0..list.len()).map(|index| here.index(index)));
            }
            ("not" | "if" | "then" | "else", _) => next.push(here),
            ("dependentSchemas" | "dependencies", Value::Object(map)) => {
                next.extend(map.keys().map(|key| here.push(key)));
            }
            _ => {}
        }
    }
    next
}

/// Returns `true` if Go compiles a pattern. Its syntax is that of Rust's but for brackets and braces that stand for
/// themselves, the escape `\u`, and a limit to repetitions.
fn is_go_regex(pattern: &str) -> bool {
    let Some(pattern) = as_rust(pattern) else {
        return false;
    };
    match ast::parse::Parser::new().parse(&pattern) {
        Ok(ast) => is_within_limit(&ast),
        Err(_) => false,
    }
}

/// Returns the pattern with a backslash before what Rust takes for syntax and Go does not; none for an escape that Go
/// refuses.
fn as_rust(pattern: &str) -> Option<String> {
    let mut out = String::new();
    let mut is_class = false;
    let mut rest = pattern.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        let after = &pattern[at + character.len_utf8()..];
        match character {
            '\\' => {
                let (_, escaped) = rest.next()?;
                if matches!(escaped, 'u' | 'U') {
                    return None;
                }
                out.extend(['\\', escaped]);
                let has_braces = matches!(escaped, 'p' | 'P' | 'x');
                out.extend(
                    rest.next_if(|(_, next)| has_braces && *next == '{')
                        .map(|(_, brace)| brace),
                );
                continue;
            }
            '[' if is_class && !after.starts_with(':') => out.push('\\'),
            '[' if !is_class => {
                is_class = true;
                out.push('[');
                // A bracket that closes stands for itself where it comes first.
                for first in ['^', ']'] {
                    if let Some((_, character)) = rest.next_if(|(_, next)| *next == first) {
                        out.push(character);
                    }
                }
                continue;
            }
            ']' if is_class && !out.ends_with(':') => is_class = false,
            '&' | '~' | '-' if is_class && after.starts_with(character) => out.push('\\'),
            '{' if !is_class && !starts_a_count(after) => out.push('\\'),
            _ => {}
        }
        out.push(character);
    }
    Some(out)
}

/// `2}`, `2,}` or `2,5}`
fn starts_a_count(text: &str) -> bool {
    let Some((count, _)) = text.split_once('}') else {
        return false;
    };
    let (least, most) = count.split_once(',').unwrap_or((count, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && is_digits(least) && is_digits(most)
}

fn is_within_limit(ast: &Ast) -> bool {
    match ast {
        Ast::Repetition(repetition) => {
            let most = match &repetition.op.kind {
                RepetitionKind::Range(
                    RepetitionRange::Exactly(most)
                    | RepetitionRange::AtLeast(most)
                    | RepetitionRange::Bounded(_, most),
                ) => *most,
                _ => 0,
            };
            most <= MOST_REPETITIONS && is_within_limit(&repetition.ast)
        }
        Ast::Group(group) => is_within_limit(&group.ast),
        Ast::Alternation(parts) => parts.asts.iter().all(is_within_limit),
        Ast::Concat(parts) => parts.asts.iter().all(is_within_limit),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{check, is_go_regex};

    /// The expected values are those of Go 1.19's `regexp.Compile`.
    #[test]
    fn patterns_are_those_of_go() {
        for (pattern, expected) in [
            (r"^\d+$", true),
            (r"^[a-z]+(?:-[a-z]+)*$", true),
            (r"^(?=.*\d).+$", false),
            (r"(?!x)", false),
            (r"(?<=x)y", false),
            (r"(a)\1", false),
            (r"^\p{L}+$", true),
            (r"\u0041", false),
            (r"\x41", true),
            (r"a{1000}", true),
            (r"a{1001}", false),
            (r"(a{2,1001})", false),
            (r"a{,5}", true),
            (r"a{b", true),
            (r"[[]", true),
            (r"[]a]", true),
            (r"[^]a]", true),
            (r"[[:alpha:]]", true),
            (r"[a&&b]", true),
            (r"\/", true),
            (r"(", false),
            (r"[a", false),
            (r"*", false),
            (r"\Z", false),
            (r"(?i)abc", true),
            (r"(?P<n>x)", true),
            (r"\", false),
        ] {
            assert_eq!(is_go_regex(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn what_does_not_compile() {
        let defs = |more: serde_json::Value| json!({"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": more});
        for (schema, expected) in [
            (json!({"type": "object"}), None),
            (json!({"type": []}), Some("")),
            (json!({"pattern": "(?=a)"}), Some("regex")),
            (json!({"patternProperties": {"(?!a)": {}}}), Some("regex")),
            // Data is no schema.
            (json!({"enum": [{"pattern": "(?=a)"}]}), None),
            (json!({"$ref": "#"}), Some("infinite loop")),
            (json!({"allOf": [{"$ref": "#"}]}), Some("infinite loop")),
            // It goes into a part of the value, and so it ends.
            (json!({"properties": {"a": {"$ref": "#"}}}), None),
            (json!({"items": {"$ref": "#"}}), None),
            (
                defs(json!({"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/A"}})),
                Some("infinite loop"),
            ),
            (defs(json!({"A": {"items": {"$ref": "#/$defs/A"}}})), None),
            (defs(json!({"B": {}})), Some("")),
            (
                json!({"$schema": "http://json-schema.org/draft-07/schema#", "type": "string"}),
                None,
            ),
            (
                json!({"$schema": "https://example.com/own", "type": "string"}),
                Some(""),
            ),
            (json!({"minLength": 5.0}), None),
            (json!({"pattern": "a{b"}), None),
            (json!({"required": ["a", "a"]}), Some("")),
        ] {
            let found = check(&schema).err();
            match (&found, expected) {
                (None, None) => {}
                (Some((_, why)), Some(word)) => assert!(why.contains(word), "{schema}: {why}"),
                _ => panic!("{schema}: {found:?}"),
            }
        }
    }
}
