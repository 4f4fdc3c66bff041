//! A query in the scope of its tables: which columns it has.

use std::collections::{BTreeMap, BTreeSet};

use sqlparser::ast::{
    Cte, Expr, GroupByExpr, LimitClause, Query, Select, SelectItem, SetExpr, SetOperator,
    SetQuantifier, WildcardAdditionalOptions,
};

use super::engine::Engine;
use super::expression::{kind_of, visit};
use super::items::{add_item, all_columns, mentions};
use super::scope::{Reader, Scope};
use super::tables::{add_tables, renamed, table_shape};
use crate::placeholder;
use crate::shape::Shape;
use crate::types::Type;

/// Returns the type of an expression over a table.
pub(crate) fn expression_type(expression: &Expr, scope: &Scope<'_>) -> Type {
    kind_of(expression, scope)
}

/// Returns the columns of a query, and the types of what its placeholders are compared with.
pub(crate) fn query_shape(
    query: &Query,
    engine: Engine,
    table: &dyn Fn(&str) -> Shape,
) -> (Shape, BTreeMap<usize, Type>) {
    let mut reader = Reader::new(engine, table);
    reader.subquery = shape_in;
    let shape = shape_in(query, &Scope::new(&reader, Vec::new())).named();
    (shape, reader.into_uses())
}

/// Returns the columns of a query inside of another one's scope.
fn shape_in(query: &Query, outer: &Scope<'_>) -> Shape {
    let mut ctes = outer.ctes.to_vec();
    if let Some(with) = &query.with {
        for cte in &with.cte_tables {
            let shape = cte_shape(cte, with.recursive, &ctes, outer);
            ctes.push((
                cte.alias.name.value.clone(),
                renamed(shape, &cte.alias, outer.reader.engine).named(),
            ));
        }
    }
    let scope = outer.within(&ctes, Some(outer));
    for number in limits(query) {
        scope.reader.note(number, Type::Integer);
    }
    if !query.pipe_operators.is_empty() {
        return Shape::open("the query goes through pipes");
    }
    set_shape(&query.body, &scope)
}

fn cte_shape(cte: &Cte, is_recursive: bool, ctes: &[(String, Shape)], outer: &Scope<'_>) -> Shape {
    let within = |ctes: &[(String, Shape)], body: &SetExpr| {
        set_shape(body, &outer.within(ctes, Some(outer)))
    };
    if is_recursive
        && let SetExpr::SetOperation { left, right, .. } = &*cte.query.body
        && mentions(right, &cte.alias.name.value)
    {
        // The query's own name stands for what its first part gives.
        return renamed(within(ctes, left), &cte.alias, outer.reader.engine).into_table();
    }
    shape_in(&cte.query, &outer.within(ctes, outer.outer))
}

fn set_shape(body: &SetExpr, scope: &Scope<'_>) -> Shape {
    match body {
        SetExpr::Select(select) => select_shape(select, scope),
        SetExpr::Query(query) => shape_in(query, scope),
        SetExpr::Values(values) => {
            let width = values.rows.first().map_or(0, |row| row.content.len());
            let mut shape = Shape::default();
            for place in 0..width {
                let cells = values.rows.iter().filter_map(|row| row.content.get(place));
                let kinds = cells.map(|cell| kind_of(cell, scope));
                shape.add(format!("col{place}"), kinds.fold(Type::Null, Type::common));
            }
            shape
        }
        SetExpr::SetOperation {
            left,
            op,
            set_quantifier,
            right,
        } => {
            let (left, right) = (set_shape(left, scope), set_shape(right, scope));
            let by_name = matches!(
                set_quantifier,
                SetQuantifier::ByName | SetQuantifier::AllByName | SetQuantifier::DistinctByName
            );
            match (op, by_name) {
                (SetOperator::Union, true) => union_by_name(left.named(), right.named()),
                _ => union(left, &right),
            }
        }
        SetExpr::Table(table) => match &table.table_name {
            Some(name) => table_shape(&name.value, scope),
            None => Shape::open("the table has no name"),
        },
        SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
            Shape::open("the query changes data")
        }
    }
}

