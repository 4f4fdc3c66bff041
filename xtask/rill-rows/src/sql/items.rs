//! The items of a select list: their names, and how many columns each is.

use sqlparser::ast::{
    Expr, SelectItem, SelectItemQualifiedWildcardKind, WildcardAdditionalOptions,
};

use super::expression::kind_of;
use super::names::{self, written};
use super::scope::{Relation, Scope};
use crate::placeholder;
use crate::shape::Shape;
use crate::types::Type;

/// Adds the columns of an item.
pub(super) fn add_item(item: &SelectItem, scope: &mut Scope<'_>, shape: &mut Shape) {
    match item {
        SelectItem::UnnamedExpr(expression) => unnamed(expression, scope, shape),
        SelectItem::ExprWithAlias { expr, alias } => {
            let mut kind = kind_of(expr, scope);
            if placeholder::is_in(&alias.value) {
                return shape.open_up("the template writes the name of a column");
            }
            let is_open = scope
                .relations
                .iter()
                .any(|relation| relation.shape.open.is_some());
            if is_open && reads(expr, &alias.value) && shape.open.is_some() {
                // Its table has a column of this name too, which may stand before it.
                kind = Type::unknown(format!(
                    "`{}` stands beside a column of its own name",
                    alias.value
                ));
            }
            scope.aliases.push((alias.value.clone(), kind.clone()));
            shape.add(alias.value.clone(), kind);
        }
        SelectItem::ExprWithAliases { .. } => shape.open_up("one expression gives several columns"),
        SelectItem::Wildcard(options) => all_columns(scope, None, options, shape),
        SelectItem::QualifiedWildcard(kind, options) => match kind {
            SelectItemQualifiedWildcardKind::ObjectName(name) => {
                all_columns(scope, Some(&written(name)), options, shape);
            }
            SelectItemQualifiedWildcardKind::Expr(expression) => match kind_of(expression, scope) {
                Type::Struct(fields) => fields
                    .into_iter()
                    .for_each(|(name, kind)| shape.add(name, kind)),
                _ => shape.open_up("the fields of a struct are not known"),
            },
        },
    }
}

fn unnamed(expression: &Expr, scope: &Scope<'_>, shape: &mut Shape) {
    if let Some(why) = expands(expression, scope) {
        return shape.open_up(why);
    }
    let kind = kind_of(expression, scope);
    let spelled = |name: &str| {
        let columns = scope
            .relations
            .iter()
            .filter_map(|relation| relation.shape.find(name));
        columns
            .map(|column| column.name.clone())
            .next()
            .unwrap_or_else(|| name.to_owned())
    };
    match bare(expression) {
        Expr::Identifier(name) => shape.add(spelled(&name.value), kind),
        Expr::CompoundIdentifier(parts) => {
            let Some(last) = parts.last() else { return };
            let table = parts
                .len()
                .checked_sub(2)
                .map(|place| parts[place].value.as_str());
            let relation = scope
                .relations
                .iter()
                .find(|one| table.is_some_and(|name| one.name.eq_ignore_ascii_case(name)));
            let column = relation.and_then(|relation| relation.shape.find(&last.value));
            shape.add(
                column.map_or_else(|| last.value.clone(), |column| column.name.clone()),
                kind,
            );
        }
        _ if !scope.reader.engine.is_duckdb() => {
            shape.open_up(format!(
                "`{expression}` has no alias, and its name is the engine's choice"
            ));
        }
        _ => match names::name(expression) {
            Some(name) if !placeholder::is_in(&name) => shape.add(name, kind),
            Some(_) => shape.open_up("the template writes a column without an alias"),
            None => shape.open_up(format!(
                "`{expression}` has no alias, and versions of DuckDB name it differently"
            )),
        },
    }
}

