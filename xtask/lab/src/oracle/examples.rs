//! `cargo lab examples`: does each document accept the values in the examples of its methods?

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use rill_client_xtask::internal::checkout;
use rill_codegen::{Config, Diagnostics, NamedApi, Source, document};
use rill_conformance::{Judge, pointer, standard};
use rill_console::{Console, Exit, Problem};
use serde_json::Value;

use super::{OracleArgs, corpus, exempt, list, settle};

/// Arguments of `cargo lab examples`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ExamplesArgs {
    /// Documents to judge: files, or beginnings of names in the corpus [default: all of it]
    #[arg(value_name = "DOCUMENT")]
    documents: Vec<PathBuf>,
    /// Bring the list of what is known not to hold up to date
    #[arg(long)]
    update: bool,
}

/// Judges the values in examples by the document's own schemas.
pub(crate) fn run(args: &ExamplesArgs, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let root = checkout().ok_or_else(|| Problem::new("the examples need a checkout"))?;
    let args = OracleArgs {
        documents: args.documents.clone(),
        all: true,
        update: args.update,
        ..OracleArgs::default()
    };
    let (mut tried, mut failed) = (BTreeSet::new(), BTreeSet::new());
    for path in corpus::documents(&args, &root) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let source = corpus::source(&path)?;
        let (places, refused) = judged(&source)
            .unwrap_or_else(|why| (Vec::new(), BTreeMap::from([(String::new(), why)])));
        let (count, wrong) = (places.len(), refused.len());
        console.result(&format!(
            "{name}: {count} values, {wrong} schemas refuse theirs\n"
        ));
        tried.extend(places.iter().map(|at| format!("{name} {at}")));
        for (at, why) in refused {
            console.result(&format!("    {at} {why}\n"));
            failed.insert(format!("{name} {at}"));
        }
    }
    let list = list(&root, "examples");
    let exemptions = exempt::Exemptions::read(&list)?;
    let odds = exemptions.odds(&tried, &failed);
    let is_well = settle(&args, &list, &exemptions, &odds, console)?;
    Ok(if is_well { Exit::Done } else { Exit::Failed })
}

/// The places of the judged values, and those whose schema refuses one, with the reason.
type Judged = (Vec<String>, BTreeMap<String, String>);

fn judged(source: &Source) -> Result<Judged, String> {
    let config = Config::new("of-examples");
    let api = NamedApi::new(source, &config).map_err(|refusal| refusal.to_string())?;
    let document = document::load(&mut Diagnostics::default(), source, config.dialect)
        .map_err(|refusal| refusal.to_string())?;
    let author: Value =
        serde_json::from_str(&document.snapshot).map_err(|error| error.to_string())?;
    let values: Vec<(String, Value)> = api
        .example_values()
        .into_iter()
        .filter_map(|(at, value)| Some((schema_at(&author, at.as_str())?, value)))
        .collect();
    let places = values.iter().map(|(at, _)| at.clone()).collect();
    let standard = standard::standard(&author, places);
    let judge = Judge::new(&standard);
    let refused = values.iter().filter_map(|(at, value)| {
        let flaw = judge.flaw(at, value)?;
        Some((at.clone(), format!("{value}: {flaw}")))
    });
    let refused = refused.collect();
    Ok((values.into_iter().map(|(at, _)| at).collect(), refused))
}

/// Returns the place of the schema at a place: that of a parameter of OpenAPI 3 is inside; what else a value can come
/// from has none.
fn schema_at(author: &Value, at: &str) -> Option<String> {
    let found = author.pointer(at)?.as_object()?;
    if let Some(content) = found.get("content").and_then(Value::as_object) {
        let key = pointer::escape(content.keys().next()?);
        return Some(format!("{at}/content/{key}/schema"));
    }
    let is_parameter = found.contains_key("in") && found.contains_key("schema");
    Some(if is_parameter {
        format!("{at}/schema")
    } else {
        at.to_owned()
    })
}
