//! SQL to columns: parsed by `sqlparser`, its names and types by the rules of DuckDB (RILL-ROWS.md, sections 4 and 6).
//!
//! ```text
//! engine       whose SQL it is: the dialect, and how much is certain of it
//! salvage      what the parser does not know, left out
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
mod salvage;
mod scope;
mod tables;

use sqlparser::ast::{Expr, Query, SelectItem, SetExpr, Statement};
use sqlparser::dialect::{Dialect, GenericDialect};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

pub(crate) use engine::Engine;
pub(crate) use names::written;
pub(crate) use query::{expression_type, limits, query_shape};
pub(crate) use scope::{Reader, Relation, Scope};

/// Highest number of parts of a query that are left out.
const MAX_LEFT_OUT: usize = 20;

/// Parses one query.
///
/// # Errors
///
/// The text is not one query in the engine's dialect, as far as the parser knows it.
pub(crate) fn parse(text: &str, engine: Engine) -> Result<Query, String> {
    parse_tokens(&tokens(text, engine)?, engine)
}

/// Parses one query; the parts of it that the parser does not know become unknown.
///
/// # Errors
///
/// It is no query, or its outline is not understood.
pub(crate) fn parse_what_is_known(text: &str, engine: Engine) -> Result<Query, String> {
    let mut tokens = tokens(text, engine)?;
    let mut parsed = parse_tokens(&tokens, engine);
    let first = parsed.clone();
    for _ in 0..MAX_LEFT_OUT {
        match &parsed {
            Err(error) if salvage::leave_out(&mut tokens, error) => {
                parsed = parse_tokens(&tokens, engine);
            }
            _ => break,
        }
    }
    parsed.or(first)
}

fn tokens(text: &str, engine: Engine) -> Result<Vec<TokenWithSpan>, String> {
    let dialect = engine.dialect();
    let tokens = Tokenizer::new(&*dialect, text).tokenize_with_location();
    let mut tokens = tokens.map_err(|error| error.to_string())?;
    tokens.retain(|one| !matches!(one.token, Token::Whitespace(_)));
    Ok(tokens)
}

fn parse_tokens(tokens: &[TokenWithSpan], engine: Engine) -> Result<Query, String> {
    let statements = |dialect: &dyn Dialect| {
        Parser::new(dialect)
            .with_recursion_limit(200)
            .with_tokens_with_locations(tokens.to_vec())
            .parse_statements()
    };
    let parsed = statements(&*engine.dialect());
    let parsed = match engine {
        // `* RENAME` and `IGNORE NULLS` are DuckDB's too, and only this dialect of the parser has them.
        Engine::DuckDb => parsed.or_else(|why| statements(&GenericDialect {}).map_err(|_| why)),
        _ => parsed,
    };
    match <[Statement; 1]>::try_from(parsed.map_err(|error| error.to_string())?) {
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
