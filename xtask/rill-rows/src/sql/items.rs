//! The items of a select list: their names, and how many columns each is.

use std::fmt::Display;
use std::slice;

use sqlparser::ast::{
    ExcludeSelectItem, Expr, FunctionArguments, Ident, IdentWithAlias, ObjectName,
    RenameSelectItem, SelectItem, SelectItemQualifiedWildcardKind, WildcardAdditionalOptions,
};

use super::expression::{argument_type, kind_of};
use super::names::{self, written};
use super::salvage::UNREAD;
use super::scope::{Relation, Scope};
use crate::placeholder;
use crate::shape::{Column, Shape};
use crate::types::Type;

/// Adds the columns of an item.
pub(super) fn add_item(item: &SelectItem, scope: &mut Scope<'_>, shape: &mut Shape) {
    match item {
        SelectItem::UnnamedExpr(expression) => unnamed(expression, scope, shape),
        SelectItem::ExprWithAlias { expr, alias } => aliased(expr, alias, scope, shape),
        SelectItem::ExprWithAliases { .. } => shape.open_up("one expression gives several columns"),
        SelectItem::Wildcard(options) => all_columns(scope, None, options, shape),
        SelectItem::QualifiedWildcard(kind, options) => match kind {
            SelectItemQualifiedWildcardKind::ObjectName(name) => {
                let name = written(name);
                match scope.column(&name) {
                    kind @ Type::Struct(_) if scope.relation(&name).is_none() => {
                        all_fields(kind, shape);
                    }
                    _ => all_columns(scope, Some(&name), options, shape),
                }
            }
            SelectItemQualifiedWildcardKind::Expr(expression) => {
                all_fields(kind_of(expression, scope), shape);
            }
        },
    }
}

/// Adds the columns of `struct.*`.
fn all_fields(kind: Type, shape: &mut Shape) {
    let Type::Struct(fields) = kind else {
        shape.open_up("the fields of a struct are not known");
        return shape.end_star(Vec::new());
    };
    for (name, kind) in fields {
        shape.add(name, kind);
    }
}

fn aliased(expression: &Expr, alias: &Ident, scope: &mut Scope<'_>, shape: &mut Shape) {
    let kind = kind_of(expression, scope);
    if placeholder::is_in(&alias.value) {
        return shape.open_up("the template writes the name of a column");
    }
    let name = scope.reader.engine.folded(alias);
    if let Some(several) = expands(expression, scope) {
        shape.columns.push(Column {
            is_certain: false,
            ..Column::new(name, Type::unknown(several.why))
        });
        return several.open_up(shape);
    }
    scope.aliases.push((name.clone(), kind.clone()));
    shape.add(name, kind);
}

fn unnamed(expression: &Expr, scope: &Scope<'_>, shape: &mut Shape) {
    if let Some(several) = expands(expression, scope) {
        return several.open_up(shape);
    }
    let kind = kind_of(expression, scope);
    let spelled = |name: &str| scope.find(name).map(|column| column.name.clone());
    let folded = |name: &Ident| scope.reader.engine.folded(name);
    match bare(expression) {
        Expr::Identifier(name) => {
            shape.add(spelled(&name.value).unwrap_or_else(|| folded(name)), kind);
        }
        Expr::CompoundIdentifier(parts) => {
            let Some(last) = parts.last() else { return };
            let table = parts.iter().rev().nth(1);
            let relation = table.and_then(|table| scope.relation(&table.value));
            let column = relation.and_then(|relation| relation.shape.find(&last.value));
            shape.add(
                column.map_or_else(|| folded(last), |column| column.name.clone()),
                kind,
            );
        }
        other if mentions(other, UNREAD) => shape.open_up("a column is not understood"),
        _ if !scope.reader.engine.is_duckdb() => {
            let why = format!("`{expression}` has no alias, and its name is the engine's choice");
            shape.add_unnamed(why, kind);
        }
        _ => match names::name(expression) {
            Some(name) if !placeholder::is_in(&name) => shape.add(name, kind),
            Some(_) => {
                let why = "the template writes a column without an alias";
                shape.add_unnamed(why.to_owned(), kind);
            }
            None => {
                let why = format!(
                    "`{expression}` has no alias, and versions of DuckDB name it differently"
                );
                shape.add_unnamed(why, kind);
            }
        },
    }
}

/// An item that may be several columns.
struct Several {
    why: &'static str,
    /// `true` if a template writes them, and so its author sees the names beside them.
    is_written: bool,
}

impl Several {
    fn open_up(&self, shape: &mut Shape) {
        shape.open_up(self.why);
        if !self.is_written {
            shape.end_star(Vec::new());
        }
    }
}

fn expands(expression: &Expr, scope: &Scope<'_>) -> Option<Several> {
    let several = |why, is_written| Some(Several { why, is_written });
    match bare(expression) {
        Expr::Identifier(name) if placeholder::is_in(&name.value) => {
            several("the template writes the select list", true)
        }
        Expr::CompoundIdentifier(parts)
            if parts.iter().any(|part| placeholder::is_in(&part.value)) =>
        {
            several("the template writes the name of a column", true)
        }
        Expr::Function(function) if written(&function.name).eq_ignore_ascii_case("unnest") => {
            let list = match &function.args {
                FunctionArguments::List(list) => list.args.as_slice(),
                _ => &[],
            };
            match list {
                [list] if matches!(argument_type(list, scope), Some(Type::List(_))) => None,
                _ => several("`unnest` of a struct gives its fields", false),
            }
        }
        other if other.to_string().to_lowercase().contains("columns(") => {
            several("`COLUMNS` stands for several columns", false)
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

/// Returns `true` if a part of a query holds a name.
pub(super) fn mentions(part: &impl Display, name: &str) -> bool {
    let lower = name.to_lowercase();
    let text = part.to_string().to_lowercase();
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
    let excluded = excluded(options);
    if options.opt_ilike.is_some() || options.opt_alias.is_some() {
        shape.open_up("`*` is filtered");
        return shape.end_star(excluded);
    }
    let renamed: &[IdentWithAlias] = match &options.opt_rename {
        Some(RenameSelectItem::Single(one)) => slice::from_ref(one),
        Some(RenameSelectItem::Multiple(list)) => list,
        None => &[],
    };
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
            let new = renamed
                .iter()
                .find(|one| one.ident.value.to_lowercase() == lower);
            if let Some(new) = new {
                column.name.clone_from(&new.alias.value);
            }
            shape.columns.push(column);
        }
        if let Some(why) = &relation.shape.open {
            shape.open_up(why);
            add_replaced(&replaced, options, shape);
            for one in renamed {
                if shape.find(&one.alias.value).is_none() {
                    shape.add(one.alias.value.clone(), Type::unknown(why));
                }
            }
            shape.end_star(excluded.clone());
        }
    }
    if !is_found {
        shape.open_up(format!("no table here is called `{}`", of.unwrap_or("*")));
        shape.end_star(excluded);
    }
}

/// Returns the columns that `EXCLUDE` or `EXCEPT` names, in lower case.
fn excluded(options: &WildcardAdditionalOptions) -> Vec<String> {
    let names: &[ObjectName] = match &options.opt_exclude {
        Some(ExcludeSelectItem::Single(name)) => slice::from_ref(name),
        Some(ExcludeSelectItem::Multiple(names)) => names,
        None => &[],
    };
    let names = names.iter().map(|name| written(name).to_lowercase());
    let list = options.opt_except.iter();
    let except =
        list.flat_map(|list| std::iter::once(&list.first_element).chain(&list.additional_elements));
    names
        .chain(except.map(|name| name.value.to_lowercase()))
        .collect()
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
