//! The tables of `FROM`.

use std::collections::BTreeSet;

use sqlparser::ast::{
    Expr, FunctionArg, FunctionArgExpr, Join, JoinConstraint, JoinOperator, ObjectName, TableAlias,
    TableFactor, TableWithJoins, WildcardAdditionalOptions,
};

use super::engine::Engine;
use super::expression::{argument_type, kind_of, visit};
use super::items::all_columns;
use super::names::written;
use super::salvage::UNREAD;
use super::scope::{Relation, Scope};
use crate::placeholder;
use crate::shape::{Column, Shape};
use crate::types::Type;

/// Adds the tables of an item of `FROM`.
pub(super) fn add_tables(table: &TableWithJoins, scope: &mut Scope<'_>) {
    let relations = factor(&table.relation, scope);
    scope.relations.extend(relations);
    for join in &table.joins {
        add_join(join, scope);
    }
}

fn add_join(join: &Join, scope: &mut Scope<'_>) {
    let mut right = factor(&join.relation, scope);
    let constraint = match &join.join_operator {
        JoinOperator::LeftSemi(constraint)
        | JoinOperator::RightSemi(constraint)
        | JoinOperator::Semi(constraint)
        | JoinOperator::LeftAnti(constraint)
        | JoinOperator::RightAnti(constraint)
        | JoinOperator::Anti(constraint) => {
            if let JoinConstraint::On(condition) = constraint {
                let kept = scope.relations.len();
                scope.relations.append(&mut right);
                visit(condition, scope);
                scope.relations.truncate(kept);
            }
            return;
        }
        JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::Left(constraint)
        | JoinOperator::LeftOuter(constraint)
        | JoinOperator::Right(constraint)
        | JoinOperator::RightOuter(constraint)
        | JoinOperator::FullOuter(constraint) => Some(constraint),
        JoinOperator::AsOf { constraint, .. } => Some(constraint),
        _ => None,
    };
    let shared: Vec<String> = match constraint {
        Some(JoinConstraint::Using(names)) => names
            .iter()
            .map(|name| written(name).to_lowercase())
            .collect(),
        Some(JoinConstraint::Natural) => natural(scope, &mut right),
        _ => Vec::new(),
    };
    for name in &shared {
        merge(name, scope, &mut right);
    }
    scope.relations.append(&mut right);
    if let Some(JoinConstraint::On(condition)) = constraint {
        visit(condition, scope);
    }
}

/// Returns the columns that both sides of a natural join have; where one side is open, so is the result.
fn natural(scope: &Scope<'_>, right: &mut [Relation]) -> Vec<String> {
    let left = scope
        .relations
        .iter()
        .flat_map(|relation| &relation.shape.columns);
    let names: BTreeSet<String> = left.map(|column| column.name.to_lowercase()).collect();
    let is_open = scope.open().is_some();
    let mut shared = Vec::new();
    for relation in right {
        if is_open || relation.shape.open.is_some() {
            relation.shape = Shape::open("a natural join over columns that are not known");
        }
        let own = relation
            .shape
            .columns
            .iter()
            .map(|column| column.name.to_lowercase());
        shared.extend(own.filter(|name| names.contains(name)));
    }
    shared
}

/// Merges a column that `USING` names: one stands for both.
fn merge(name: &str, scope: &mut Scope<'_>, right: &mut [Relation]) {
    let mut kind = Type::unknown("a column of `USING` that is not known");
    for relation in right.iter_mut() {
        relation.merged.insert(name.to_owned());
        if let Some(column) = relation.shape.find(name) {
            kind = column.kind.clone();
        }
    }
    for relation in &mut scope.relations {
        let of_this = |column: &&mut Column| column.name.eq_ignore_ascii_case(name);
        if let Some(column) = relation.shape.columns.iter_mut().find(of_this) {
            let is_same = std::mem::discriminant(&column.kind) == std::mem::discriminant(&kind);
            if !is_same {
                column.kind = Type::unknown("a column of `USING` has two types");
            }
            return;
        }
    }
}

