//! Names that an expression can use, and the columns behind them.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use sqlparser::ast::{Ident, Query};

use super::engine::Engine;
use crate::placeholder;
use crate::shape::{Column, Shape};
use crate::types::Type;

/// The tables and columns that a query is read against.
pub(crate) struct Reader<'a> {
    pub(crate) engine: Engine,
    /// `true` for the expression of a measure, which Rill takes only where it is a number or a truth value.
    pub(crate) is_measure: bool,
    /// Returns the columns of a table by its name.
    pub(crate) table: &'a dyn Fn(&str) -> Shape,
    /// Reads a query inside of an expression or of a table's place.
    pub(super) subquery: fn(&Query, &Scope<'_>) -> Shape,
    /// Types that placeholders of a template are compared with, by their numbers.
    uses: Cell<BTreeMap<usize, Type>>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(engine: Engine, table: &'a dyn Fn(&str) -> Shape) -> Self {
        Self {
            engine,
            is_measure: false,
            table,
            subquery: |_, _| Shape::open("a query inside of an expression"),
            uses: Cell::default(),
        }
    }
}

impl Reader<'_> {
    /// Notes the type that a placeholder is compared with; the first one counts.
    pub(super) fn note(&self, number: usize, kind: Type) {
        let mut uses = self.uses.take();
        uses.entry(number).or_insert(kind);
        self.uses.set(uses);
    }

    /// Returns the types that placeholders are compared with.
    pub(crate) fn into_uses(self) -> BTreeMap<usize, Type> {
        self.uses.into_inner()
    }
}

/// A table of `FROM`, by the name that columns are qualified with.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(crate) name: String,
    pub(crate) shape: Shape,
    /// Columns that `*` leaves out, since `USING` merges them with an earlier table's.
    pub(super) merged: BTreeSet<String>,
}

impl Relation {
    pub(crate) fn new(name: impl Into<String>, shape: Shape) -> Self {
        Self {
            name: name.into(),
            shape,
            merged: BTreeSet::new(),
        }
    }
}

/// Names that an expression can use.
pub(crate) struct Scope<'a> {
    pub(super) reader: &'a Reader<'a>,
    pub(super) ctes: &'a [(String, Shape)],
    pub(super) relations: Vec<Relation>,
    /// Aliases of the select list so far.
    pub(super) aliases: Vec<(String, Type)>,
    pub(super) outer: Option<&'a Scope<'a>>,
}

impl<'a> Scope<'a> {
    /// Returns why a table may have columns that are not known.
    pub(super) fn open(&self) -> Option<&str> {
        let mut shapes = self.relations.iter().map(|relation| &relation.shape);
        shapes.find_map(|shape| shape.open.as_deref())
    }

    /// Returns the table of a name.
    pub(super) fn relation(&self, name: &str) -> Option<&Relation> {
        let mut relations = self.relations.iter();
        relations.find(|relation| relation.name.eq_ignore_ascii_case(name))
    }

    /// Returns the first known column of a name.
    pub(super) fn find(&self, name: &str) -> Option<&Column> {
        let mut relations = self.relations.iter();
        relations.find_map(|relation| relation.shape.find(name))
    }

    pub(crate) fn new(reader: &'a Reader<'a>, relations: Vec<Relation>) -> Self {
        Self {
            reader,
            ctes: &[],
            relations,
            aliases: Vec::new(),
            outer: None,
        }
    }

    /// Returns an empty scope beside this one: of the same query, without its tables.
    pub(super) fn beside(&self) -> Self {
        self.within(self.ctes, self.outer)
    }

    /// Returns an empty scope of the same reader.
    pub(super) fn within<'s>(
        &self,
        ctes: &'s [(String, Shape)],
        outer: Option<&'s Scope<'s>>,
    ) -> Scope<'s>
    where
        'a: 's,
    {
        Scope {
            ctes,
            outer,
            ..Scope::new(self.reader, Vec::new())
        }
    }

    /// Returns the type of a column that stands without its table's name.
    pub(super) fn column(&self, name: &str) -> Type {
        if placeholder::is_in(name) {
            return Type::unknown("the template writes it");
        }
        let is_meant = |(alias, _): &&(String, Type)| alias.eq_ignore_ascii_case(name);
        let alias = self.aliases.iter().rev().find(is_meant);
        if let Some((_, kind)) = alias.filter(|_| self.reader.engine == Engine::ClickHouse) {
            return kind.clone();
        }
        if let Some(column) = self.find(name) {
            return column.kind.clone();
        }
        // A column that no file names would come before an alias.
        if let Some(why) = self.open() {
            return Type::unknown(why);
        }
        if let Some((_, kind)) = alias {
            return kind.clone();
        }
        match (self.relation(name), self.outer) {
            (Some(relation), _) => row_type(relation),
            (None, Some(outer)) => outer.column(name),
            (None, None) => Type::unknown(format!("no table here has a column `{name}`")),
        }
    }

    /// Returns the type of `table.column`, or of a field of a column.
    pub(super) fn qualified(&self, parts: &[Ident]) -> Type {
        let [first, rest @ ..] = parts else {
            return Type::unknown("an empty name");
        };
        if rest.is_empty() {
            return self.column(&first.value);
        }
        let mut scope = Some(self);
        while let Some(here) = scope {
            if let Some(relation) = here.relation(&first.value) {
                let (column, fields) = (&rest[0].value, &rest[1..]);
                let kind =
                    match relation.shape.find(column) {
                        Some(column) => column.kind.clone(),
                        None => Type::unknown(relation.shape.open.clone().unwrap_or_else(|| {
                            format!("`{}` has no column `{column}`", first.value)
                        })),
                    };
                return fields
                    .iter()
                    .fold(kind, |kind, field| kind.field(&field.value));
            }
            scope = here.outer;
        }
        // `schema.table.column`
        if rest.len() == 2 && self.relation(&rest[0].value).is_some() {
            return self.qualified(rest);
        }
        let kind = self.column(&first.value);
        rest.iter()
            .fold(kind, |kind, field| kind.field(&field.value))
    }
}

fn row_type(relation: &Relation) -> Type {
    let fields = relation
        .shape
        .columns
        .iter()
        .map(|column| (column.name.clone(), column.kind.clone()));
    Type::Struct(fields.collect())
}
