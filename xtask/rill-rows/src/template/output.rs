//! The output of an action.

use rill_project::expression::{Expression, parse};
use serde_json::Value;

/// The text of an action.
#[derive(Debug, PartialEq)]
pub(super) enum Output {
    /// It prints nothing.
    Nothing,
    /// It prints this text, whatever is given.
    Known(String),
    /// Its text is known only when it runs.
    Unknown {
        /// The argument that it prints as it is.
        argument: Option<String>,
        shape: Shape,
    },
}

/// The form in which an output stands in the SQL.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    Plain,
    /// In single quotes.
    Text,
    /// In double quotes.
    Identifier,
    /// In brackets.
    List,
}

/// Returns what an action prints.
pub(super) fn of(action: &str) -> Output {
    if is_assignment(action) {
        return Output::Nothing;
    }
    let expression = parse(action);
    match &expression {
        Expression::Literal(Value::String(text)) => Output::Known(text.clone()),
        Expression::Literal(value) => Output::Known(value.to_string()),
        Expression::Call(name, operands) => call(name, operands),
        _ => Output::Unknown {
            argument: argument(&expression),
            shape: Shape::Plain,
        },
    }
}

/// Returns `true` for `$x := …` and `$x = …`, which print nothing.
fn is_assignment(action: &str) -> bool {
    let Some(rest) = action.strip_prefix('$') else {
        return false;
    };
    let rest = rest
        .trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | ',' | '$' | ' '));
    rest.starts_with(":=") || (rest.starts_with('=') && !rest.starts_with("=="))
}

fn call(name: &str, operands: &[Expression]) -> Output {
    let literals: Option<Vec<&str>> = operands
        .iter()
        .map(|operand| operand.literal()?.as_str())
        .collect();
    match (name, literals.as_deref()) {
        // The name that it refers to comes last, behind its kind.
        ("ref", Some([.., last])) => return Output::Known(format!("\"{last}\"")),
        ("configure" | "dependency", _) => return Output::Nothing,
        ("quote", Some([text])) => return Output::Known(format!("\"{text}\"")),
        ("squote", Some([text])) => return Output::Known(format!("'{text}'")),
        ("upper", Some([text])) => return Output::Known(text.to_uppercase()),
        ("lower", Some([text])) => return Output::Known(text.to_lowercase()),
        ("print" | "trim" | "toString" | "html", Some([text])) => {
            return Output::Known((*text).to_owned());
        }
        _ => {}
    }
    let shape = match name {
        "quote" => Shape::Identifier,
        "squote" => Shape::Text,
        "as_sql_list" => Shape::List,
        _ => Shape::Plain,
    };
    Output::Unknown {
        argument: passed(name, operands),
        shape,
    }
}

/// Returns the argument that a function passes on, but for its default and its type.
fn passed(name: &str, operands: &[Expression]) -> Option<String> {
    match name {
        "default" | "coalesce" | "int" | "int64" | "float64" | "toString" | "trim" | "quote"
        | "squote" | "required" => operands.iter().rev().find_map(|operand| match operand {
            Expression::Call(name, operands) => passed(name, operands),
            other => argument(other),
        }),
        "get" | "index" => match operands {
            [
                Expression::Argument(path),
                Expression::Literal(Value::String(name)),
            ] if path.is_empty() => Some(name.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn argument(expression: &Expression) -> Option<String> {
    match expression {
        Expression::Argument(path) => match path.as_slice() {
            [name] => Some(name.clone()),
            _ => None,
        },
        _ => None,
    }
}
