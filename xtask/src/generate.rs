//! The one place that calls the generator.

use rill_codegen::pointer::Pointer;
use rill_codegen::{Config, FatalError, Generated, Input};

pub(crate) use rill_codegen::Source;

use rill_console::Problem;

use crate::client::{Client, Dialect};
use crate::kept::{self, Kept};
use crate::lint;

/// A stage of the pipeline to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Dump {
    /// The document after it was rewritten to one dialect.
    Document,
    /// The resolved model.
    Ir,
    /// The table of Rust names.
    Names,
}

/// Generates the crate of `client` from a document.
pub(crate) fn generate(client: &Client, input: &Input) -> Result<Generated, Problem> {
    keeping(client, input, kept::read(client))
}

/// Generates the crate of `client` with some names kept.
pub(crate) fn keeping(client: &Client, input: &Input, kept: Kept) -> Result<Generated, Problem> {
    let config = Config {
        kept,
        ..config(client)
    };
    rill_codegen::generate(input, &config).map_err(|refusal| refused(&refusal, input))
}

/// Everything that the generator knows, for reports.
pub(crate) fn whole(client: &Client, input: &Input) -> Result<rill_codegen::Generated, FatalError> {
    rill_codegen::generate(input, &config(client))
}

/// Returns the model that the generated types follow from.
pub(crate) fn model(client: &Client, input: &Input) -> Result<rill_codegen::ir::Api, Problem> {
    rill_codegen::model(input, &config(client)).map_err(|refusal| refused(&refusal, input))
}

/// Returns the model and its names, to compare with those of another document.
pub(crate) fn named(client: &Client, input: &Input) -> Result<rill_codegen::NamedApi, Problem> {
    rill_codegen::NamedApi::new(input, &config(client)).map_err(|refusal| refused(&refusal, input))
}

/// Returns the document as the generator sees it: overlays applied, in one dialect.
pub(crate) fn rewritten(client: &Client, input: &Input) -> Result<serde_json::Value, Problem> {
    let text = dump(client, input, Dump::Document)?;
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

/// Returns `true` for the place of an operation of Rill's own: `/metrics`, `/metrics-sql`, `/sql`.
pub(crate) fn is_built_in(at: &Pointer) -> bool {
    let path = at.parent();
    let path = path.as_ref().and_then(Pointer::last);
    path.is_some_and(|path| matches!(path.as_ref(), "/metrics" | "/metrics-sql" | "/sql"))
}

/// Text of one stage, instead of a crate.
pub(crate) fn dump(client: &Client, input: &Input, dump: Dump) -> Result<String, Problem> {
    let config = config(client);
    let text = match dump {
        Dump::Document => rill_codegen::dump_document(input, &config),
        Dump::Ir => rill_codegen::dump_ir(input, &config),
        Dump::Names => rill_codegen::dump_names(input, &config),
    };
    text.map_err(|refusal| refused(&refusal, input))
}

pub(crate) fn config(client: &Client) -> Config {
    Config {
        name: client.name.clone(),
        dialect: match client.dialect {
            Dialect::Auto if !client.source.is_rill() => rill_codegen::Dialect::Auto,
            Dialect::Auto | Dialect::Rill => rill_codegen::Dialect::Rill,
        },
        builtins: client.builtins,
        names: client.names.clone(),
        kept: kept::read(client),
        keep_deprecated: client.keep_deprecated,
        types: client.types.clone(),
        lints: lint::levels(&client.lints),
        max_untyped: client.max_untyped,
        selection: client.selection.clone(),
    }
}

pub(crate) fn refused(refusal: &FatalError, input: &Input) -> Problem {
    Problem::rendered(refusal.to_string(), refusal.render(input))
}
