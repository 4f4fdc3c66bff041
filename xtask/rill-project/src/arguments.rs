//! Arguments that an API's templates ask for.
//!
//! Rill hands every argument to the templates whether it is declared or not (RILL.md, section 3), so most authors
//! declare none. What stands between `{{` and `}}` tells their names, often whether they may be left out, and
//! sometimes their type:
//!
//! - an argument is required where something prints it outside of every `if`, `with` and `range`, and no `default`
//!   or `coalesce` stands before it; everywhere else it may be left out;
//! - it has the type of the default, of the function it goes through, of the quotes around the action, or of the
//!   `LIMIT` before it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::expression::{Expression, parse};
use super::fields::{RESOLVERS, has_word};
use super::template::{self, Action};

/// Functions that take a text, by their last operand.
const OF_TEXT: &str = "b64enc camelcase contains hasPrefix hasSuffix kebabcase lower nospace quote replace snakecase \
    splitList squote substr title toString trim trimAll trimPrefix trimSuffix trunc upper urlquery";

/// Functions that take a list, by their last operand.
const OF_LIST: &str =
    "as_sql_list compact first initial join last rest reverse sortAlpha toStrings uniq";

/// Facts about an argument.
#[derive(Debug, Default, PartialEq)]
struct Argument {
    /// Something prints it whatever else is given.
    is_required: bool,
    default: Option<Value>,
    kind: Option<&'static str>,
}

/// Use of an expression.
#[derive(Clone, Copy, Debug, Default)]
struct Use<'a> {
    is_needed: bool,
    default: Option<&'a Value>,
    kind: Option<&'static str>,
}

/// Returns the arguments of an API as parameters, by name: those of its file, and of the SQL that may stand beside it.
pub(super) fn inferred(file: &Value, sql: Option<&str>) -> Vec<Value> {
    let mut arguments: BTreeMap<String, Argument> = BTreeMap::new();
    let resolvers = RESOLVERS.iter().filter(|key| **key != "sql");
    for value in resolvers.filter_map(|key| file.get(key)) {
        texts(value, &mut |text| text_of(text, &mut arguments));
    }
    if let Some(sql) = sql {
        text_of(sql, &mut arguments);
    }
    let arguments = arguments.into_iter();
    arguments
        .map(|(name, argument)| parameter(&name, argument))
        .collect()
}

/// Returns the parameters as the schema of a body, where one of them holds more than a query can: Rill takes of a
/// repeated query parameter the first value alone.
pub(super) fn as_body(parameters: &[Value]) -> Option<Value> {
    let is_large = |one: &Value| matches!(one["schema"]["type"].as_str(), Some("array" | "object"));
    if !parameters.iter().any(is_large) {
        return None;
    }
    let property = |one: &Value| {
        let mut schema = one["schema"].clone();
        schema["description"] = one["description"].clone();
        Some((one["name"].as_str()?.to_owned(), schema))
    };
    let properties: Map<String, Value> = parameters.iter().filter_map(property).collect();
    let mut schema = json!({"type": "object", "properties": properties, "x-rill-inferred": true});
    let required = parameters.iter().filter(|one| one["required"] == true);
    let required: Vec<&Value> = required.map(|one| &one["name"]).collect();
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    Some(schema)
}

