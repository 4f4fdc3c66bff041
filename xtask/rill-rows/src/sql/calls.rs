//! The type of a call, by its name and the types of its arguments.

use sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArguments, Value,
};

use super::functions::Call;
use super::names::written;
use super::scope::Reader;
use crate::placeholder;
use crate::types::Type;

/// Types of the arguments of a call.
pub(super) struct Arguments {
    /// In their order; none for `*`.
    pub(super) kinds: Vec<Option<Type>>,
    /// Of the column that an ordered aggregate is over.
    pub(super) ordered: Option<Type>,
}

/// Returns the type of a call.
pub(super) fn call(function: &Function, arguments: Arguments, reader: &Reader<'_>) -> Type {
    let name = written(&function.name).to_lowercase();
    let written: &[FunctionArg] = match &function.args {
        FunctionArguments::List(list) if list.clauses.iter().all(is_harmless) => &list.args,
        FunctionArguments::None => &[],
        _ => return Type::unknown(format!("a clause inside of `{name}` is not known")),
    };
    if name == "struct_pack" && reader.engine.is_duckdb() {
        return packed(written, arguments.kinds);
    }
    let text = |place: usize| match written.get(place) {
        Some(FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Value(value)))) => match &value.value
        {
            Value::SingleQuotedString(text) if !placeholder::is_in(text) => Some(text.as_str()),
            _ => None,
        },
        _ => None,
    };
    let mut kinds: Vec<Type> = arguments.kinds.into_iter().flatten().collect();
    // `quantile_cont(0.5) WITHIN GROUP (ORDER BY x)` has its column behind.
    kinds.splice(0..0, arguments.ordered);
    if name == "struct_extract"
        && let (Some(kind), Some(field)) = (kinds.first(), text(1))
    {
        return kind.clone().field(field);
    }
    Call {
        name: &name,
        arguments: &kinds,
        unit: text(0),
        engine: reader.engine,
        is_measure: reader.is_measure,
    }
    .kind()
}

/// Returns `true` for a clause that leaves the type as it is.
fn is_harmless(clause: &FunctionArgumentClause) -> bool {
    matches!(
        clause,
        FunctionArgumentClause::OrderBy(_) | FunctionArgumentClause::IgnoreOrRespectNulls(_)
    )
}

fn packed(written: &[FunctionArg], kinds: Vec<Option<Type>>) -> Type {
    let field = |(argument, kind): (&FunctionArg, Option<Type>)| match argument {
        FunctionArg::Named { name, .. } => Some((name.value.clone(), kind?.settled())),
        FunctionArg::ExprNamed {
            name: Expr::Identifier(name),
            ..
        } => Some((name.value.clone(), kind?.settled())),
        _ => None,
    };
    let fields: Option<Vec<_>> = written.iter().zip(kinds).map(field).collect();
    fields.map_or_else(
        || Type::unknown("a field of the struct has no name"),
        Type::Struct,
    )
}
