//! The committed lines, one a document: facts and figures, nothing of the documents themselves.

use std::collections::BTreeMap;
use std::path::Path;

use super::facts::Facts;
use rill_console::{Problem, read_file, shown};

/// Path of the snapshot.
pub(super) const PATH: &str = "fixtures/ledgers/corpus.txt";

/// Writes the lines of these documents, and keeps those of others.
pub(super) fn write(path: &Path, facts: &[Facts]) -> Result<(), Problem> {
    let text = read_file(path)?.unwrap_or_default();
    let mut lines = by_name(&text);
    let new: Vec<(String, String)> = facts
        .iter()
        .map(|facts| (facts.name.clone(), facts.line()))
        .collect();
    lines.extend(
        new.iter()
            .map(|(name, line)| (name.as_str(), line.as_str())),
    );
    let text = lines
        .values()
        .fold(String::new(), |text, line| text + line + "\n");
    std::fs::write(path, text).map_err(|error| {
        Problem::new("the snapshot cannot be written")
            .at(shown(path))
            .note(error.to_string())
    })
}

/// Returns the differences, and the command that accepts them.
pub(super) fn differences(path: &Path, facts: &[Facts]) -> Result<Vec<String>, Problem> {
    let text = read_file(path)?.unwrap_or_default();
    Ok(compared(&text, facts))
}

fn compared(text: &str, facts: &[Facts]) -> Vec<String> {
    let lines = by_name(text);
    let mut differences = Vec::new();
    for facts in facts {
        let line = facts.line();
        match lines.get(facts.name.as_str()) {
            Some(old) if *old == line => {}
            Some(old) => differences.push(format!("it was  {old}\n       it is   {line}")),
            None => differences.push(format!("{PATH} does not know {}", facts.name)),
        }
    }
    if !differences.is_empty() {
        differences.push(format!(
            "{PATH} is stale; to take it as it is, run: cargo lab corpus --update"
        ));
    }
    differences
}

fn by_name(text: &str) -> BTreeMap<&str, &str> {
    text.lines()
        .filter_map(|line| Some((line.split_once(": ")?.0, line)))
        .collect()
}