/// Returns the columns of a subquery in `FROM`; those without a name get it from the alias, or are not known.
fn derived(shape: Shape, alias: Option<&TableAlias>, engine: Engine) -> Shape {
    if shape.columns.iter().all(|column| column.unnamed.is_none()) {
        return shape.with_unique_names();
    }
    let shape = match alias {
        Some(alias) => renamed(shape, alias, engine),
        None => shape,
    };
    shape.named().with_unique_names()
}

fn factor(factor: &TableFactor, scope: &Scope<'_>) -> Vec<Relation> {
    let one = |name: String, shape: Shape, alias: Option<&TableAlias>| {
        let shape = match alias {
            Some(alias) => renamed(shape, alias, scope.reader.engine),
            None => shape,
        };
        let name = alias.map_or(name, |alias| alias.name.value.clone());
        vec![Relation::new(name, shape)]
    };
    match factor {
        TableFactor::Table {
            name,
            alias,
            args: None,
            ..
        } => {
            let shape = named_table(name, scope);
            one(written(name), shape, alias.as_ref())
        }
        TableFactor::Table {
            name,
            alias,
            args: Some(arguments),
            ..
        } => {
            let function = written(name).to_lowercase();
            let shape = table_function(&function, &arguments.args, scope, alias.as_ref());
            one(function, shape, alias.as_ref())
        }
        TableFactor::Function {
            name, alias, args, ..
        } => {
            let function = written(name).to_lowercase();
            let shape = table_function(&function, args, scope, alias.as_ref());
            one(function, shape, alias.as_ref())
        }
        TableFactor::Derived {
            subquery, alias, ..
        } => {
            let shape = (scope.reader.subquery)(subquery, scope);
            let shape = derived(shape, alias.as_ref(), scope.reader.engine);
            one(String::new(), shape, alias.as_ref())
        }
        TableFactor::UNNEST {
            array_exprs, alias, ..
        } => {
            let kinds = array_exprs.iter().map(|list| kind_of(list, scope));
            let shape = unnested(kinds.collect(), alias.as_ref());
            one("unnest".to_owned(), shape, alias.as_ref())
        }
        TableFactor::NestedJoin {
            table_with_joins,
            alias,
        } => {
            let mut inner = scope.beside();
            add_tables(table_with_joins, &mut inner);
            match alias {
                None => inner.relations,
                Some(alias) => {
                    let mut shape = Shape::default();
                    all_columns(
                        &inner,
                        None,
                        &WildcardAdditionalOptions::default(),
                        &mut shape,
                    );
                    one(String::new(), shape.without_hidden(), Some(alias))
                }
            }
        }
        TableFactor::Pivot { alias, .. } => one(
            String::new(),
            Shape::open("a pivot makes columns of values"),
            alias.as_ref(),
        ),
        other => {
            let why = format!("the columns of `{other}` are not known");
            vec![Relation::new(String::new(), Shape::open(why))]
        }
    }
}

fn named_table(name: &ObjectName, scope: &Scope<'_>) -> Shape {
    let table = written(name);
    let is_plain = name.0.len() == 1
        || name
            .0
            .first()
            .and_then(|part| part.as_ident())
            .is_some_and(|first| first.value.eq_ignore_ascii_case("main"));
    if !is_plain {
        return Shape::open(format!("the table `{name}` is not of this project"));
    }
    table_shape(&table, scope)
}

/// Returns the columns of a table by its name: of the query's own, else of the project.
pub(super) fn table_shape(name: &str, scope: &Scope<'_>) -> Shape {
    if placeholder::is_in(name) {
        return Shape::open("the template writes the name of the table");
    }
    if name == UNREAD {
        return Shape::open("the tables of the query are not understood");
    }
    match scope
        .ctes
        .iter()
        .rev()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
    {
        Some((_, shape)) => shape.clone().with_first_names(),
        None => (scope.reader.table)(name),
    }
}

