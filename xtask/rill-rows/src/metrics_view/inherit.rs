//! Metrics views that take the fields of another one.

use rill_codegen::pointer::Pointer;
use rill_project::Resource;
use serde_json::Value;

use super::field::{Field, MetricsView};
use crate::shape::Shape;

/// Returns the view that takes the fields of its parent.
pub(super) fn view(resource: &Resource, parent: &str, of: Option<MetricsView>) -> MetricsView {
    let Some(mut view) = of else {
        return MetricsView {
            name: resource.name.clone(),
            table: Shape::open("the parent of the view is not known"),
            refused: Some(format!("parent metrics view \"{parent}\" not found")),
            ..MetricsView::default()
        };
    };
    view.name.clone_from(&resource.name);
    let value = resource.value();
    if ["dimensions", "measures", "model", "table"]
        .iter()
        .any(|key| !value[*key].is_null())
    {
        view.refused.get_or_insert_with(|| {
            "a view with a `parent` defines no fields and no table".to_owned()
        });
    }
    let time = view.timeseries.clone();
    let is_time = |field: &Field| time.as_deref() == Some(field.name.as_str());
    if let Some(wanted) = value.get("parent_dimensions") {
        view.dimensions
            .retain(|field| is_time(field) || is_selected(wanted, &field.name));
    }
    if let Some(wanted) = value.get("parent_measures") {
        view.measures
            .retain(|field| is_selected(wanted, &field.name));
    }
    if let Some(own) = resource.text(&Pointer::root().push("timeseries")) {
        view.timeseries = Some(own);
    }
    view
}

/// Returns `true` if a selector takes a field. Patterns are not run, so they take all.
fn is_selected(selector: &Value, name: &str) -> bool {
    match selector {
        Value::String(text) => text == "*" || text == name,
        Value::Array(list) => list.iter().any(|one| is_selected(one, name)),
        Value::Object(map) => map.get("exclude").is_none_or(|excluded| match excluded {
            Value::String(_) | Value::Array(_) => !is_selected(excluded, name),
            _ => true,
        }),
        _ => true,
    }
}
