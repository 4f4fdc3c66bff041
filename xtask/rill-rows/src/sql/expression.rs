//! The type of an expression.

use sqlparser::ast::{
    AccessExpr, BinaryOperator, DateTimeField, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArguments, InTarget, Subscript, UnaryOperator, Value,
};

use super::calls::{Arguments, call};
use super::engine::Engine;
use super::scope::Scope;
use crate::placeholder;
use crate::types::{self, Type};

/// Looks into an expression whose type does not matter, for what its placeholders are compared with.
pub(super) fn visit(expression: &Expr, scope: &Scope<'_>) {
    kind_of(expression, scope);
}

/// Returns the type of an expression.
pub(super) fn kind_of(expression: &Expr, scope: &Scope<'_>) -> Type {
    let own = |inner: &Expr| kind_of(inner, scope);
    match expression {
        Expr::Identifier(name) => word(&name.value, name.quote_style.is_none(), scope),
        Expr::CompoundIdentifier(parts) => scope.qualified(parts),
        Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => own(inner),
        Expr::Value(value) => match literal(&value.value) {
            // Elsewhere a text in quotes does not take the type of what it stands beside.
            Type::Literal if !scope.reader.engine.is_duckdb() => Type::Text,
            kind => kind,
        },
        Expr::TypedString(text) => of_written_type(&text.data_type.to_string(), scope),
        Expr::Interval(interval) => {
            own(&interval.value);
            Type::Interval
        }
        Expr::Cast {
            expr, data_type, ..
        } => cast(expr, &data_type.to_string(), scope),
        Expr::BinaryOp { left, op, right } => binary(left, op, right, scope),
        Expr::UnaryOp { op, expr } => unary(*op, own(expr)),
        Expr::Function(function) => function_type(function, scope),
        Expr::Case {
            operand,
            conditions,
            else_result,
            ..
        } => {
            let conditions_read = conditions.iter().map(|when| &when.condition);
            for part in operand
                .iter()
                .map(|operand| &**operand)
                .chain(conditions_read)
            {
                visit(part, scope);
            }
            let results = conditions.iter().map(|when| own(&when.result));
            results
                .chain(else_result.iter().map(|result| own(result)))
                .fold(Type::Null, Type::common)
        }
        Expr::Subquery(query) => {
            let shape = (scope.reader.subquery)(query, scope);
            match shape.columns.into_iter().next() {
                Some(column) if shape.open.is_none() => column.kind,
                _ => Type::unknown("the subquery's column is not known"),
            }
        }
        Expr::Extract { field, expr, .. } => {
            own(expr);
            match field {
                DateTimeField::Epoch | DateTimeField::Julian => Type::Number,
                _ if scope.reader.engine.is_duckdb() => Type::Integer,
                _ => Type::Number,
            }
        }
        Expr::Ceil { .. } | Expr::Floor { .. } => Type::Number,
        Expr::Position { .. } => Type::Integer,
        Expr::Substring { expr, .. } | Expr::Overlay { expr, .. } | Expr::Trim { expr, .. } => {
            own(expr);
            Type::Text
        }
        Expr::AtTimeZone { timestamp, .. } => match own(timestamp) {
            Type::TimestampTz => Type::Timestamp,
            Type::Timestamp | Type::Date | Type::DateOrTimestamp => Type::TimestampTz,
            _ => Type::unknown("`AT TIME ZONE` of what is not known to be a time"),
        },
        Expr::CompoundFieldAccess { root, access_chain } => {
            access_chain.iter().fold(own(root), access)
        }
        other if is_condition(other, scope) => truth(scope),
        other => nested(other, scope),
    }
}