/// Returns the columns of a function that stands for a table.
fn table_function(
    name: &str,
    arguments: &[FunctionArg],
    scope: &Scope<'_>,
    alias: Option<&TableAlias>,
) -> Shape {
    if !scope.reader.engine.is_duckdb() {
        return Shape::open(format!("the columns of `{name}` are not known"));
    }
    match name {
        "range" | "generate_series" => {
            let numbers = arguments
                .iter()
                .all(|argument| matches!(argument_type(argument, scope), Some(Type::Integer)));
            let kind = if numbers {
                Type::Integer
            } else {
                Type::unknown("a series of what is not known")
            };
            let mut shape = Shape::default();
            shape.add(name, kind);
            shape
        }
        "unnest" => {
            let kinds = arguments
                .iter()
                .filter_map(|argument| argument_type(argument, scope));
            unnested(kinds.collect(), alias)
        }
        "read_csv" | "read_csv_auto" | "read_json" | "read_json_auto" | "read_ndjson" => {
            reader_columns(name, arguments)
        }
        _ => Shape::open(format!(
            "the columns of `{name}` stand in no file of the project"
        )),
    }
}

/// Returns the columns of lists that become rows: one each, but for lists of structs.
fn unnested(lists: Vec<Type>, alias: Option<&TableAlias>) -> Shape {
    let is_named = alias.is_some_and(|alias| alias.columns.len() == lists.len());
    let mut shape = Shape::default();
    for list in lists {
        match list {
            Type::List(item) if !matches!(*item, Type::Struct(_) | Type::Unknown(_)) => {
                shape.add("unnest", *item);
            }
            _ if is_named => {
                let why = "the items of the list are not known";
                shape.add("unnest", Type::unknown(why));
            }
            _ => shape.open_up("`unnest` of a list that is not known"),
        }
    }
    shape
}

/// Returns the columns that a reader of files is told to read.
fn reader_columns(name: &str, arguments: &[FunctionArg]) -> Shape {
    let open = || {
        Shape::open(format!(
            "the columns of `{name}` stand in no file of the project"
        ))
    };
    let mut shape = None;
    for argument in arguments {
        let (key, value) = match argument {
            FunctionArg::Named {
                name,
                arg: FunctionArgExpr::Expr(value),
                ..
            } => (name.value.to_lowercase(), value),
            FunctionArg::ExprNamed {
                name,
                arg: FunctionArgExpr::Expr(value),
                ..
            } => (name.to_string().to_lowercase(), value),
            _ => continue,
        };
        match key.as_str() {
            "columns" => {
                let Expr::Dictionary(fields) = value else {
                    return open();
                };
                let mut columns = Shape::default();
                for field in fields {
                    let text = field.value.to_string();
                    columns.add(
                        field.key.value.trim_matches('\''),
                        Type::parse(text.trim_matches('\'')),
                    );
                }
                shape = Some(columns);
            }
            "filename" | "hive_partitioning" | "union_by_name" => return open(),
            _ => {}
        }
    }
    let mut shape = shape.unwrap_or_else(open);
    let path = arguments
        .first()
        .map(ToString::to_string)
        .unwrap_or_default();
    if placeholder::is_in(&path) || ["=", "*/", "**"].iter().any(|part| path.contains(part)) {
        shape.open_up("folders of the path may be columns");
    }
    shape
}

/// Renames the columns of a table as its alias says.
pub(super) fn renamed(mut shape: Shape, alias: &TableAlias, engine: Engine) -> Shape {
    for (place, name) in alias.columns.iter().enumerate() {
        match shape.columns.get_mut(place) {
            Some(column) if shape.open.is_none() => {
                column.name = engine.folded(&name.name);
                column.unnamed = None;
            }
            _ => {
                let why = shape
                    .open
                    .clone()
                    .unwrap_or_else(|| "it names more columns than there are".to_owned());
                if place == 0 {
                    shape.columns.clear();
                }
                shape.add(engine.folded(&name.name), Type::unknown(why));
            }
        }
    }
    shape
}
