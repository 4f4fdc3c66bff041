//! Rows of small projects.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::read_rows;

mod sql;

/// Returns the columns of every API of a project: name, type, and what is not certain.
fn shown(files: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut text = String::new();
    for (name, api) in read_rows(folder.path()).map_err(|_| "unread").unwrap().apis {
        let columns = api.columns.iter().map(|column| {
            let kind = |key: &str| column.schema[key].as_str().map(str::to_owned);
            let kind = kind("format")
                .or_else(|| kind("type"))
                .unwrap_or_else(|| "any".to_owned());
            let mark = if column.is_certain { "" } else { "?" };
            format!("{}{mark} {kind}", column.name)
        });
        let columns: Vec<String> = columns.collect();
        let more = if api.open.is_some() && api.refused.is_none() {
            " + others"
        } else {
            ""
        };
        let _ = writeln!(text, "{name}: {}{more}", columns.join(", "));
        if let Some(why) = api.refused {
            let _ = writeln!(text, "  refused: {why}");
        }
        for (argument, schema) in api.arguments {
            let _ = writeln!(text, "  {argument}: {schema}");
        }
    }
    text
}

/// A view over a typed model, and APIs of every kind over it.
const VIEW: &str = "\
type: metrics_view
model: orders
timeseries: placed_at
dimensions:
  - column: country
    display_name: Country
  - name: size
    expression: CASE WHEN total > 10 THEN 'large' ELSE 'small' END
  - column: tags
    unnest: true
  - name: hidden
    column: hidden
    ignore: true
measures:
  - name: orders
    expression: count(*)
  - name: 1d_total
    expression: sum(total)
    format_preset: currency_usd
    description: Money
  - name: cheapest
    expression: min(total)
  - name: share
    requires: [orders]
    expression: orders / 5
";

const MODEL: &str = "SELECT country::VARCHAR AS country, total::DECIMAL(9,2) AS total, placed_at::TIMESTAMP AS placed_at, \
    string_split(tags, ',') AS tags FROM read_csv('orders.csv')";

fn api(view: &str, text: &str) -> String {
    let files = [
        ("models/orders.sql", MODEL),
        ("metrics/sales.yaml", view),
        (
            "metrics/child.yaml",
            "type: metrics_view\nparent: sales\nparent_dimensions: [country]\nparent_measures: {exclude: [share]}\n",
        ),
        ("apis/q.yaml", &format!("type: api\n{text}\n")),
    ];
    let shown = shown(&files);
    shown.strip_prefix("q: ").unwrap().trim().to_owned()
}

/// Checks a table of inputs, each with what is made of it indented below.
fn check(table: &Expect, made: impl Fn(&str) -> String) {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines = || table.data().lines().filter(|line| !line.trim().is_empty());
    let least = lines().map(indent).min();
    let mut found = String::new();
    for input in lines()
        .filter(|line| Some(indent(line)) == least)
        .map(str::trim)
    {
        let _ = writeln!(found, "{input}");
        if input.starts_with("-- ") {
            continue;
        }
        for line in made(input).lines() {
            let _ = writeln!(found, "    {line}");
        }
    }
    table.assert_eq(&found);
}

