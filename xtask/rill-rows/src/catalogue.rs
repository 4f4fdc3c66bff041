//! The tables and metrics views of a project, read when something asks for them.

use std::collections::BTreeMap;

use rill_codegen::pointer::Pointer;
use rill_project::{Project, Resource};
use serde_json::Value;

use crate::branches::{Read, read_query, rendered};
use crate::memo::Memo;
use crate::shape::Shape;
use crate::sql::Engine;
use crate::types::Type;

/// The tables, metrics views and connectors of a project.
pub(crate) struct Catalogue<'a> {
    project: &'a Project,
    /// Models and sources by the lower-case names of their tables.
    models: BTreeMap<String, &'a Resource>,
    views: BTreeMap<String, &'a Resource>,
    /// Shapes of tables that were asked for.
    shapes: Memo<Shape>,
}

impl<'a> Catalogue<'a> {
    pub(crate) fn new(project: &'a Project) -> Self {
        let mut models = BTreeMap::new();
        let mut views = BTreeMap::new();
        for resource in &project.resources {
            match resource.kind.as_str() {
                "model" | "source" => {
                    models
                        .entry(table_name(resource).to_lowercase())
                        .or_insert(resource);
                }
                "metrics_view" => {
                    views
                        .entry(resource.name.to_lowercase())
                        .or_insert(resource);
                }
                _ => {}
            }
        }
        Self {
            project,
            models,
            views,
            shapes: Memo::default(),
        }
    }

    /// Returns the engine behind a connector, or the project's own.
    pub(crate) fn engine(&self, connector: Option<&str>) -> Engine {
        let own = self.project.settings["olap_connector"].as_str();
        let name = connector.or(own).unwrap_or("duckdb");
        let is_meant =
            |one: &&Resource| one.kind == "connector" && one.name.eq_ignore_ascii_case(name);
        let file = self.project.resources.iter().find(is_meant);
        let driver = file.and_then(|file| file.text(&Pointer::root().push("driver")));
        Engine::of_driver(driver.as_deref().unwrap_or(name))
    }

    /// Returns the columns of a table.
    pub(crate) fn table(&self, name: &str) -> Shape {
        let key = name.to_lowercase();
        let Some(model) = self.models.get(&key) else {
            return Shape::open(format!(
                "the table `{name}` is not made by a model of this project"
            ));
        };
        let shape = self.shapes.get(&key, || self.model(model));
        shape.unwrap_or_else(|| Shape::open(format!("`{name}` is made from itself")))
    }

    /// Returns the columns of what a metrics view names as its model: the table of that model, else a table.
    pub(crate) fn table_of_model(&self, name: &str) -> Shape {
        let is_meant = |(_, one): &(&String, &&Resource)| one.name.eq_ignore_ascii_case(name);
        let made = self.models.iter().find(is_meant);
        self.table(made.map_or(name, |(table, _)| table))
    }

    /// Returns the columns of the table that a model or a source makes.
    fn model(&self, model: &Resource) -> Shape {
        let text = |key: &str| model.text(&Pointer::root().push(key));
        let output = &model.value()["output"];
        let to = output.as_str().or_else(|| output["connector"].as_str());
        let (from, to) = (self.engine(text("connector").as_deref()), self.engine(to));
        if let Some(columns) = output["columns"]
            .as_str()
            .filter(|_| to == Engine::ClickHouse)
        {
            return written_columns(columns);
        }
        let what = format!("`{}`", model.name);
        let Some(sql) = &model.sql else {
            return Shape::open(format!(
                "the columns of {what} stand in no file of the project"
            ));
        };
        let mut shape = rendered(sql, is_templated(model), |text| self.query(text, from)).shape;
        if from != to {
            for column in &mut shape.columns {
                column.kind = Type::unknown(format!("{what} goes from one engine to another"));
            }
        }
        shape.into_table()
    }

    /// Returns the columns of a query over the project's tables.
    pub(crate) fn query(&self, sql: &str, engine: Engine) -> Result<Read, String> {
        let table = |name: &str| self.table(name);
        let mut read = read_query(sql, engine, &table)?;
        if engine.is_duckdb() {
            read.shape = read.shape.with_unique_names();
        }
        Ok(read)
    }

    /// Returns the file of a metrics view.
    pub(crate) fn view(&self, name: &str) -> Option<&'a Resource> {
        self.views.get(&name.to_lowercase()).copied()
    }

    /// Returns the API of a name.
    pub(crate) fn api(&self, name: &str) -> Option<&'a Resource> {
        let is_meant = |one: &&Resource| one.kind == "api" && one.name.eq_ignore_ascii_case(name);
        self.project.resources.iter().find(is_meant)
    }
}

/// Returns `false` where a file turns templates off.
pub(crate) fn is_templated(resource: &Resource) -> bool {
    resource.value()["parser"]["templating"] != Value::Bool(false)
}

/// Returns the table that a model makes.
fn table_name(model: &Resource) -> String {
    let at = Pointer::root().push("output").push("table");
    model.text(&at).unwrap_or_else(|| model.name.clone())
}

/// Returns the columns of `(a String, b UInt32)`.
fn written_columns(text: &str) -> Shape {
    let inner = text.trim().trim_start_matches('(').trim_end();
    let inner = inner.strip_suffix(')').unwrap_or(inner);
    match Type::parse(&format!("STRUCT({inner})")) {
        Type::Struct(fields) => {
            let mut shape = Shape::default();
            for (name, kind) in fields {
                shape.add(name.trim_matches('`'), kind);
            }
            shape
        }
        _ => Shape::open("`output.columns` is not a list of names and types"),
    }
}