/// Brings the columns of two queries together by their places.
fn union(mut left: Shape, right: &Shape) -> Shape {
    let open = left.open.as_ref().or(right.open.as_ref()).cloned();
    for (place, column) in left.columns.iter_mut().enumerate() {
        let own = std::mem::replace(&mut column.kind, Type::Null);
        column.kind = match (&open, right.columns.get(place)) {
            (Some(why), _) => Type::unknown(why),
            (None, Some(other)) => own.common(other.kind.clone()),
            (None, None) => Type::unknown("the parts of the union differ in width"),
        };
    }
    left
}

fn union_by_name(mut left: Shape, right: Shape) -> Shape {
    let (left_open, right_open) = (left.open.clone(), right.open.clone());
    let mut matched = BTreeSet::new();
    for column in &mut left.columns {
        let own = std::mem::replace(&mut column.kind, Type::Null);
        column.kind = match (right.find(&column.name), &right_open) {
            (Some(other), _) => own.common(other.kind.clone()),
            (None, Some(why)) => Type::unknown(why),
            (None, None) => own,
        };
        matched.insert(column.name.to_lowercase());
    }
    for mut column in right.columns {
        if !matched.contains(&column.name.to_lowercase()) {
            if let Some(why) = &left_open {
                column.kind = Type::unknown(why);
            }
            left.columns.push(column);
        }
    }
    left.open = left_open.or(right_open);
    left
}

fn select_shape(select: &Select, scope: &Scope<'_>) -> Shape {
    let mut inner = scope.beside();
    for table in &select.from {
        add_tables(table, &mut inner);
    }
    let mut shape = Shape::default();
    if select.projection.is_empty() {
        // `FROM t`
        all_columns(
            &inner,
            None,
            &WildcardAdditionalOptions::default(),
            &mut shape,
        );
    }
    if scope.reader.engine == Engine::ClickHouse {
        inner.aliases = later_aliases(select);
    }
    for item in &select.projection {
        add_item(item, &mut inner, &mut shape);
    }
    if !select.lateral_views.is_empty() {
        shape.open_up("a lateral view adds columns");
    }
    let shape = shape.without_hidden();
    let group = match &select.group_by {
        GroupByExpr::Expressions(list, _) => list.as_slice(),
        GroupByExpr::All(_) => &[],
    };
    let conditions = select
        .selection
        .iter()
        .chain(&select.having)
        .chain(&select.qualify)
        .chain(group);
    for expression in conditions {
        visit(expression, &inner);
    }
    shape
}

/// Returns the aliases of a select list before their types are known: ClickHouse takes one for every column of its name.
fn later_aliases(select: &Select) -> Vec<(String, Type)> {
    let items = select.projection.iter().filter_map(|item| match item {
        SelectItem::ExprWithAlias { expr, alias } => Some((expr, &alias.value)),
        _ => None,
    });
    let others = items
        .filter(|(expr, alias)| !matches!(expr, Expr::Identifier(name) if name.value == **alias));
    let why = "an alias of the select list has its name";
    others
        .map(|(_, alias)| (alias.clone(), Type::unknown(why)))
        .collect()
}

/// Returns the placeholders that a query counts its rows with.
pub(crate) fn limits(query: &Query) -> Vec<usize> {
    let counts: Vec<&Expr> = match &query.limit_clause {
        Some(LimitClause::LimitOffset { limit, offset, .. }) => limit
            .iter()
            .chain(offset.iter().map(|offset| &offset.value))
            .collect(),
        Some(LimitClause::OffsetCommaLimit { offset, limit }) => vec![offset, limit],
        None => Vec::new(),
    };
    counts.into_iter().filter_map(placeholder::of).collect()
}