/// Returns why an item may be several columns.
fn expands(expression: &Expr, scope: &Scope<'_>) -> Option<String> {
    match bare(expression) {
        Expr::Identifier(name) if placeholder::is_in(&name.value) => {
            Some("the template writes the select list".to_owned())
        }
        Expr::CompoundIdentifier(parts)
            if parts.iter().any(|part| placeholder::is_in(&part.value)) =>
        {
            Some("the template writes the name of a column".to_owned())
        }
        Expr::Function(function) if written(&function.name).eq_ignore_ascii_case("columns") => {
            Some("`COLUMNS` stands for several columns".to_owned())
        }
        Expr::Function(function) if written(&function.name).eq_ignore_ascii_case("unnest") => {
            match kind_of(expression, scope) {
                Type::Unknown(_) | Type::Struct(_) => {
                    Some("`unnest` of a struct gives its fields".to_owned())
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn bare(expression: &Expr) -> &Expr {
    match expression {
        Expr::Nested(inner) => bare(inner),
        other => other,
    }
}

/// Returns `true` if an expression mentions a column without its table.
fn reads(expression: &Expr, name: &str) -> bool {
    let lower = name.to_lowercase();
    let text = expression.to_string().to_lowercase();
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.split(|c| !is_part(c)).any(|word| word == lower)
}

/// Adds the columns of `*` or of `table.*`.
pub(super) fn all_columns(
    scope: &Scope<'_>,
    of: Option<&str>,
    options: &WildcardAdditionalOptions,
    shape: &mut Shape,
) {
    let is_meant =
        |relation: &&Relation| of.is_none_or(|name| relation.name.eq_ignore_ascii_case(name));
    let mut excluded: Vec<String> = Vec::new();
    if let Some(list) = &options.opt_exclude {
        excluded.extend(columns_in(&list.to_string()));
    }
    if let Some(list) = &options.opt_except {
        excluded.extend(columns_in(&list.to_string()));
    }
    if options.opt_ilike.is_some() || options.opt_rename.is_some() || options.opt_alias.is_some() {
        return shape.open_up("`*` is filtered or renamed");
    }
    let replaced: Vec<(String, Type)> = options
        .opt_replace
        .iter()
        .flat_map(|list| &list.items)
        .map(|item| {
            (
                item.column_name.value.to_lowercase(),
                kind_of(&item.expr, scope),
            )
        })
        .collect();
    let mut is_found = false;
    for relation in scope.relations.iter().filter(is_meant) {
        is_found = true;
        for column in &relation.shape.columns {
            let lower = column.name.to_lowercase();
            if excluded.contains(&lower) || (of.is_none() && relation.merged.contains(&lower)) {
                continue;
            }
            let mut column = column.clone();
            if let Some((_, kind)) = replaced.iter().find(|(name, _)| *name == lower) {
                column.kind = kind.clone();
            }
            shape.columns.push(column);
        }
        if let Some(why) = &relation.shape.open {
            shape.open_up(why);
            add_replaced(&replaced, options, shape);
        }
    }
    if !is_found {
        shape.open_up(format!("no table here is called `{}`", of.unwrap_or("*")));
    }
}

/// Adds what `REPLACE` says of columns that nothing else names.
fn add_replaced(
    replaced: &[(String, Type)],
    options: &WildcardAdditionalOptions,
    shape: &mut Shape,
) {
    let items = options.opt_replace.iter().flat_map(|list| &list.items);
    for (item, (_, kind)) in items.zip(replaced) {
        if shape.find(&item.column_name.value).is_none() {
            shape.add(item.column_name.value.clone(), kind.clone());
        }
    }
}

/// Returns the lower-case names in `EXCLUDE (a, "b c")`.
fn columns_in(list: &str) -> Vec<String> {
    let inner = list
        .trim_start_matches(|c: char| c.is_ascii_alphabetic())
        .trim();
    let inner = inner
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(inner);
    let name = |part: &str| {
        part.trim()
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .trim_matches('"')
            .to_lowercase()
    };
    inner.split(',').map(name).collect()
}