/// Returns the type of a list, a struct or a map that is written out.
fn nested(expression: &Expr, scope: &Scope<'_>) -> Type {
    let own = |inner: &Expr| kind_of(inner, scope);
    match expression {
        Expr::Array(list) => {
            let items = list.elem.iter().map(own).fold(Type::Null, Type::common);
            Type::List(Box::new(items.settled()))
        }
        Expr::Dictionary(fields) => {
            let fields = fields
                .iter()
                .map(|field| (field.key.value.clone(), own(&field.value).settled()));
            Type::Struct(fields.collect())
        }
        Expr::Map(_) => types::map(),
        other => {
            let text = other.to_string();
            Type::unknown(format!("the type of `{}` is not known", shortened(&text)))
        }
    }
}

/// Returns `true` for a condition, and looks into its parts.
fn is_condition(expression: &Expr, scope: &Scope<'_>) -> bool {
    match expression {
        Expr::Exists { subquery, .. } => {
            drop((scope.reader.subquery)(subquery, scope));
        }
        Expr::In { expr, target, .. } => {
            let kind = kind_of(expr, scope);
            match target {
                InTarget::List(list) => list.iter().for_each(|one| compare(one, &kind, scope)),
                InTarget::Subquery(query) => drop((scope.reader.subquery)(query, scope)),
                _ => {}
            }
        }
        Expr::Between {
            expr, low, high, ..
        } => {
            let kind = kind_of(expr, scope);
            compare(low, &kind, scope);
            compare(high, &kind, scope);
        }
        Expr::Like { expr, pattern, .. }
        | Expr::ILike { expr, pattern, .. }
        | Expr::SimilarTo { expr, pattern, .. } => {
            visit(expr, scope);
            compare(pattern, &Type::Text, scope);
        }
        Expr::IsNull(inner)
        | Expr::IsNotNull(inner)
        | Expr::IsTrue(inner)
        | Expr::IsFalse(inner)
        | Expr::IsNotTrue(inner)
        | Expr::IsNotFalse(inner)
        | Expr::IsUnknown(inner)
        | Expr::IsNotUnknown(inner) => {
            visit(inner, scope);
        }
        Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
            pair(left, right, scope);
        }
        Expr::RLike { .. } | Expr::AnyOp { .. } | Expr::AllOp { .. } | Expr::IsJson { .. } => {}
        _ => return false,
    }
    true
}

