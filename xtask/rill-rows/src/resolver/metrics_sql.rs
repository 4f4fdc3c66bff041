//! `metrics_sql`: names of a metrics view, by Rill's own reading of SQL (RILL-ROWS.md, section 2).

use sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, OrderByKind, Query,
    Select, SelectItem, SetExpr, TableFactor, Value,
};

use crate::branches::{Found, Read, rendered};
use crate::metrics_view::{MetricsView, Views};
use crate::placeholder;
use crate::shape::{Column, Shape};
use crate::sql::{Engine, Reader, Relation, Scope, expression_type, limits, parse, written};
use crate::types::Type;

/// Grains that times are truncated to.
const GRAINS: &str = "millisecond second minute hour day week month quarter year";

/// Start of the messages that Rill gives itself.
const REFUSED: &str = "metrics sql: ";

/// Returns the columns of a query over a metrics view.
pub(super) fn read(template: &str, is_templated: bool, views: &Views<'_>) -> Found {
    let mut found = rendered(template, is_templated, |text| {
        let query = parse(text, Engine::Metrics)?;
        one(&query, views).map_err(|why| format!("{REFUSED}{why}"))
    });
    // A reason of Rill's own comes through as the reason that nothing is known.
    if let Some(why) = &found.shape.open
        && let Some(at) = why.find(REFUSED)
        && found.shape.columns.is_empty()
    {
        found.refused = Some(why[at..].to_owned());
    }
    found
}

/// Returns the columns of a query, or why Rill refuses it.
fn one(query: &Query, views: &Views<'_>) -> Result<Read, String> {
    let SetExpr::Select(select) = &*query.body else {
        return Err("expected a SELECT statement".to_owned());
    };
    let name = view_name(select)?;
    if placeholder::is_in(&name) {
        return Ok(Read {
            shape: Shape::open("the template writes the name of the metrics view"),
            ..Read::default()
        });
    }
    let view = views
        .find(&name)
        .ok_or_else(|| format!("metrics view `{name}` not found"))?;
    if let Some(why) = &view.refused {
        return Err(format!(
            "metrics view \"{}\" is not valid: {why}",
            view.name
        ));
    }
    let mut shape = Shape::default();
    for item in &select.projection {
        add(item, &view, &mut shape)?;
    }
    check_order(query, &shape)?;
    // Dimensions and measures are what conditions compare.
    let open = |_: &str| Shape::default();
    let reader = Reader::new(Engine::Metrics, &open);
    let mut fields = Shape::default();
    for field in view.dimensions.iter().chain(&view.measures) {
        fields.add(field.name.clone(), field.kind.clone());
    }
    let scope = Scope::new(&reader, vec![Relation::new(name, fields)]);
    for condition in select.selection.iter().chain(&select.having) {
        expression_type(condition, &scope);
    }
    let counts = limits(query);
    let mut uses = reader.into_uses();
    uses.extend(counts.into_iter().map(|number| (number, Type::Integer)));
    Ok(Read { shape, uses })
}

fn view_name(select: &Select) -> Result<String, String> {
    let [table] = select.from.as_slice() else {
        let missing = if select.from.is_empty() {
            "need `FROM metrics_view` clause"
        } else {
            "join is not supported"
        };
        return Err(missing.to_owned());
    };
    if !table.joins.is_empty() {
        return Err("join is not supported".to_owned());
    }
    match &table.relation {
        TableFactor::Table {
            name, args: None, ..
        } => Ok(written(name)),
        _ => Err("only FROM `metrics_view` is supported".to_owned()),
    }
}

