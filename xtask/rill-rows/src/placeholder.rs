//! Placeholders, which stand in SQL for the outputs of a template.

use sqlparser::ast::{Expr, Value};

/// Start of the names that stand for outputs.
const NAME: &str = "rill_template_output_";
/// Start of the numbers that stand for outputs where a name cannot be.
const NUMBER: &str = "81726354";

/// Returns the name that stands for an output.
pub(crate) fn name(number: usize) -> String {
    format!("{NAME}{number}_")
}

/// Writes numbers in place of names, for where a name cannot stand.
pub(crate) fn as_numbers(text: &str) -> String {
    let mut result = String::new();
    let mut parts = text.split(NAME);
    result.extend(parts.next());
    for part in parts {
        match part.split_once('_') {
            Some((number, rest)) => {
                result.extend([NUMBER, &format!("{number:0>4}"), rest]);
            }
            None => result.push_str(part),
        }
    }
    result
}

/// Returns `true` if a name holds an output.
pub(crate) fn is_in(text: &str) -> bool {
    text.contains(NAME)
}

/// Returns the number of the output that an expression is.
pub(crate) fn of(expression: &Expr) -> Option<usize> {
    match expression {
        Expr::Identifier(name) => of_text(&name.value),
        Expr::Nested(inner) => of(inner),
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => of_text(text),
            Value::Number(text, _) => text.strip_prefix(NUMBER)?.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the number of the output that a text is, without anything around it.
fn of_text(text: &str) -> Option<usize> {
    text.strip_prefix(NAME)?.strip_suffix('_')?.parse().ok()
}
