//! The engine that runs a query.

use sqlparser::ast::Ident;
use sqlparser::dialect::{
    BigQueryDialect, ClickHouseDialect, Dialect, DuckDbDialect, GenericDialect, MySqlDialect,
    PostgreSqlDialect, SnowflakeDialect,
};

/// An engine, by the driver of a connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    DuckDb,
    ClickHouse,
    Postgres,
    MySql,
    BigQuery,
    Snowflake,
    /// Rill's own reading of `metrics_sql`.
    Metrics,
    Other,
}

impl Engine {
    /// Returns the engine of a driver's name.
    pub(crate) fn of_driver(driver: &str) -> Self {
        match driver.to_ascii_lowercase().as_str() {
            "duckdb" | "motherduck" | "ducklake" => Self::DuckDb,
            "clickhouse" => Self::ClickHouse,
            "postgres" | "redshift" => Self::Postgres,
            "mysql" => Self::MySql,
            "bigquery" => Self::BigQuery,
            "snowflake" => Self::Snowflake,
            _ => Self::Other,
        }
    }

    /// Returns `true` where DuckDB's rules hold.
    pub(crate) fn is_duckdb(self) -> bool {
        self == Self::DuckDb
    }

    /// Returns a name as the engine gives it to a column: some change the case of what stands without quotes.
    pub(super) fn folded(self, name: &Ident) -> String {
        match self {
            _ if name.quote_style.is_some() => name.value.clone(),
            Self::Postgres => name.value.to_lowercase(),
            Self::Snowflake => name.value.to_uppercase(),
            _ => name.value.clone(),
        }
    }

    pub(crate) fn dialect(self) -> Box<dyn Dialect> {
        match self {
            Self::DuckDb => Box::new(DuckDbDialect {}),
            Self::ClickHouse => Box::new(ClickHouseDialect {}),
            Self::Postgres => Box::new(PostgreSqlDialect {}),
            Self::MySql => Box::new(MySqlDialect {}),
            Self::BigQuery => Box::new(BigQueryDialect),
            Self::Snowflake => Box::new(SnowflakeDialect),
            Self::Metrics => Box::new(MetricsDialect),
            Self::Other => Box::new(GenericDialect {}),
        }
    }
}

/// MySQL's grammar in ANSI mode, as Rill has it: names may begin with digits, and stand in double quotes.
#[derive(Debug)]
struct MetricsDialect;

impl Dialect for MetricsDialect {
    fn is_delimited_identifier_start(&self, character: char) -> bool {
        matches!(character, '"' | '`')
    }

    fn is_identifier_start(&self, character: char) -> bool {
        character.is_alphabetic() || matches!(character, '_' | '$' | '@')
    }

    fn is_identifier_part(&self, character: char) -> bool {
        self.is_identifier_start(character) || character.is_ascii_digit()
    }

    fn supports_numeric_prefix(&self) -> bool {
        true
    }

    fn supports_limit_comma(&self) -> bool {
        true
    }
}
