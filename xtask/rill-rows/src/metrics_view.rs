//! A metrics view: its dimensions and measures (RILL-ROWS.md, section 1).

use rill_codegen::pointer::Pointer;
use rill_project::Resource;
use serde_json::Value;

use crate::catalogue::Catalogue;
use crate::memo::Memo;
use crate::shape::Shape;
use crate::sql::{Engine, Reader, Relation, Scope, expression_type, parse_expression};
use crate::types::Type;

mod field;
mod inherit;

pub(crate) use field::{Field, MetricsView};

/// A view while it is read.
struct ViewReader<'a> {
    resource: &'a Resource,
    engine: Engine,
    table: Shape,
}

/// The metrics views of a project.
pub(crate) struct Views<'a> {
    catalogue: &'a Catalogue<'a>,
    /// Views that were asked for.
    read: Memo<MetricsView>,
}

impl<'a> Views<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue<'a>) -> Self {
        Self {
            catalogue,
            read: Memo::default(),
        }
    }

    /// Returns a metrics view by its name; none where the project has no such view.
    pub(crate) fn find(&self, name: &str) -> Option<MetricsView> {
        let resource = self.catalogue.view(name)?;
        let parent = resource.text(&Pointer::root().push("parent"));
        self.read.get(&name.to_lowercase(), || match parent {
            Some(parent) => inherit::view(resource, &parent, self.find(&parent)),
            None => read(resource, self.catalogue),
        })
    }
}

/// Reads a metrics view.
fn read(resource: &Resource, catalogue: &Catalogue<'_>) -> MetricsView {
    let root = Pointer::root();
    let text = |key: &str| resource.text(&root.push(key));
    let mut view = MetricsView {
        name: resource.name.clone(),
        timeseries: text("timeseries"),
        ..MetricsView::default()
    };
    let table = match (text("model"), text("table")) {
        (Some(_), Some(_)) => {
            view.refuse("it has both `model` and `table`");
            Shape::open("the view names two tables")
        }
        (Some(model), None) => catalogue.table_of_model(&model),
        (None, Some(table)) => catalogue.table(&table),
        (None, None) => {
            view.refuse("it has neither `model`, `table` nor `parent`");
            Shape::open("the view names no table")
        }
    };
    view.table = table.clone();
    let reader = ViewReader {
        resource,
        engine: catalogue.engine(text("connector").as_deref()),
        table,
    };
    reader.dimensions(&mut view);
    reader.time(&mut view);
    reader.measures(&mut view);
    if view.measures.is_empty() {
        view.refuse("it defines no measure");
    }
    let fields = view.dimensions.iter().chain(&view.measures);
    let mut names: Vec<String> = fields.map(|field| field.name.to_lowercase()).collect();
    names.sort();
    let repeated = names.windows(2).find(|pair| pair[0] == pair[1]);
    if let Some([name, _]) = repeated {
        view.refuse(format!(
            "found duplicate dimension or measure name \"{name}\""
        ));
    }
    view
}