fn parameter(name: &str, argument: Argument) -> Value {
    let mut schema = json!({});
    if let Some(kind) = argument.kind {
        schema["type"] = kind.into();
    }
    if argument.kind == Some("array") {
        schema["items"] = json!({});
    }
    let mut description = "Asked for by the API's template.".to_owned();
    if let Some(default) = argument.default {
        // A client that sends the default would hide a change of it in the template.
        description =
            format!("Asked for by the API's template, which takes {default} where it is left out.");
        schema["default"] = default;
    }
    json!({
        "name": name,
        "in": "query",
        "required": argument.is_required,
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
fn text_of(text: &str, arguments: &mut BTreeMap<String, Argument>) {
    let mut depth = 0_usize;
    for Action {
        text: action,
        before,
        after,
    } in template::actions(text)
    {
        let (word, rest) = action
            .split_once(char::is_whitespace)
            .unwrap_or((action, ""));
        let condition = match word {
            "if" | "with" => Some(None),
            "range" => Some(Some("array")),
            "else" => {
                let rest = rest.trim_start();
                let rest = rest.strip_prefix("if ").or(rest.strip_prefix("with "));
                visit(&parse(rest.unwrap_or_default()), Use::default(), arguments);
                continue;
            }
            "end" => {
                depth = depth.saturating_sub(1);
                continue;
            }
            "define" | "block" | "template" => continue,
            _ => None,
        };
        if let Some(kind) = condition {
            let condition = Use {
                kind,
                ..Use::default()
            };
            visit(&parse(rest), condition, arguments);
            depth += 1;
            continue;
        }
        let printed = Use {
            is_needed: depth == 0,
            kind: env(before, after),
            ..Use::default()
        };
        visit(&parse(action), printed, arguments);
    }
}

/// Returns the type that the text around an action tells.
fn env(before: &str, after: &str) -> Option<&'static str> {
    let quote = before
        .chars()
        .next_back()
        .filter(|last| matches!(last, '\'' | '"'));
    if quote.is_some() && after.chars().next() == quote {
        return Some("string");
    }
    let word = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let is_count = ["limit", "offset"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known));
    is_count.then_some("integer")
}

fn visit(expression: &Expression, of: Use<'_>, arguments: &mut BTreeMap<String, Argument>) {
    match expression {
        Expression::Argument(path) => {
            let [name, inner @ ..] = path.as_slice() else {
                return;
            };
            let kind = if inner.is_empty() {
                of.kind
            } else {
                Some("object")
            };
            let argument = arguments.entry(name.clone()).or_default();
            argument.is_required |= of.is_needed;
            argument.kind = argument.kind.or(kind);
            if argument.default.is_none() {
                argument.default = of.default.cloned().filter(|_| inner.is_empty());
            }
        }
        Expression::Call(function, operands) => call(function, operands, of, arguments),
        Expression::Literal(_) | Expression::Other => {}
    }
}

fn call(
    function: &str,
    operands: &[Expression],
    of: Use<'_>,
    arguments: &mut BTreeMap<String, Argument>,
) {
    if let Some(name) = named_by_text(function, operands) {
        let of = if function == "hasKey" {
            Use::default()
        } else {
            of
        };
        return visit(&Expression::Argument(vec![name.to_owned()]), of, arguments);
    }
    let literal = operands.iter().find_map(Expression::literal);
    let kind = literal.and_then(kind_of);
    if let ("default", [fallback, value]) = (function, operands) {
        let default = fallback.literal();
        let optional = Use {
            is_needed: false,
            ..of
        };
        let kind = default.and_then(kind_of).or(of.kind);
        visit(
            value,
            Use {
                default,
                kind,
                ..optional
            },
            arguments,
        );
        return visit(fallback, optional, arguments);
    }
    let of = match function {
        "coalesce" => Use {
            kind: kind.or(of.kind),
            default: literal,
            is_needed: false,
        },
        // What is compared may be missing.
        "eq" | "ne" => Use {
            kind,
            ..Use::default()
        },
        "and" | "or" | "not" | "empty" | "ternary" | "len" => Use::default(),
        _ => Use { kind: None, ..of },
    };
    for (index, operand) in operands.iter().enumerate() {
        let is_last = index + 1 == operands.len();
        let taken = last_operand(function).filter(|_| is_last);
        let kind = of.kind.or(taken);
        visit(operand, Use { kind, ..of }, arguments);
    }
}

/// Returns the argument that a call names by a text: `get .args "name"`.
fn named_by_text<'e>(function: &str, operands: &'e [Expression]) -> Option<&'e str> {
    let [
        Expression::Argument(path),
        Expression::Literal(Value::String(name)),
        rest @ ..,
    ] = operands
    else {
        return None;
    };
    let is_look_up = match function {
        "hasKey" => rest.is_empty(),
        "get" | "index" => true,
        _ => false,
    };
    (is_look_up && path.is_empty()).then_some(name.as_str())
}

/// Returns the type that a function takes as its last operand.
fn last_operand(function: &str) -> Option<&'static str> {
    match function {
        "int" | "int64" | "atoi" => Some("integer"),
        "float64" => Some("number"),
        "has" => Some("array"),
        _ if has_word(OF_TEXT, function) => Some("string"),
        _ if has_word(OF_LIST, function) => Some("array"),
        _ => None,
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
mod tests;