/// Adds the column of an item; Rill ignores an alias but for `date_trunc`.
fn add(item: &SelectItem, view: &MetricsView, shape: &mut Shape) -> Result<(), String> {
    let unsupported = || Err("unsupported expression in select field".to_owned());
    let (expression, alias) = match item {
        SelectItem::UnnamedExpr(expression) => (expression, None),
        SelectItem::ExprWithAlias { expr, alias } => (expr, Some(alias)),
        _ => return unsupported(),
    };
    match expression {
        Expr::Identifier(name) if placeholder::is_in(&name.value) => {
            shape.open_up("the template writes the select list");
        }
        Expr::Identifier(name) => {
            let field = selected(name, view)?;
            if view.compared.contains(&field.name) {
                return Err(format!(
                    "measure `{}` compares with another time, and no such time is given",
                    field.name
                ));
            }
            if shape.columns.iter().any(|known| known.name == field.name) {
                return Ok(());
            }
            shape.columns.push(Column {
                docs: field.docs.clone(),
                ..Column::new(field.name.clone(), field.kind.clone())
            });
        }
        Expr::CompoundIdentifier(parts) => {
            let name: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
            return Err(format!(
                "no alias or table reference is supported in column name. Found in `{}`",
                name.join(".")
            ));
        }
        Expr::Function(function) => truncated(function, alias, view, shape)?,
        _ => return unsupported(),
    }
    Ok(())
}

fn selected<'v>(
    name: &Ident,
    view: &'v MetricsView,
) -> Result<&'v crate::metrics_view::Field, String> {
    view.field(&name.value).ok_or_else(|| {
        format!(
            "selected column `{}` not found in dimensions/measures in metrics view",
            name.value
        )
    })
}

/// Adds `date_trunc('grain', dimension)`.
fn truncated(
    function: &Function,
    alias: Option<&Ident>,
    view: &MetricsView,
    shape: &mut Shape,
) -> Result<(), String> {
    let called = written(&function.name).to_lowercase();
    if called != "date_trunc" {
        return Err(format!("function `{called}` not supported in select field"));
    }
    let arguments: Vec<&Expr> = match &function.args {
        FunctionArguments::List(list) => list
            .args
            .iter()
            .filter_map(|argument| match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => Some(expression),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    let [grain, dimension] = arguments.as_slice() else {
        return Err("expected 2 arguments in date_trunc function".to_owned());
    };
    let Expr::Value(value) = grain else {
        return Err("expected string for grain".to_owned());
    };
    let Value::SingleQuotedString(grain) = &value.value else {
        return Err("expected string for grain".to_owned());
    };
    let is_written = placeholder::is_in(grain);
    if !is_written
        && !GRAINS
            .split(' ')
            .any(|known| known.eq_ignore_ascii_case(grain))
    {
        return Err(format!("invalid time grain `{grain}`"));
    }
    let Expr::Identifier(dimension) = dimension else {
        return Err("expected column name expression".to_owned());
    };
    let field = selected(dimension, view)?;
    if view.dimension(&field.name).is_none() {
        return Err("expected dimension in date_trunc function".to_owned());
    }
    let name = match alias {
        Some(alias) if placeholder::is_in(&alias.value) => {
            shape.open_up("the template writes the name of a column");
            return Ok(());
        }
        Some(alias) => alias.value.clone(),
        None if is_written => {
            shape.open_up(
                "the template writes the grain of a time without an alias, and so its name",
            );
            return Ok(());
        }
        None => format!("DATE_TRUNC('{grain}', \"{}\")", field.name),
    };
    if name != field.name && view.field(&name).is_some() {
        return Err(format!("the alias `{name}` is the name of another field"));
    }
    shape.columns.push(Column {
        docs: field.docs.clone(),
        ..Column::new(name, Type::Timestamp)
    });
    Ok(())
}

/// Rill sorts by what is selected.
fn check_order(query: &Query, shape: &Shape) -> Result<(), String> {
    let Some(OrderByKind::Expressions(list)) = query.order_by.as_ref().map(|order| &order.kind)
    else {
        return Ok(());
    };
    for item in list {
        let Expr::Identifier(name) = &item.expr else {
            continue;
        };
        let is_known = placeholder::is_in(&name.value)
            || shape.columns.iter().any(|column| column.name == name.value);
        if !is_known && shape.open.is_none() {
            return Err(format!(
                "the query sorts by `{}`, which it does not select",
                name.value
            ));
        }
    }
    Ok(())
}
