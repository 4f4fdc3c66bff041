//! SQL to columns: parsed by `sqlparser`, its names and types by the rules of DuckDB (RILL-ROWS.md, sections 4 and 6).
//!
//! ```text
//! engine       whose SQL it is: the dialect, and how much is certain of it
//! query        a query → columns: its parts, its tables, the items of its select list
//! scope        names that expressions can use
//! expression   an expression → its type; subqueries lead back to `query`
//! functions    the table of functions and what they return
//! names        an expression without an alias → the name that DuckDB gives it
//! ```

mod calls;
mod engine;
mod expression;
mod functions;
mod items;
mod names;
mod query;
mod scope;
mod tables;

use sqlparser::ast::{Expr, Query, SelectItem, SetExpr, Statement};
use sqlparser::parser::Parser;

pub(crate) use engine::Engine;
pub(crate) use names::written;
pub(crate) use query::{expression_type, limits, query_shape};
pub(crate) use scope::{Reader, Relation, Scope};

/// Parses one query.
///
/// # Errors
///
/// The text is not one query in the engine's dialect, as far as the parser knows it.
pub(crate) fn parse(text: &str, engine: Engine) -> Result<Query, String> {
    let dialect = engine.dialect();
    let parser = Parser::new(&*dialect).with_recursion_limit(200);
    let statements = parser
        .try_with_sql(text)
        .and_then(|mut parser| parser.parse_statements())
        .map_err(|error| error.to_string())?;
    match <[Statement; 1]>::try_from(statements) {
        Ok([Statement::Query(query)]) => Ok(*query),
        Ok(_) => Err("it is not a SELECT".to_owned()),
        Err(statements) => Err(format!("it holds {} statements", statements.len())),
    }
}

/// Parses one expression, as metrics views hold them.
///
/// # Errors
///
/// The text is not one expression.
pub(crate) fn parse_expression(text: &str, engine: Engine) -> Result<Expr, String> {
    let query = parse(&format!("SELECT {text}\n"), engine)?;
    let SetExpr::Select(select) = *query.body else {
        return Err("it is not an expression".to_owned());
    };
    match <[SelectItem; 1]>::try_from(select.projection) {
        Ok([SelectItem::UnnamedExpr(expression)]) if select.from.is_empty() => Ok(expression),
        _ => Err("it is not one expression".to_owned()),
    }
}