#[test]
fn metrics_sql_by_rills_rules() {
    let table = expect![[r#"
        SELECT country, size, tags, placed_at, orders, 1d_total, cheapest, share FROM sales
            country string, size string, tags string, placed_at date-time, orders integer, 1d_total number, cheapest number, share number
        SELECT orders AS n, orders FROM sales
            orders integer
        SELECT date_trunc('day', placed_at) AS day FROM sales
            day date-time
        SELECT DATE_trunc('day', placed_at) FROM sales
            DATE_TRUNC('day', "placed_at") date-time
        SELECT "country" FROM sales GROUP BY x LIMIT {{ .args.n }}
            country string
              n: {"type":"integer"}
        SELECT orders FROM sales WHERE country = '{{ .args.c }}' HAVING 1d_total > {{ .args.t }}
            orders integer
              c: {"type":"string"}
              t: {"type":"number"}
        SELECT country, {{ .args.dim }} FROM sales
            country string + others
        SELECT country{{ if .user.admin }}, orders{{ end }} FROM sales
            country string, orders? integer
        SELECT country, 1d_total FROM child
            country string, 1d_total number
        SELECT * FROM sales
            refused: metrics sql: unsupported expression in select field
        SELECT sum(total) FROM sales
            refused: metrics sql: function `sum` not supported in select field
        SELECT s.orders FROM sales s
            refused: metrics sql: no alias or table reference is supported in column name. Found in `s.orders`
        SELECT hidden FROM sales
            refused: metrics sql: selected column `hidden` not found in dimensions/measures in metrics view
        SELECT Country FROM sales
            refused: metrics sql: selected column `Country` not found in dimensions/measures in metrics view
        SELECT share FROM child
            refused: metrics sql: selected column `share` not found in dimensions/measures in metrics view
        SELECT orders FROM nowhere
            refused: metrics sql: metrics view `nowhere` not found
        SELECT orders FROM sales JOIN child
            refused: metrics sql: join is not supported
        SELECT orders FROM sales ORDER BY country
            refused: metrics sql: the query sorts by `country`, which it does not select
        SELECT date_trunc('day', placed_at) AS orders FROM sales
            refused: metrics sql: the alias `orders` is the name of another field
    "#]];
    check(&table, |sql| api(VIEW, &format!("metrics_sql: |\n  {sql}")));
}

#[test]
fn views_that_rill_refuses() {
    let table = expect![[r#"
        min(total) => min(country)
            measure "cheapest" is of type STRING, which is not allowed
        - column: country => - column: nothing
            the table has no column "nothing"
        name: size => name: Orders
            found duplicate dimension or measure name "orders"
        timeseries: placed_at => timeseries: country
            timeseries "country" is not a TIMESTAMP column
    "#]];
    check(&table, |change| {
        let (old, new) = change.split_once(" => ").unwrap();
        let view = VIEW.replacen(old, new, 1);
        let found = api(&view, "metrics_sql: SELECT orders FROM sales");
        let why = found.strip_prefix("refused: metrics sql: metrics view \"sales\" is not valid: ");
        why.unwrap().to_owned()
    });
}

#[test]
fn metrics_objects_and_the_other_resolvers() {
    let table = expect![[r#"
        metrics: {metrics_view: sales, dimensions: [{name: country}, {name: week, compute: {time_floor: {dimension: placed_at, grain: week}}}], measures: [{name: orders}, {name: before, compute: {comparison_value: {measure: orders}}}, {name: ratio, compute: {comparison_ratio: {measure: orders}}}, {name: all, compute: {count: true}}]}
            country string, week date-time, orders integer, before integer, ratio number, all integer
        metrics: {metrics_view: sales, use_display_names: true, dimensions: [{name: country}], measures: [{name: 1d_total}, {name: u, compute: {count_distinct: {dimension: size}}}]}
            Country string, 1d Total number, Unique Size integer
        metrics: {metrics_view: sales, rows: true}
            country string, total number, placed_at date-time, tags array
        metrics: {metrics_view: sales, dimensions: [{name: country}], measures: [{name: orders}], pivot_on: [country]}
            + others
        metrics: {metrics_view: sales, measures: [{name: nothing}]}
            refused: measure "nothing" not found
        glob: s3://b/*.csv
            uri string, path string, updated_on date-time
        glob: {path: 's3://b/y=*/*.csv', partition: hive, rollup_files: true}
            uri string, path string, updated_on date-time, files array, y string + others
        resource_status: {where_error: true}
            type string, name string, status string, error string
        ai: {prompt: x}
            ai_session_id string, summary string, title string
        api: q
            + others
        union: [{sql: SELECT 1}]
            + others
    "#]];
    check(&table, |text| api(VIEW, text));
}

#[test]
fn templates_of_sql() {
    let table = expect![[r#"
        SELECT country FROM {{ ref "orders" }} WHERE total > {{ .args.min }} LIMIT {{ .args.n | default 10 }}
            country string
              min: {"type":"number"}
              n: {"type":"integer"}
        SELECT {{ if .args.wide }}country, total{{ else }}country{{ end }} FROM orders
            country string, total? number
        SELECT {{ if .args.wide }}country{{ else }}total{{ end }} AS x FROM orders
            x any
        SELECT country AS {{ .args.name }}, total FROM orders
            total number + others
        SELECT country FROM {{ .args.table }}
            country any
        SELECT country FROM orders ORDER BY {{ .args.by }} {{ .args.dir }}
            country string
        SELECT '{{ .args.d }}'::DATE AS d, CAST({{ .args.i }} AS INTEGER) AS i
            d date, i integer
              d: {"type":"string","format":"date"}
              i: {"type":"integer"}
        SELECT total FROM orders WHERE placed_at > '{{ .args.since }}' AND country IN ('{{ .args.c }}')
            total number
              c: {"type":"string"}
              since: {"type":"string"}
        SELECT total {{ range .args.more }}, {{ . }}{{ end }} FROM orders
            total number + others
        SELECT now() - INTERVAL {{ .args.days }} DAY AS since
            since date-time
    "#]];
    check(&table, |sql| api(VIEW, &format!("sql: |\n  {sql}")));
}

#[test]
fn projects_of_several_engines() {
    let files = [
        (
            "rill.yaml",
            "olap_connector: ch\nmodels: {materialize: true}\n",
        ),
        (
            "connectors/ch.yaml",
            "type: connector\ndriver: clickhouse\n",
        ),
        ("connectors/pg.yaml", "type: connector\ndriver: postgres\n"),
        (
            "models/a.yaml",
            "type: model\nconnector: pg\nsql: SELECT id, at, count(*) AS n FROM t GROUP BY 1\noutput: {connector: ch, table: facts}\n",
        ),
        (
            "models/b.yaml",
            "type: model\nsql: SELECT 1\noutput: {columns: '(a String, b Nullable(UInt32), c DateTime)'}\n",
        ),
        (
            "metrics/v.yaml",
            "type: metrics_view\ntable: facts\ntimeseries: at\ndimensions: [{column: id}]\nmeasures: [{name: n, expression: uniq(id)}, {name: r, expression: sum(n) / count()}, {name: m, expression: max(n)}]\n",
        ),
        (
            "apis/a.yaml",
            "type: api\nsql: SELECT *, count(*) AS c, n > 1 AS g FROM facts\n",
        ),
        (
            "apis/b.yaml",
            "type: api\nsql: SELECT a, b, c, 1 + 1 FROM b\n",
        ),
        (
            "apis/c.yaml",
            "type: api\nsql: SELECT b AS k, c AS b, b AS l, a AS a, a AS m FROM b\n",
        ),
        (
            "metrics/w.yaml",
            "type: metrics_view\nmodel: c\ntimeseries: at\ndimensions: [{column: id}]\nmeasures: [{name: n, expression: count()}]\n",
        ),
        (
            "models/c.yaml",
            "type: model\nsql: SELECT 'x' AS id, now() AS at\noutput: {connector: ch, table: other_name}\nconnector: ch\n",
        ),
        (
            "apis/v.yaml",
            "type: api\nmetrics_sql: SELECT at, id, n, r, m FROM v\n",
        ),
        (
            "apis/w.yaml",
            "type: api\nmetrics_sql: SELECT at, id, n FROM w\n",
        ),
    ];
    expect![[r#"
        a: id any, at any, n any, c integer, g any
        b: a string, b integer, c date-time + others
        c: k any, b date-time, l date-time, a string, m string
        v: at string, id any, n integer, r number, m any
        w: at string, id string, n integer
    "#]]
    .assert_eq(&shown(&files));
}

/// Whatever is cut off or in the wrong place, reading goes on.
#[test]
fn broken_sql_is_read() {
    let whole = "WITH a AS (SELECT t.x[1:2:3], [y FOR y IN z] AS l, f(*COLUMNS('b')) FROM (PIVOT t ON x) p USING SAMPLE 5%), \
        b AS (FROM a WHERE {'k': 1 ! 2}) SELECT * RENAME (l AS m), c GLOB 'd' FROM b ASOF JOIN a UNION SELECT 1 QUALIFY";
    let places = whole.char_indices().map(|(place, _)| place);
    let apis = places.flat_map(|place| [whole[..place].to_owned(), whole[place..].to_owned()]);
    let files: Vec<(String, String)> = apis
        .enumerate()
        .map(|(number, sql)| {
            let sql = serde_json::json!({"type": "api", "sql": sql});
            (format!("apis/a{number:04}.yaml"), sql.to_string())
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (&**path, &**text))
        .collect();
    assert_eq!(shown(&files).lines().count(), files.len());
}

#[test]
fn deep_and_circular_sql_ends() {
    let sum = vec!["1"; 20_000].join(" + ");
    let nested = format!("{}1{}", "(".repeat(5_000), ")".repeat(5_000));
    let files = [
        ("models/a.sql", "SELECT * FROM b"),
        ("models/b.sql", "SELECT *, 1 AS x FROM a"),
        ("apis/a.yaml", "type: api\nsql: SELECT x FROM a\n"),
        (
            "apis/s.yaml",
            &format!("type: api\nsql: SELECT {sum} AS x\n"),
        ),
        (
            "apis/z.yaml",
            &format!("type: api\nsql: SELECT {nested} AS x\n"),
        ),
    ];
    expect![[r#"
        a: x any
        s: x integer
        z: x any
    "#]]
    .assert_eq(&shown(&files));
}
