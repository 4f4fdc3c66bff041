//! Keys of a config: those that mean nothing, and those that are of another form.

use rill_console::{Problem, nearest};
use toml::de::{DeTable, DeValue};

use super::Config;
use super::parts;
use super::source::{LOCAL_KEYS, OWN_API_KEYS, RILL_KEYS, SOURCE_KEYS};

pub(crate) const TOP_KEYS: &[&str] = &["client", "runtime"];
pub(crate) const CLIENT_KEYS: &[&str] = &[
    "name",
    "output",
    "source",
    "runtime",
    "builtins",
    "dialect",
    "names",
    "types",
    "replace",
    "derives",
    "closed-unions",
    "lints",
    "sample",
    "overlays",
    "references",
    "include",
    "exclude",
    "types-only",
    "max-untyped",
];

/// Keys of a client that are tables, each with an example.
const TABLES: &[(&str, &str)] = &[
    ("source", "{ file = \"openapi.json\" }"),
    ("names", "{ \"/ad-bid-stats\" = \"bids\" }"),
    ("types", "{ date-time = \"jiff::Timestamp\" }"),
    ("replace", "{ Pet = \"crate::Pet\" }"),
    ("lints", "{ untyped = \"deny\" }"),
    ("sample", "{ ad-bid-stats = { limit = 10 } }"),
    ("references", "{ allow = [\"../shared\"] }"),
];

impl Config<'_> {
    /// Refuses every key that means nothing. Tables of another form are left to the decoder, which knows the types.
    pub(super) fn check_keys(&self, top: &DeTable<'_>) -> Result<(), Problem> {
        self.known(top, TOP_KEYS, "a config")?;
        let clients = top
            .get("client")
            .and_then(|clients| clients.get_ref().as_array());
        for client in clients.into_iter().flatten() {
            let Some(client) = client.get_ref().as_table() else {
                continue;
            };
            self.known(client, CLIENT_KEYS, "[[client]]")?;
            if let Some(references) = table(client, "references") {
                self.known(references, parts::REFERENCES_KEYS, "`references`")?;
            }
            self.check_source(client)?;
            self.check_tables(client)?;
            let Some(source) = table(client, "source") else {
                continue;
            };
            self.known(source, SOURCE_KEYS, "[client.source]")?;
            for (kind, keys) in [
                ("rill", RILL_KEYS),
                ("local", LOCAL_KEYS),
                ("rill-admin", OWN_API_KEYS),
                ("rill-runtime", OWN_API_KEYS),
            ] {
                if let Some(source) = table(source, kind) {
                    self.known(source, keys, &format!("the source `{kind}`"))?;
                }
            }
        }
        Ok(())
    }

    /// Refuses what is no table where only a table makes sense.
    fn check_tables(&self, client: &DeTable<'_>) -> Result<(), Problem> {
        for (key, example) in TABLES {
            let value = client
                .get(*key)
                .filter(|value| value.get_ref().as_table().is_none());
            if let Some(value) = value {
                return Err(self
                    .problem(
                        format!("`{key}` is a table, and this is none"),
                        value.span(),
                    )
                    .help(format!("write `{key} = {example}`")));
            }
        }
        Ok(())
    }

    /// Refuses a source that is a text, with the table that was likely meant.
    fn check_source(&self, client: &DeTable<'_>) -> Result<(), Problem> {
        let Some((source, text)) = client
            .get("source")
            .and_then(|source| Some((source, source.get_ref().as_str()?)))
        else {
            return Ok(());
        };
        let meant = if text.starts_with("http://") || text.starts_with("https://") {
            format!("{{ url = {text:?} }}")
        } else if self.base().join(text).is_dir() {
            format!("{{ project = {text:?} }}")
        } else {
            format!("{{ file = {text:?} }}")
        };
        Err(self
            .problem("`source` is a table, and this is a text", source.span())
            .help(format!("write `source = {meant}`")))
    }

    fn known(&self, table: &DeTable<'_>, keys: &[&str], of: &str) -> Result<(), Problem> {
        for key in table.keys() {
            let word: &str = key.get_ref().as_ref();
            if keys.contains(&word) {
                continue;
            }
            let mut problem = self.problem(format!("`{word}` is not a key of {of}"), key.span());
            if let Some(key) = nearest(word, keys.iter().copied()) {
                problem = problem.help(format!("did you mean `{key}`?"));
            }
            return Err(problem.note(format!("its keys are {}", keys.join(", "))));
        }
        Ok(())
    }
}

fn table<'a, 'i>(parent: &'a DeTable<'i>, key: &str) -> Option<&'a DeTable<'i>> {
    match parent.get(key)?.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}
