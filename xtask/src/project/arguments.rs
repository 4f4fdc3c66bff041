//! Arguments that an API's templates ask for.
//!
//! Rill hands every argument to the templates whether it is declared or not (RILL.md, section 3), so most authors
//! declare none. What stands between `{{` and `}}` tells their names, often whether they may be left out, and
//! sometimes their type.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::api::RESOLVERS;

/// What is known of an argument.
#[derive(Debug, Default, PartialEq)]
struct Argument {
    /// It stands in the condition of an `if` or a `with`, in `hasKey`, or behind `default`.
    is_optional: bool,
    default: Option<Value>,
    kind: Option<&'static str>,
}

/// The arguments of an API as parameters, by name.
pub(super) fn inferred(file: &Value) -> Vec<Value> {
    let mut arguments: BTreeMap<String, Argument> = BTreeMap::new();
    for key in RESOLVERS {
        if let Some(value) = file.get(key) {
            texts(value, &mut |text| template(text, &mut arguments));
        }
    }
    arguments
        .into_iter()
        .map(|(name, argument)| parameter(&name, argument))
        .collect()
}

fn parameter(name: &str, argument: Argument) -> Value {
    let mut schema = json!({});
    if let Some(kind) = argument.kind {
        schema["type"] = kind.into();
    }
    let mut description = "Asked for by the API's template.".to_owned();
    if let Some(default) = argument.default {
        // A client that sends the default would hide a change of it in the template.
        description =
            format!("Asked for by the API's template, which takes {default} where it is left out.");
    }
    json!({
        "name": name,
        "in": "query",
        "required": !argument.is_optional,
        "description": description,
        "schema": schema,
        "x-rill-inferred": true,
    })
}

fn texts(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(list) => list.iter().for_each(|value| texts(value, visit)),
        Value::Object(map) => map.values().for_each(|value| texts(value, visit)),
        _ => {}
    }
}

/// Goes over the actions of one template.
fn template(text: &str, arguments: &mut BTreeMap<String, Argument>) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((action, after)) = after.split_once("}}") else {
            return;
        };
        let action = action.trim_matches(['-', ' ', '\n', '\t']);
        if !action.starts_with("/*") {
            let around = Around {
                before: before.trim_end(),
                after,
            };
            self::action(&words(action), around, arguments);
        }
        rest = after;
    }
}

/// What stands around an action.
#[derive(Clone, Copy)]
struct Around<'a> {
    before: &'a str,
    after: &'a str,
}

impl Around<'_> {
    /// The type that the text around the action tells.
    fn kind(self) -> Option<&'static str> {
        let quote = self
            .before
            .chars()
            .next_back()
            .filter(|last| matches!(last, '\'' | '"'));
        if quote.is_some() && self.after.chars().next() == quote {
            return Some("string");
        }
        let word = self
            .before
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        let is_count = ["limit", "offset"]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known));
        is_count.then_some("integer")
    }
}

fn action(words: &[String], around: Around<'_>, arguments: &mut BTreeMap<String, Argument>) {
    let is_condition = matches!(
        words.first().map(String::as_str),
        Some("if" | "with" | "else" | "range")
    );
    for (index, word) in words.iter().enumerate() {
        let before = |back: usize| {
            index
                .checked_sub(back)
                .and_then(|at| words.get(at))
                .map(String::as_str)
        };
        let next = words.get(index + 1).map(String::as_str);
        if let Some(name) = word.strip_prefix(".args.") {
            let name = name.split('.').next().unwrap_or_default();
            if name.is_empty() {
                continue;
            }
            let argument = arguments.entry(name.to_owned()).or_default();
            let fallback = if before(2) == Some("default") {
                before(1)
            } else {
                None
            };
            // `.args.x | default 25`
            let fallback =
                fallback.or_else(
                    || match (next, words.get(index + 2), words.get(index + 3)) {
                        (Some("|"), Some(function), Some(value)) if function == "default" => {
                            Some(value)
                        }
                        _ => None,
                    },
                );
            if let Some(value) = fallback.and_then(literal) {
                argument.is_optional = true;
                argument.kind = argument.kind.or(kind_of(&value));
                argument.default = Some(value);
            } else if is_condition {
                argument.is_optional = true;
            } else if words.len() == 1 {
                argument.kind = argument.kind.or(around.kind());
            }
        } else if word == ".args"
            && let Some(name) = next.and_then(quoted)
        {
            let argument = arguments.entry(name.to_owned()).or_default();
            argument.is_optional |= before(1) == Some("hasKey") || is_condition;
        }
    }
}

/// The words of an action: quoted texts whole, brackets left out.
fn words(action: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for character in action.chars() {
        match (quote, character) {
            (Some(open), _) => {
                word.push(character);
                if character == open {
                    quote = None;
                }
            }
            (None, '"' | '`') => {
                word.push(character);
                quote = Some(character);
            }
            (None, '|') => {
                words.push(std::mem::take(&mut word));
                words.push("|".to_owned());
            }
            (None, '(' | ')') => words.push(std::mem::take(&mut word)),
            (None, space) if space.is_whitespace() => words.push(std::mem::take(&mut word)),
            (None, other) => word.push(other),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

fn quoted(word: &str) -> Option<&str> {
    let inner = |mark| word.strip_prefix(mark)?.strip_suffix(mark);
    inner('"').or_else(|| inner('`'))
}

/// A value written out in a template.
fn literal(word: &str) -> Option<Value> {
    match quoted(word) {
        Some(text) => Some(text.into()),
        None => serde_json::from_str(word)
            .ok()
            .filter(|value: &Value| !value.is_null()),
    }
}

fn kind_of(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(_) => Some("string"),
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_f64() => Some("number"),
        Value::Number(_) => Some("integer"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::inferred;

    /// Name, whether it is required, and type of each.
    fn arguments(sql: &str) -> Vec<(String, bool, String)> {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        inferred(&json!({"sql": sql}))
            .iter()
            .map(|one| {
                let required = one["required"].as_bool().unwrap();
                (text(&one["name"]), required, text(&one["schema"]["type"]))
            })
            .collect()
    }

    #[test]
    fn names_types_and_whether_they_can_be_left_out() {
        for (sql, expected) in [
            (
                "select '{{ .args.domain }}'",
                vec![("domain", true, "string")],
            ),
            ("where id = {{ .args.id }}", vec![("id", true, "-")]),
            ("LIMIT {{ .args.n }}", vec![("n", true, "integer")]),
            (
                "limit {{ default 25 .args.n }}",
                vec![("n", false, "integer")],
            ),
            (
                "limit {{ .args.n | default 2.5 }}",
                vec![("n", false, "number")],
            ),
            (
                "{{ default \"a b\" .args.s }}",
                vec![("s", false, "string")],
            ),
            (
                "{{ if hasKey .args \"p\" }} AND x = '{{ .args.p }}' {{ end }}",
                vec![("p", false, "string")],
            ),
            (
                "{{- if (.args.all) -}} x {{- end -}}",
                vec![("all", false, "-")],
            ),
            ("{{ .user.name }} {{/* .args.no */}}", vec![]),
            (
                "{{ .args.a.b }} {{ upper .args.c }}",
                vec![("a", true, "-"), ("c", true, "-")],
            ),
        ] {
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(name, required, kind): (&str, bool, &str)| {
                    (name.to_owned(), required, kind.to_owned())
                })
                .collect();
            assert_eq!(arguments(sql), expected, "{sql}");
        }
    }
}
