//! Columns of a table or a query.

use std::collections::BTreeSet;

use crate::types::Type;

/// A column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Type,
    /// `false` if only some branches of a template have it.
    pub(crate) is_certain: bool,
    /// The words of the project's author about it.
    pub(crate) docs: Option<String>,
    /// Why its name is not known. It counts by its place, where a list of names or a union names it.
    pub(crate) unnamed: Option<String>,
}

impl Column {
    pub(crate) fn new(name: impl Into<String>, kind: Type) -> Self {
        Self {
            name: name.into(),
            kind,
            is_certain: true,
            docs: None,
            unnamed: None,
        }
    }
}

/// Columns in their order, and why there may be more.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    pub(crate) columns: Vec<Column>,
    /// Why columns of other names may be there.
    pub(crate) open: Option<String>,
    /// Each `*` over columns that are not all known: how many columns stand before its end, and what it leaves out.
    pub(crate) stars: Vec<(usize, Vec<String>)>,
}

impl Shape {
    /// Returns a shape of which nothing is known.
    pub(crate) fn open(why: impl Into<String>) -> Self {
        Self {
            open: Some(why.into()),
            ..Self::default()
        }
    }

    pub(crate) fn add(&mut self, name: impl Into<String>, kind: Type) {
        self.columns.push(Column::new(name, kind));
    }

    pub(crate) fn add_unnamed(&mut self, why: String, kind: Type) {
        let mut column = Column::new("", kind);
        column.unnamed = Some(why);
        self.columns.push(column);
    }

    /// Returns the columns whose names are known; others may be there if any is not.
    pub(crate) fn named(mut self) -> Self {
        for column in std::mem::take(&mut self.columns) {
            match column.unnamed {
                Some(why) => self.open_up(why),
                None => self.columns.push(column),
            }
        }
        self
    }

    /// Lets columns of other names be there, for the first reason that is given.
    pub(crate) fn open_up(&mut self, why: impl Into<String>) {
        self.open.get_or_insert_with(|| why.into());
    }

    /// Notes the end of a `*` over columns that are not all known, but for those that it leaves out.
    pub(crate) fn end_star(&mut self, left_out: Vec<String>) {
        self.stars.push((self.columns.len(), left_out));
    }

    /// Takes the types of columns behind a `*` that may have one of the same name, which keeps it: theirs becomes `x_1`.
    pub(crate) fn without_hidden(mut self) -> Self {
        for (start, left_out) in std::mem::take(&mut self.stars) {
            for column in &mut self.columns[start..] {
                if !left_out.contains(&column.name.to_lowercase()) {
                    let why = format!("the `*` before it may have a column `{}` too", column.name);
                    column.kind = Type::unknown(why);
                }
            }
        }
        self
    }

    /// Returns the column of a name, whatever its case.
    pub(crate) fn find(&self, name: &str) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// Renames later columns of one name, as DuckDB does where a query becomes a table: `a`, `a_1`, `a_2`. Where there may
    /// be others, which number it is is not known.
    pub(crate) fn with_unique_names(mut self) -> Self {
        if self.open.is_some() {
            return self.with_first_names();
        }
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut counts: std::collections::BTreeMap<String, usize> =
            std::collections::BTreeMap::new();
        for column in &mut self.columns {
            let lower = column.name.to_lowercase();
            if !taken.contains(&lower) {
                taken.insert(lower);
                continue;
            }
            let count = counts.entry(lower.clone()).or_insert(0);
            loop {
                *count += 1;
                let next = format!("{}_{count}", column.name);
                if taken.insert(next.to_lowercase()) {
                    column.name = next;
                    break;
                }
            }
        }
        self
    }

    /// Keeps the first column of each name: where a query of `WITH` has several, versions of DuckDB name them differently.
    pub(crate) fn with_first_names(mut self) -> Self {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let count = self.columns.len();
        self.columns
            .retain(|column| taken.insert(column.name.to_lowercase()));
        if self.columns.len() < count {
            self.open_up("two columns have one name");
        }
        self
    }

    /// Returns the shape that a table made of this query has.
    pub(crate) fn into_table(self) -> Self {
        let mut shape = self.named().with_unique_names();
        for column in &mut shape.columns {
            column.kind = column.kind.clone().settled();
        }
        shape
    }
}
