//! Columns and types of queries.

use expect_test::expect;

use super::{check, shown};

/// Returns the columns of one query over a typed table `t` and an untyped one `raw`.
fn columns(sql: &str) -> String {
    let model = "SELECT 1::INTEGER AS i, 'a'::VARCHAR AS s, 1.5::DOUBLE AS d, true AS b, DATE '2020-01-01' AS day, \
        TIMESTAMP '2020-01-01' AS ts, now() AS tz, [1] AS l, {'a': 1, 'b': 'x'} AS st, 1::UBIGINT AS u, 1.5::DECIMAL(9,2) AS n";
    let shown = shown(&[
        ("models/t.sql", model),
        ("models/raw.sql", "SELECT * FROM read_parquet('x.parquet')"),
        (
            "models/part.sql",
            "SELECT *, upper(x) AS x, count(*) AS c FROM raw",
        ),
        ("apis/q.yaml", &format!("type: api\nsql: |\n  {sql}\n")),
    ]);
    shown.trim_end().strip_prefix("q: ").unwrap().to_owned()
}

#[test]
fn select_lists() {
    let table = expect![[r#"
        SELECT i, S, t.d, T.b FROM t
            i integer, s string, d number, b boolean
        SELECT * EXCLUDE (l, st, u, t.n, "tz") FROM t
            i integer, s string, d number, b boolean, day date, ts date-time
        SELECT * REPLACE (s AS i) FROM (SELECT i, s FROM t)
            i string, s string
        FROM (SELECT i FROM t)
            i integer
        SELECT a.i, b.i FROM t a JOIN t b ON a.i = b.i
            i integer, i_1 integer
        SELECT * FROM (SELECT i, s FROM t) a JOIN (SELECT i, d FROM t) b USING (i)
            i integer, s string, d number
        SELECT * FROM (SELECT i FROM t) a NATURAL JOIN (SELECT i, d FROM t) b
            i integer, d number
        SELECT a.* FROM (SELECT i FROM t) a, t
            i integer
        WITH a AS (SELECT i AS x FROM t), b(y) AS (SELECT x FROM a) SELECT y, (SELECT max(x) FROM a) AS m FROM b
            y integer, m integer
        SELECT i FROM t UNION ALL SELECT d FROM t
            i number
        SELECT i, s FROM t UNION ALL BY NAME SELECT d FROM t
            i integer, s string, d number
        SELECT * FROM (VALUES (1, 'a'), (2.5, 'b')) v(x, y)
            x number, y string
        WITH RECURSIVE r(day) AS (SELECT DATE '2024-01-01' UNION ALL SELECT day + INTERVAL 1 DAY FROM r) SELECT day FROM r
            day date
        WITH a(x, y) AS (SELECT i::BIGINT, -i FROM t UNION ALL SELECT d::DOUBLE, 1e3 FROM t) SELECT y, x FROM a
            y number, x number
        SELECT x.*, (SELECT s::DATE FROM t) AS y FROM (SELECT d::INTEGER, s FROM t) x(a)
            a integer, s string, y date
        SELECT * FROM (SELECT d::INTEGER, s FROM t)
            s string + others
        SELECT s, d::INTEGER FROM t UNION ALL BY NAME SELECT s FROM t
            s string + others
        WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r
            n integer
        SELECT i AS a, a + 1 AS c, st.a AS f, st['b'] AS g, l[1] AS h FROM t
            a integer, c integer, f integer, g string, h integer
        SELECT range AS r, u FROM range(5), (SELECT unnest(l) AS u FROM t)
            r integer, u integer
        SELECT * FROM read_csv('x.csv', columns = {'a': 'VARCHAR', 'b': 'DATE'})
            a string, b date
        -- Names without an alias.
        SELECT count(*), sum(i), max(DISTINCT i), i + 1, 'x', 1.5 FROM t
            count_star() integer, sum(i) number, max(DISTINCT i) integer, (i + 1) integer, 'x' string, 1.5 number
        SELECT i::VARCHAR, s AS s FROM t
            s string + others
        SELECT COLUMNS('a.*') FROM t
             + others
        SELECT min(COLUMNS(*)) AS m FROM t
            m? any + others
        SELECT * RENAME (i AS k) FROM (SELECT i, s FROM t)
            k integer, s string
        SELECT st.* FROM t
            a integer, b string
        SELECT unnest(st) AS a, unnest(l) AS b FROM t
            a? any, b any + others
        WITH RECURSIVE r AS (SELECT 1 AS n, 'a' AS s UNION ALL SELECT n + 1.5, s FROM r), u AS (SELECT 1 AS n UNION ALL SELECT 1.5) SELECT r.n, s, u.n AS m FROM r, u
            n integer, s string, m number
        SELECT * FROM read_csv('*/x.csv', columns = {'a': 'VARCHAR'})
            a string + others
        -- What the parser does not know.
        FROM t WHERE i > 1 SELECT i
            i integer
        SELECT i, [x FOR x IN l] AS c, s FROM t
            i integer, c any, s string
        SELECT i, s GLOB 'a*', d FROM t
            i integer, d number + others
        SELECT i, last_value(s IGNORE NULLS) OVER () AS v FROM t
            i integer, v string
        SELECT i FROM t USING SAMPLE 10%
            i integer
        SELECT s FROM (PIVOT t ON i USING sum(d)) p
            s any
        WITH p AS (PIVOT t ON i USING sum(d)), q AS (SELECT s FROM t) SELECT p.x, q.s FROM p, q
            x any, s string
        SELECT i FROM t ASOF JOIN raw ON i >= x
            i any
        SELECT * ILIKE 'a%' FROM t
             + others
        -- What no file tells.
        SELECT x, count(*) AS c, sum(x) AS s, avg(x) AS a, max(x) AS m, x > 1 AS g FROM raw
            x any, c integer, s number, a any, m any, g boolean
        SELECT *, 1 AS one FROM raw
            one any + others
        SELECT 1 AS one, * FROM raw
            one integer + others
        SELECT * EXCLUDE (one), 1 AS One, 1 AS two FROM raw
            One integer, two any + others
        SELECT * REPLACE (1 AS one), 'a' AS one, 'a' AS s FROM raw
            one integer, s any + others
        SELECT raw.*, t.i FROM raw, t
            i any + others
        SELECT * FROM (SELECT i FROM t) a, raw, (SELECT d FROM t) b
            i integer, d any + others
        SELECT COLUMNS('a.*'), 1 AS one FROM raw
            one any + others
        SELECT one FROM (SELECT *, 1 AS one FROM raw)
            one any
        SELECT t.*, 1 AS one FROM t, raw
            i integer, s string, d number, b boolean, day date, ts date-time, tz date-time, l array, st object, u uint64, n number, one integer
        SELECT x, c, y FROM part
            x any, c any, y any
        SELECT i, x FROM t, raw
            i integer, x any
        SELECT coalesce(x, s) AS a, x || s AS b, x + 1 AS c, x * 1.0 AS d, x - x AS e FROM raw, (SELECT s FROM t)
            a any, b string, c any, d number, e any
        SELECT upper(x) AS x, x AS y, 1 AS z, z AS q FROM raw
            x string, y any, z integer, q any
        SELECT date_trunc('day', x) AS d, x / 2 AS h FROM raw
            d any, h number
        SELECT a FROM elsewhere.t
            a any
        SELECT FROM WHERE
             + others
    "#]];
    check(&table, columns);
}

#[test]
fn types_of_expressions() {
    for (expression, expected) in [
        ("i / 2", "number"),
        ("i // 2", "integer"),
        ("u + 1", "uint64"),
        ("u + i", "number"),
        ("day - day", "integer"),
        ("day + 1", "date"),
        ("day + INTERVAL 1 DAY", "date-time"),
        ("ts - ts", "integer"),
        ("date_trunc('day', ts)", "string"),
        ("date_trunc('hour', ts)", "date-time"),
        ("date_trunc('month', tz)", "date-time"),
        ("extract(year FROM ts)", "integer"),
        ("extract(epoch FROM ts)", "number"),
        ("CASE WHEN b THEN i ELSE n END", "number"),
        ("CASE WHEN b THEN 'x' END", "string"),
        ("coalesce(day, ts)", "date-time"),
        ("coalesce(NULL, s)", "string"),
        ("nullif(i, 0)", "integer"),
        ("s || i", "string"),
        ("l || l", "array"),
        ("list(s)", "array"),
        ("max(i, 2)", "array"),
        ("st", "object"),
        ("MAP {'a': 1}", "any"),
        ("avg(d)", "number"),
        ("avg(day)", "date-time"),
        ("date_trunc('day', INTERVAL 1 DAY)", "integer"),
        ("time_bucket(INTERVAL 1 DAY, ts)", "date-time"),
        ("time_bucket(INTERVAL 1 DAY, day)", "date"),
        ("date_add(day, INTERVAL 1 DAY)", "date-time"),
        ("lag(i, 1, 0.5) OVER ()", "integer"),
        ("i & u", "number"),
        ("i << u", "number"),
        ("mod('1', d)", "number"),
        ("list_append(l, 0.5)", "array"),
        ("list_append(NULL, s)", "any"),
        ("list_sort(l, NULL)", "any"),
        ("list_avg(l)", "number"),
        ("list_median([day])", "any"),
        ("json_exists(s::JSON, '$.a')", "boolean"),
        ("json_exists(s::JSON, ['$.a'])", "array"),
        ("median(NULL)", "any"),
        ("s::JSON ->> 'a'", "string"),
        ("s::JSON -> 'a'", "any"),
        ("TRY_CAST(s AS DECIMAL(9,2))", "number"),
        ("CAST(s AS TIMESTAMP)", "date-time"),
        ("s::UUID", "uuid"),
        ("s::UHUGEINT", "any"),
        ("s::BLOB", "byte"),
        ("s LIKE 'a%' OR b", "boolean"),
        ("i BETWEEN 1 AND 2", "boolean"),
        ("i IN (SELECT i FROM t)", "boolean"),
        ("EXISTS (SELECT 1)", "boolean"),
        ("row_number() OVER (ORDER BY i)", "integer"),
        ("lag(s) OVER ()", "string"),
        ("count(*) FILTER (WHERE b)", "integer"),
        ("sum(b)", "number"),
        ("median(day)", "date-time"),
        ("quantile_cont(i, [0.5])", "any"),
        ("round(i, 1)", "integer"),
        ("round(n, 1)", "number"),
        ("regexp_extract(s, 'a')", "string"),
        ("epoch_ms(i)", "date-time"),
        ("epoch_ms(ts)", "integer"),
        ("strptime(s, '%Y')", "date-time"),
        ("today()", "date"),
        ("no_such_function(i)", "any"),
        ("s + 1", "any"),
        ("NULL", "any"),
    ] {
        let found = columns(&format!("SELECT {expression} AS x FROM t"));
        assert_eq!(found, format!("x {expected}"), "{expression}");
    }
}