/// Returns the type of a comparison: another engine's may be a number.
fn truth(scope: &Scope<'_>) -> Type {
    match scope.reader.engine {
        Engine::ClickHouse | Engine::MySql => {
            Type::unknown("the engine has numbers for truth values")
        }
        _ => Type::Boolean,
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns the type of a word: of a column, or of a function that stands without brackets.
fn word(name: &str, is_bare: bool, scope: &Scope<'_>) -> Type {
    let kind = scope.column(name);
    match name.to_ascii_lowercase().as_str() {
        _ if !kind.is_unknown() || !is_bare => kind,
        "current_date" => Type::Date,
        "current_timestamp" => Type::TimestampTz,
        "localtimestamp" => Type::Timestamp,
        _ => kind,
    }
}

fn literal(value: &Value) -> Type {
    match value {
        Value::Number(text, _) if placeholder::of(&Expr::value(value.clone())).is_some() => {
            Type::unknown(format!("the template writes it in place of {text}"))
        }
        Value::Number(text, _) => {
            let text = text.replace('_', "");
            if text.parse::<i64>().is_ok() || text.starts_with("0x") {
                Type::Integer
            } else {
                Type::Number
            }
        }
        Value::Boolean(_) => Type::Boolean,
        Value::Null => Type::Null,
        Value::SingleQuotedString(_)
        | Value::DollarQuotedString(_)
        | Value::EscapedStringLiteral(_)
        | Value::UnicodeStringLiteral(_)
        | Value::NationalStringLiteral(_) => Type::Literal,
        _ => Type::unknown("a literal of an unknown kind"),
    }
}

/// Returns what a type's name says; other engines' words may mean something else.
fn of_written_type(text: &str, scope: &Scope<'_>) -> Type {
    let kind = Type::parse(text);
    if scope.reader.engine.is_duckdb() {
        return kind;
    }
    match kind {
        Type::Text | Type::Integer | Type::Number | Type::Date => kind,
        Type::Boolean if scope.reader.engine != Engine::MySql => kind,
        _ => Type::unknown(format!("`{text}` depends on the engine")),
    }
}

fn cast(inner: &Expr, written: &str, scope: &Scope<'_>) -> Type {
    let target = of_written_type(written, scope);
    match placeholder::of(inner) {
        Some(number) => scope.reader.note(number, target.clone()),
        None => visit(inner, scope),
    }
    target
}

/// Notes the type that a placeholder is compared with.
fn compare(one: &Expr, kind: &Type, scope: &Scope<'_>) {
    match placeholder::of(one) {
        Some(number) if !kind.is_unknown() => scope.reader.note(number, kind.clone()),
        _ => visit(one, scope),
    }
}

/// Compares two expressions with each other.
fn pair(left: &Expr, right: &Expr, scope: &Scope<'_>) {
    match (placeholder::of(left), placeholder::of(right)) {
        (Some(_), None) => compare(left, &kind_of(right, scope), scope),
        _ => compare(right, &kind_of(left, scope), scope),
    }
}

fn unary(operator: UnaryOperator, kind: Type) -> Type {
    match operator {
        UnaryOperator::Not | UnaryOperator::BangNot => Type::Boolean,
        UnaryOperator::Plus | UnaryOperator::Minus => match kind {
            Type::Literal | Type::Text => Type::unknown("the sign of a text"),
            other => other,
        },
        UnaryOperator::BitwiseNot if kind.is_integer() => kind,
        _ => Type::unknown("an operator of an unknown type"),
    }
}

fn binary(left: &Expr, operator: &BinaryOperator, right: &Expr, scope: &Scope<'_>) -> Type {
    use BinaryOperator as Op;
    match operator {
        Op::Eq | Op::NotEq | Op::Lt | Op::Gt | Op::LtEq | Op::GtEq | Op::Spaceship => {
            pair(left, right, scope);
            return truth(scope);
        }
        _ => {}
    }
    let (one, other) = (kind_of(left, scope), kind_of(right, scope));
    let is_duckdb = scope.reader.engine.is_duckdb();
    match operator {
        Op::And | Op::Or | Op::Xor => truth(scope),
        Op::Plus | Op::Minus => {
            let is_literal = |expression: &Expr| matches!(expression, Expr::Value(_));
            let kind = one
                .clone()
                .plus(other.clone(), *operator == Op::Minus, is_duckdb);
            unsigned(&one, &other, is_literal(left) || is_literal(right), kind)
        }
        Op::Multiply => {
            let is_literal = matches!(left, Expr::Value(_)) || matches!(right, Expr::Value(_));
            unsigned(&one, &other, is_literal, one.clone().times(other.clone()))
        }
        Op::Divide => one.divided(&other),
        Op::DuckIntegerDivide | Op::MyIntegerDivide => match (one.is_integer(), other.is_integer())
        {
            (true, true) => one.modulo(Some(&other)),
            _ => Type::Number,
        },
        Op::Modulo => one.modulo(Some(&other)),
        Op::StringConcat => concatenated(one, other),
        Op::BitwiseXor | Op::PGExp if is_duckdb => Type::Number,
        Op::BitwiseAnd | Op::BitwiseOr | Op::PGBitwiseShiftLeft | Op::PGBitwiseShiftRight
            if one.is_integer() && other.is_integer() =>
        {
            one.numeric(&other)
        }
        Op::Arrow if is_duckdb => Type::Json,
        Op::LongArrow if is_duckdb => match other {
            Type::List(_) => Type::List(Box::new(Type::Text)),
            _ => Type::Text,
        },
        Op::PGRegexMatch
        | Op::PGRegexIMatch
        | Op::PGRegexNotMatch
        | Op::PGRegexNotIMatch
        | Op::PGLikeMatch
        | Op::PGILikeMatch
        | Op::PGNotLikeMatch
        | Op::PGNotILikeMatch
        | Op::PGStartsWith
        | Op::Glob => truth(scope),
        other => Type::unknown(format!("the type of `{other}` is not known")),
    }
}

/// Keeps `UBIGINT` beside a number that is written out; with another integer it becomes a `HUGEINT`.
fn unsigned(one: &Type, other: &Type, is_literal: bool, kind: Type) -> Type {
    match (one, other) {
        (Type::Unsigned, Type::Integer) | (Type::Integer, Type::Unsigned) if is_literal => {
            Type::Unsigned
        }
        _ => kind,
    }
}

fn concatenated(one: Type, other: Type) -> Type {
    match (one, other) {
        (Type::Null, _) | (_, Type::Null) => Type::Null,
        (Type::List(one), Type::List(other)) => Type::List(Box::new(one.common(*other))),
        (Type::Blob, Type::Blob) => Type::Blob,
        (Type::Text | Type::Literal, _) | (_, Type::Text | Type::Literal) => Type::Text,
        (Type::Unknown(why), _) | (_, Type::Unknown(why)) => Type::Unknown(why),
        (Type::List(_), _) | (_, Type::List(_)) => Type::unknown("a list beside what is none"),
        _ => Type::Text,
    }
}

fn access(kind: Type, step: &AccessExpr) -> Type {
    match step {
        AccessExpr::Dot(Expr::Identifier(name)) => kind.field(&name.value),
        AccessExpr::Dot(Expr::Function(function)) => {
            // `x.f(y)` is `f(x, y)`.
            Type::unknown(format!("the type of the call `.{function}` is not known"))
        }
        AccessExpr::Dot(_) => Type::unknown("an unknown field"),
        AccessExpr::Subscript(Subscript::Index { index }) => {
            let text = match index {
                Expr::Value(value) => match &value.value {
                    Value::SingleQuotedString(text) => Some(text.clone()),
                    _ => None,
                },
                _ => None,
            };
            match (kind, text) {
                (Type::List(item), None) => *item,
                (Type::Text | Type::Literal, None) => Type::Text,
                (kind @ Type::Struct(_), Some(name)) => kind.field(&name),
                (Type::Json, _) => Type::Json,
                (Type::Unknown(why), _) => Type::Unknown(why),
                _ => Type::unknown("it takes an item of what has none"),
            }
        }
        AccessExpr::Subscript(Subscript::Slice { .. }) => match kind {
            Type::Literal => Type::Text,
            other => other,
        },
    }
}

/// Returns the type of an argument; `None` for `*`.
pub(super) fn argument_type(argument: &FunctionArg, scope: &Scope<'_>) -> Option<Type> {
    match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expression))
        | FunctionArg::Named {
            arg: FunctionArgExpr::Expr(expression),
            ..
        }
        | FunctionArg::ExprNamed {
            arg: FunctionArgExpr::Expr(expression),
            ..
        } => Some(match expression {
            Expr::Lambda(_) => Type::unknown("a lambda"),
            other => kind_of(other, scope),
        }),
        _ => None,
    }
}

fn function_type(function: &Function, scope: &Scope<'_>) -> Type {
    let arguments: &[FunctionArg] = match &function.args {
        FunctionArguments::List(list) => &list.args,
        FunctionArguments::None | FunctionArguments::Subquery(_) => &[],
    };
    if let Some(filter) = &function.filter {
        visit(filter, scope);
    }
    let ordered = function.within_group.first();
    let arguments = Arguments {
        kinds: arguments
            .iter()
            .map(|argument| argument_type(argument, scope))
            .collect(),
        ordered: ordered.map(|order| kind_of(&order.expr, scope)),
    };
    call(function, arguments, scope.reader)
}
