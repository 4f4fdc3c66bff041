//! The columns of an API, by its resolver (RILL-ROWS.md, sections 2, 3, 4 and 7).

mod fixed;
mod metrics;
mod metrics_sql;

use rill_codegen::pointer::Pointer;
use rill_project::Resource;

use crate::branches::{Found, open, rendered};
use crate::catalogue::{Catalogue, is_templated};
use crate::metrics_view::Views;

/// Highest number of APIs that call each other.
const MAX_CALLS: usize = 8;

/// Returns what is known of an API.
pub(crate) fn read(api: &Resource, catalogue: &Catalogue<'_>, views: &Views<'_>) -> Found {
    read_within(api, catalogue, views, 0)
}

fn read_within(
    api: &Resource,
    catalogue: &Catalogue<'_>,
    views: &Views<'_>,
    depth: usize,
) -> Found {
    let root = Pointer::root();
    let text = |key: &str| api.text(&root.push(key));
    let value = api.value();
    if let Some(sql) = &api.sql {
        let engine = catalogue.engine(text("connector").as_deref());
        return rendered(sql, is_templated(api), |text| {
            catalogue.query(cut(text), engine)
        });
    }
    if let Some(sql) = text("metrics_sql") {
        return metrics_sql::read(&sql, is_templated(api), views);
    }
    if let Some(target) = text("api") {
        return match catalogue.api(&target) {
            _ if depth > MAX_CALLS => open("the APIs call each other in a circle"),
            Some(target) => read_within(target, catalogue, views, depth + 1),
            None => open(format!("the API `{target}` is not of this project")),
        };
    }
    if value["metrics"].is_object() {
        return metrics::read(api, views);
    }
    if let Some(glob) = value.get("glob").filter(|glob| !glob.is_null()) {
        return fixed::glob(glob, catalogue);
    }
    fixed::read(value)
}

/// Cuts the one semicolon that Rill cuts.
fn cut(sql: &str) -> &str {
    let sql = sql.trim();
    sql.strip_suffix(';').unwrap_or(sql)
}
