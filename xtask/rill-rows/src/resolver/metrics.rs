//! `metrics`: a query over a metrics view as an object (RILL-ROWS.md, section 3).

use rill_codegen::pointer::Pointer;
use rill_project::Resource;
use serde_json::Value;

use crate::branches::{Found, open};
use crate::metrics_view::{Field, MetricsView, Views};
use crate::shape::{Column, Shape};
use crate::types::Type;

/// Returns the columns of the query.
pub(super) fn read(api: &Resource, views: &Views<'_>) -> Found {
    let at = Pointer::root().push("metrics");
    let query = &api.value()["metrics"];
    let Some(name) = api.text(&at.push("metrics_view")) else {
        return open("the query names no metrics view");
    };
    let Some(view) = views.find(&name) else {
        return refused(format!("metrics view \"{name}\" not found"));
    };
    if let Some(why) = &view.refused {
        return refused(format!("metrics view \"{name}\" is not valid: {why}"));
    }
    if query["rows"] == true {
        return view.table.clone().into();
    }
    let reader = QueryReader {
        api,
        view: &view,
        shows_names: query["use_display_names"] == true,
    };
    reader.read(query, &at).map_or_else(refused, Found::from)
}

fn refused(why: String) -> Found {
    Found {
        refused: Some(why.clone()),
        ..open(why)
    }
}

struct QueryReader<'a> {
    api: &'a Resource,
    view: &'a MetricsView,
    shows_names: bool,
}

impl QueryReader<'_> {
    fn read(&self, query: &Value, at: &Pointer) -> Result<Shape, String> {
        let mut shape = Shape::default();
        let pivots: Vec<String> = texts(&query["pivot_on"]);
        for (key, is_dimension) in [("dimensions", true), ("measures", false)] {
            for (index, item) in query[key].as_array().into_iter().flatten().enumerate() {
                let here = at.push(key).index(index);
                let name = self.api.text(&here.push("name")).unwrap_or_default();
                if pivots.contains(&name) || (!is_dimension && !pivots.is_empty()) {
                    continue;
                }
                let column = if is_dimension {
                    self.dimension(&name, item)
                } else {
                    self.measure(&name, item)
                };
                let column = column?;
                if !shape.columns.iter().any(|known| known.name == column.name) {
                    shape.columns.push(column);
                }
            }
        }
        if !pivots.is_empty() {
            shape.open_up("a pivot makes columns of values");
        }
        Ok(shape)
    }

    fn dimension_field(&self, name: &str) -> Result<&Field, String> {
        let field = self.view.dimension(name);
        field.ok_or_else(|| format!("dimension \"{name}\" not found"))
    }

    fn measure_field(&self, name: &str) -> Result<&Field, String> {
        let field = self.view.measure(name);
        field.ok_or_else(|| format!("measure \"{name}\" not found"))
    }

    fn dimension(&self, name: &str, item: &Value) -> Result<Column, String> {
        let floor = &item["compute"]["time_floor"];
        if !floor.is_object() {
            let field = self.dimension_field(name)?;
            return Ok(self.column(name, &field.kind, field.docs.clone(), self.label(name)));
        }
        let of = floor["dimension"].as_str().unwrap_or_default();
        let field = self.dimension_field(of)?;
        if name != of {
            self.check_name(name)?;
        }
        let label = format!(
            "{} ({})",
            self.label(of),
            floor["grain"].as_str().unwrap_or_default()
        );
        Ok(self.column(name, &Type::Timestamp, field.docs.clone(), label))
    }

    fn measure(&self, name: &str, item: &Value) -> Result<Column, String> {
        let compute = &item["compute"];
        let Some((what, settings)) = compute
            .as_object()
            .and_then(|map| map.iter().find(|(_, value)| !value.is_null()))
        else {
            let field = self.measure_field(name)?;
            return Ok(self.column(name, &field.kind, field.docs.clone(), self.label(name)));
        };
        self.check_name(name)?;
        let of = |key: &str| settings[key].as_str().unwrap_or_default().to_owned();
        let measured = || Ok::<_, String>(self.measure_field(&of("measure"))?.kind.clone());
        let measure = self.label(&of("measure"));
        let (kind, label) = match what.as_str() {
            "count" => (Type::Integer, "Count".to_owned()),
            "count_distinct" => (
                Type::Integer,
                format!("Unique {}", self.label(&of("dimension"))),
            ),
            "comparison_value" => (measured()?, format!("{measure} (prev)")),
            "comparison_delta" => (measured()?, format!("{measure} (Δ)")),
            "comparison_ratio" => (measured().map(|_| Type::Number)?, format!("{measure} (Δ%)")),
            "percent_of_total" => (measured().map(|_| Type::Number)?, format!("{measure} (Σ%)")),
            "comparison_time" => (
                Type::Timestamp,
                format!("Comparison time for {}", self.label(&of("dimension"))),
            ),
            "expression" => (Type::Number, of("display_name")),
            "uri" => (
                Type::unknown("a URI, or whether the dimension is one"),
                format!("URI for {}", self.label(&of("dimension"))),
            ),
            other => (
                Type::unknown(format!("the computation `{other}` is not known")),
                name.to_owned(),
            ),
        };
        Ok(self.column(name, &kind, None, label))
    }

    /// A computed name must not be a field's.
    fn check_name(&self, name: &str) -> Result<(), String> {
        match self.view.field(name) {
            Some(_) => Err(format!(
                "name \"{name}\" of a computed field collides with a field of the metrics view"
            )),
            None => Ok(()),
        }
    }

    fn column(&self, name: &str, kind: &Type, docs: Option<String>, label: String) -> Column {
        let name = if self.shows_names && !label.is_empty() {
            label
        } else {
            name.to_owned()
        };
        Column {
            docs,
            ..Column::new(name, kind.clone())
        }
    }

    /// Returns the display name of a field, as Rill makes it where the view has none.
    fn label(&self, name: &str) -> String {
        let own = self
            .view
            .field(name)
            .and_then(|field| field.display_name.clone());
        own.unwrap_or_else(|| title(name))
    }
}

/// Returns a name as words with capitals.
fn title(name: &str) -> String {
    if name.starts_with('_') {
        return name.to_owned();
    }
    let spaced = name.replace(['_', '-'], " ").replace(':', ": ");
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters).collect()
        })
    };
    spaced
        .split(' ')
        .map(word)
        .collect::<Vec<String>>()
        .join(" ")
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|one| one.as_str().map(str::to_owned))
        .collect()
}