impl ViewReader<'_> {
    fn text(&self, at: &Pointer, key: &str) -> Option<String> {
        self.resource.text(&at.push(key))
    }

    fn dimensions(&self, view: &mut MetricsView) {
        let at = Pointer::root().push("dimensions");
        let list = self.resource.value()["dimensions"].as_array();
        for (index, one) in list.into_iter().flatten().enumerate() {
            let here = at.index(index);
            if one.is_null() || one["ignore"] == true {
                continue;
            }
            let column = self
                .text(&here, "column")
                .or_else(|| self.text(&here, "property"));
            let expression = self.text(&here, "expression");
            let name = self.text(&here, "name").or_else(|| column.clone());
            let name = name.unwrap_or_else(|| format!("dimension_{index}"));
            let mut kind = match (&column, &expression) {
                _ if one.get("lookup_table").is_some() => {
                    Type::unknown("a dictionary holds its values")
                }
                (Some(column), None) => self.column(column, view),
                (None, Some(expression)) => self.expression(expression, None),
                _ => {
                    view.refuse(format!(
                        "exactly one of column or expression must be set for dimension: \"{name}\""
                    ));
                    Type::unknown("it has not one of `column` and `expression`")
                }
            };
            if one["unnest"] == true {
                kind = match kind {
                    Type::List(item) => *item,
                    Type::Unknown(why) => Type::Unknown(why),
                    _ => Type::unknown("it unnests what is no list"),
                };
            }
            let field = self.field(name, kind.settled(), &here, one);
            view.dimensions.push(field);
        }
    }

    /// Returns the type of a column of the view's table.
    fn column(&self, name: &str, view: &mut MetricsView) -> Type {
        match (self.table.find(name), &self.table.open) {
            (Some(column), _) => column.kind.clone(),
            (None, Some(why)) => Type::unknown(why),
            (None, None) => {
                view.refuse(format!("the table has no column \"{name}\""));
                Type::unknown(format!("the table has no column `{name}`"))
            }
        }
    }

    /// Returns the type of an expression over the view's table; of a measure, also over the measures that it requires.
    fn expression(&self, text: &str, measures: Option<Shape>) -> Type {
        let expression = match parse_expression(text, self.engine) {
            Ok(expression) => expression,
            Err(why) => return Type::unknown(format!("its expression is not understood: {why}")),
        };
        let open = |_: &str| Shape::open("a table inside of an expression");
        let mut reader = Reader::new(self.engine, &open);
        reader.is_measure = measures.is_some();
        let mut relations: Vec<Relation> = measures
            .into_iter()
            .map(|shape| Relation::new("measures", shape))
            .collect();
        relations.push(Relation::new("", self.table.clone()));
        expression_type(&expression, &Scope::new(&reader, relations))
    }

    /// Adds the time dimension where no dimension is it.
    fn time(&self, view: &mut MetricsView) {
        let Some(name) = view.timeseries.clone() else {
            return;
        };
        // Rill refuses any other type, so what no file tells is one of the two.
        let certain = |kind: Type| match kind {
            Type::Unknown(_) if matches!(self.engine, Engine::DuckDb | Engine::ClickHouse) => {
                Type::DateOrTimestamp
            }
            other => other,
        };
        if let Some(field) = view
            .dimensions
            .iter_mut()
            .find(|field| field.name.eq_ignore_ascii_case(&name))
        {
            field.kind = certain(field.kind.clone());
        } else {
            let kind = certain(self.column(&name, view));
            let docs = Some("The time of the metrics view.".to_owned());
            let field = Field {
                name: name.clone(),
                kind,
                display_name: None,
                docs,
            };
            view.dimensions.insert(0, field);
        }
        let field = view
            .dimensions
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(&name));
        if field.is_some_and(|field| !field.kind.is_unknown() && !field.kind.is_temporal()) {
            view.refuse(format!("timeseries \"{name}\" is not a TIMESTAMP column"));
        }
    }

    fn measures(&self, view: &mut MetricsView) {
        let at = Pointer::root().push("measures");
        let list: Vec<Value> = self.resource.value()["measures"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let mut derived = Vec::new();
        for (index, one) in list.iter().enumerate() {
            let here = at.index(index);
            if one.is_null() || one["ignore"] == true {
                continue;
            }
            let name = self
                .text(&here, "name")
                .unwrap_or_else(|| format!("measure_{index}"));
            let kind = self.text(&here, "type");
            if kind.as_deref() == Some("time_comparison") {
                view.compared.push(name.clone());
            }
            let requires =
                one.get("requires").is_some_and(|list| !list.is_null()) || one.get("per").is_some();
            if matches!(kind.as_deref(), Some("derived" | "time_comparison")) || requires {
                derived.push((view.measures.len(), here.clone()));
            }
            let kind = self.measure(&here, Shape::default());
            view.measures.push(self.field(name, kind, &here, one));
        }
        // Measures over measures, and over those.
        for _ in 0..3 {
            for (place, here) in &derived {
                let mut shape = Shape::default();
                for field in &view.measures {
                    shape.add(field.name.clone(), field.kind.clone());
                }
                view.measures[*place].kind = self.measure(here, shape);
            }
        }
        self.check(view);
    }

    fn measure(&self, at: &Pointer, measures: Shape) -> Type {
        let Some(expression) = self.text(at, "expression") else {
            return Type::unknown("it has no expression");
        };
        let kind = self.expression(&expression, Some(measures));
        match self.text(at, "treat_nulls_as") {
            Some(value) => self.expression(&value, None).common(kind),
            None => kind,
        }
    }

    /// Refuses a view with a measure of a type that Rill does not take.
    fn check(&self, view: &mut MetricsView) {
        if !self.engine.is_duckdb() {
            return;
        }
        let word = |kind: &Type| match kind {
            Type::Text | Type::Literal => Some("STRING"),
            Type::Date => Some("DATE"),
            Type::Timestamp | Type::TimestampTz | Type::DateOrTimestamp => Some("TIMESTAMP"),
            Type::Time => Some("TIME"),
            Type::Blob => Some("BYTES"),
            Type::List(_) => Some("ARRAY"),
            Type::Struct(_) => Some("STRUCT"),
            Type::Json => Some("JSON"),
            Type::Uuid => Some("UUID"),
            _ => None,
        };
        let bad = view
            .measures
            .iter()
            .find_map(|field| Some((field.name.clone(), word(&field.kind)?)));
        if let Some((name, word)) = bad {
            view.refuse(format!(
                "measure \"{name}\" is of type {word}, which is not allowed"
            ));
        }
    }

    fn field(&self, name: String, kind: Type, at: &Pointer, value: &Value) -> Field {
        let display_name = self
            .text(at, "display_name")
            .or_else(|| self.text(at, "label"));
        let description = self.text(at, "description");
        let unit = self
            .text(at, "format_preset")
            .and_then(|preset| unit(&preset));
        let own = value["unit"].as_str().map(|unit| format!("Unit: {unit}."));
        let mut parts: Vec<String> = Vec::new();
        for part in [display_name.clone(), description].into_iter().flatten() {
            let part = part.trim().to_owned();
            if !part.is_empty() && !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts.extend(own.or_else(|| unit.map(str::to_owned)));
        Field {
            name,
            kind,
            display_name,
            docs: (!parts.is_empty()).then(|| parts.join("\n\n")),
        }
    }
}

/// Returns the unit of a preset.
fn unit(preset: &str) -> Option<&'static str> {
    Some(match preset {
        "currency_usd" => "Unit: US dollars.",
        "currency_eur" => "Unit: euros.",
        "percentage" => "Unit: a share of 1, shown as a percentage.",
        "interval_ms" => "Unit: milliseconds.",
        _ => return None,
    })
}
