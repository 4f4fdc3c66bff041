//! Names that DuckDB gives to expressions without an alias.
//!
//! Only what every version prints alike is named: casts, `CASE`, `extract` and the like are not.

use sqlparser::ast::{
    BinaryOperator, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArguments, Ident, ObjectName, Value,
};

/// The words that DuckDB puts in quotes where they are names.
const KEYWORDS: &str = include_str!("keywords.txt");

/// Functions that DuckDB's parser prints under another name, or in quotes, or as something else.
const RENAMED: &str = "\
    if ifnull trim substring position overlay coalesce nullif columns timezone";

/// Returns the name of an expression that is no column; `None` where versions differ.
pub(super) fn name(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => Some(format!("'{}'", text.replace('\'', "''"))),
            value => literal(value),
        },
        other => text(other),
    }
}

fn literal(value: &Value) -> Option<String> {
    match value {
        Value::Number(number, _) => {
            let is_plain = number
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.');
            let is_whole = !number.starts_with('.') && !number.ends_with('.') && number.len() < 15;
            let is_short = !number.starts_with('0') || number == "0" || number.starts_with("0.");
            (is_plain && is_whole && is_short).then(|| number.clone())
        }
        Value::SingleQuotedString(text) => Some(format!("'{}'", text.replace('\'', "''"))),
        Value::Null => Some("NULL".to_owned()),
        _ => None,
    }
}

fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Nested(inner) => text(inner),
        Expr::Identifier(name) => identifier(name),
        Expr::CompoundIdentifier(parts) => {
            let parts: Option<Vec<String>> = parts.iter().map(identifier).collect();
            Some(parts?.join("."))
        }
        Expr::Value(value) => literal(&value.value),
        Expr::BinaryOp { left, op, right } => Some(format!(
            "({} {} {})",
            text(left)?,
            operator(op)?,
            text(right)?
        )),
        Expr::IsNull(inner) => Some(format!("({} IS NULL)", text(inner)?)),
        Expr::IsNotNull(inner) => Some(format!("({} IS NOT NULL)", text(inner)?)),
        Expr::Function(function) => call(function),
        _ => None,
    }
}

fn operator(operator: &BinaryOperator) -> Option<&'static str> {
    Some(match operator {
        BinaryOperator::Plus => "+",
        BinaryOperator::Minus => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::Modulo => "%",
        BinaryOperator::DuckIntegerDivide => "//",
        BinaryOperator::StringConcat => "||",
        BinaryOperator::Eq => "=",
        BinaryOperator::NotEq => "!=",
        BinaryOperator::Lt => "<",
        BinaryOperator::Gt => ">",
        BinaryOperator::LtEq => "<=",
        BinaryOperator::GtEq => ">=",
        // Chains of these are printed as one list.
        _ => return None,
    })
}

fn call(function: &Function) -> Option<String> {
    if function.filter.is_some() || function.over.is_some() || !function.within_group.is_empty() {
        return None;
    }
    let name = match function.name.0.as_slice() {
        [name] => name.as_ident()?.value.to_lowercase(),
        _ => return None,
    };
    if RENAMED.split_whitespace().any(|known| known == name) {
        return None;
    }
    let FunctionArguments::List(list) = &function.args else {
        return None;
    };
    if !list.clauses.is_empty() {
        return None;
    }
    let is_star = |argument: &FunctionArg| {
        matches!(argument, FunctionArg::Unnamed(FunctionArgExpr::Wildcard))
    };
    if name == "count" && list.args.iter().all(is_star) && list.duplicate_treatment.is_none() {
        return Some("count_star()".to_owned());
    }
    let argument = |argument: &FunctionArg| match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => text(expression),
        _ => None,
    };
    let arguments: Option<Vec<String>> = list.args.iter().map(argument).collect();
    let distinct = match list.duplicate_treatment {
        None => "",
        Some(DuplicateTreatment::Distinct) => "DISTINCT ",
        Some(DuplicateTreatment::All) => return None,
    };
    Some(format!(
        "{}({distinct}{})",
        quoted(&name)?,
        arguments?.join(", ")
    ))
}

fn identifier(name: &Ident) -> Option<String> {
    quoted(&name.value)
}

/// Returns a name as DuckDB prints it inside of an expression.
fn quoted(name: &str) -> Option<String> {
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !is_plain && name.contains('"') {
        return None;
    }
    let lower = name.to_lowercase();
    if is_plain && !KEYWORDS.split_whitespace().any(|keyword| keyword == lower) {
        Some(name.to_owned())
    } else {
        Some(format!("\"{name}\""))
    }
}

/// Returns the last part of a name, without quotes.
pub(crate) fn written(name: &ObjectName) -> String {
    let mut parts = name.0.iter().filter_map(|part| part.as_ident());
    parts
        .next_back()
        .map(|name| name.value.clone())
        .unwrap_or_default()
}
