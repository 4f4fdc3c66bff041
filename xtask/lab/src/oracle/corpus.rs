//! The schema round trip: values of every component of real documents through the types made of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use comfy_table::{CellAlignment, Table, presets};
use rill_codegen::Source;
use rill_conformance::equal::Passed;
use rill_conformance::{Judge, standard};

use super::OracleArgs;
use super::exempt::Exemptions;
use super::probe;
use super::verdict::{self, Samples, Verdict};
use rill_console::{Console, Problem, during, shown};

/// Documents up to this size are small: they are tried where nothing else is asked for.
const SMALL: u64 = 100_000;

/// Outcome of one document.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) name: String,
    pub(super) samples: Samples,
    /// None where the generated crate does not compile.
    pub(super) verdict: Option<Verdict>,
}

/// Returns the documents that are meant, the small ones first.
pub(super) fn documents(args: &OracleArgs, checkout: &Path) -> Vec<PathBuf> {
    let given = &args.documents;
    let folders = match &args.corpus {
        Some(folder) => vec![folder.clone()],
        None => vec![
            checkout.join("../shared/corpus"),
            checkout.join("../shared/rill"),
        ],
    };
    let mut documents: Vec<(u64, PathBuf)> = Vec::new();
    for path in given.iter().filter(|path| path.is_file()) {
        documents.push((0, path.clone()));
    }
    for entry in folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .flatten()
    {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_document = ["json", "yaml"]
            .iter()
            .any(|end| path.extension().is_some_and(|is| is == *end));
        let is_rills = path.parent().is_some_and(|folder| folder.ends_with("rill"));
        let size = entry.metadata().map_or(0, |metadata| metadata.len());
        let is_wanted = if given.is_empty() {
            args.all || size <= SMALL
        } else {
            given
                .iter()
                .any(|given| name.starts_with(given.to_string_lossy().as_ref()))
        };
        // Rill's own documents with the words of its dialect are tried as clients.
        let is_ordinary = !is_rills || name.starts_with("admin") || name.starts_with("runtime");
        if is_document && is_wanted && is_ordinary {
            documents.push((size, path));
        }
    }
    documents.sort();
    documents.dedup();
    documents.into_iter().map(|(_, path)| path).collect()
}

/// Reads a document.
pub(super) fn source(path: &Path) -> Result<Source, Problem> {
    let name = shown(path);
    match std::fs::read(path) {
        Ok(bytes) => Ok(Source { name, bytes }),
        Err(error) => Err(Problem::new("the document cannot be read")
            .at(name)
            .note(error.to_string())),
    }
}

/// Tries the types of documents.
pub(super) fn run(
    paths: &[PathBuf],
    checkout: &Path,
    console: &mut Console<'_>,
) -> Result<Vec<Tried>, Problem> {
    let mut prepared = Vec::new();
    for path in paths {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let source = source(path)?;
        let what = format!("{name}: making values");
        let made = during(console.is_interactive(), &what, || {
            let mut probe = probe::probe(&package(&name), &source)?;
            let standard = standard::standard(&probe.author, BTreeSet::new());
            let judge = Judge::new(&standard);
            probe.nullable = judge.nullable();
            let samples = verdict::samples(&standard, &judge, false);
            Ok::<_, String>((probe, standard, samples))
        });
        match made {
            Ok((probe, standard, samples)) => {
                console.say(format!(
                    "{name}: {} values of {} components",
                    samples.values.len(),
                    standard.components.len()
                ));
                prepared.push((name, probe, standard, samples));
            }
            Err(refusal) => console.say(refusal),
        }
    }
    let workshop = probe::workshop(checkout, "corpus")?;
    let (probes, rest): (Vec<_>, Vec<_>) = prepared
        .into_iter()
        .map(|(name, probe, standard, samples)| (probe, (name, standard, samples)))
        .unzip();
    console.say(format!("building {} crates", probes.len()));
    let errors = during(console.is_interactive(), "compiling", || {
        workshop.build(&probes.iter().map(probe::Probe::package).collect::<Vec<_>>())
    })?;
    if !errors.is_empty() {
        console.say(errors);
    }
    let mut all = Vec::new();
    for (probe, (name, standard, samples)) in probes.iter().zip(rest) {
        let values: Vec<_> = samples
            .values
            .iter()
            .map(|sample| (sample.component.as_str(), &sample.value))
            .collect();
        let what = format!("{name}: decoding and encoding");
        let answers = during(console.is_interactive(), &what, || {
            probe::ask(&workshop, probe, &values)
        })?;
        let verdict = answers.map(|answers| verdict::verdict(&standard, probe, &samples, &answers));
        all.push(Tried {
            name,
            samples,
            verdict,
        });
    }
    Ok(all)
}

/// Returns a document's name as that of a package.
pub(super) fn package(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    format!("of-{}", name.chars().map(plain).collect::<String>())
}

/// Returns one line a document, and the sum.
pub(super) fn table(tried: &[Tried]) -> String {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header([
        "document",
        "components",
        "tested",
        "passed",
        "%",
        "values",
        "held",
        "%",
        "examples refused by their schema",
    ]);
    let mut sum = Verdict::default();
    let mut refused = 0;
    for one in tried {
        let Some(verdict) = &one.verdict else {
            table.add_row([one.name.as_str(), "does not compile"]);
            continue;
        };
        table.add_row(row(&one.name, verdict, one.samples.refused.len()));
        sum.components += verdict.components;
        sum.tested += verdict.tested;
        sum.passed += verdict.passed;
        sum.values += verdict.values;
        sum.held += verdict.held;
        refused += one.samples.refused.len();
    }
    table.add_row(row("all", &sum, refused));
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n")
}

fn row(name: &str, verdict: &Verdict, refused: usize) -> [String; 9] {
    [
        name.to_owned(),
        verdict.components.to_string(),
        verdict.tested.to_string(),
        verdict.passed.to_string(),
        share(verdict.passed, verdict.tested),
        verdict.values.to_string(),
        verdict.held.to_string(),
        share(verdict.held, verdict.values),
        refused.to_string(),
    ]
}

/// Hundredths of a percent, rounded down: 100 means all.
fn share(part: usize, whole: usize) -> String {
    let hundredths = (part * 10_000).checked_div(whole).unwrap_or(10_000);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Ids of the components that were tried.
pub(super) fn tried(all: &[Tried]) -> BTreeSet<String> {
    let ids = all.iter().flat_map(|one| {
        one.samples
            .values
            .iter()
            .map(|sample| id(one, &sample.component))
    });
    ids.collect()
}

/// Ids of the components that do not hold all of their values.
pub(super) fn failed(all: &[Tried]) -> BTreeSet<String> {
    let failures = |one: &Tried| -> Vec<String> {
        match &one.verdict {
            Some(verdict) => verdict
                .failures
                .iter()
                .map(|failure| id(one, &failure.component))
                .collect(),
            None => one
                .samples
                .values
                .iter()
                .map(|sample| id(one, &sample.component))
                .collect(),
        }
    };
    all.iter().flat_map(failures).collect()
}

fn id(one: &Tried, component: &str) -> String {
    format!("{} {component}", one.name)
}

/// Returns tolerated differences, skipped values, and exemptions, in a few lines.
pub(super) fn summary(all: &[Tried], exemptions: &Exemptions) -> String {
    let mut passed = Passed::default();
    for verdict in all.iter().filter_map(|one| one.verdict.as_ref()) {
        passed.reformed += verdict.let_pass.reformed;
        passed.ignored += verdict.let_pass.ignored;
    }
    let without: usize = all.iter().map(|one| one.samples.without.len()).sum();
    let dropped: usize = all.iter().map(|one| one.samples.dropped).sum();
    let refused: usize = all.iter().map(|one| one.samples.refused.len()).sum();
    let mut text = format!(
        "came back in another form of the same date-time, duration, time or UUID: {} texts\n\
         ignored, since no schema describes them: {} properties\n\
         skipped: {without} components without a value, {dropped} made values that do not fit after all, {refused} \
         examples that their own schema refuses\n",
        passed.reformed, passed.ignored,
    );
    for (key, count) in exemptions.count(&failed(all)) {
        _ = writeln!(
            text,
            "{count} components do not hold all values: {}",
            exemptions.reason(key)
        );
    }
    text
}

/// Everything that went wrong, by kind, the most costly first; then what was skipped, and why.
pub(super) fn details(tried: &[Tried]) -> String {
    let mut text = String::new();
    let mut kinds: BTreeMap<&str, BTreeMap<(&str, &str), Vec<&verdict::Failure>>> = BTreeMap::new();
    for one in tried {
        for failure in one.verdict.iter().flat_map(|verdict| &verdict.failures) {
            kinds
                .entry(&failure.kind)
                .or_default()
                .entry((&one.name, &failure.component))
                .or_default()
                .push(failure);
        }
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, components)| std::cmp::Reverse(components.len()));
    // Writing to a string cannot fail.
    for (kind, components) in kinds {
        _ = writeln!(text, "\n## {kind}: {} components\n", components.len());
        for ((document, component), failures) in components {
            _ = writeln!(text, "- {document} {component}: {} values", failures.len());
            if let Some(failure) = failures.iter().min_by_key(|failure| failure.sent.len()) {
                _ = writeln!(text, "    {}", clip(&failure.detail, 300));
                _ = writeln!(text, "    sent {}", clip(&failure.sent, 400));
                _ = writeln!(text, "    back {}", clip(&failure.back, 400));
            }
        }
    }
    for one in tried {
        _ = writeln!(
            text,
            "\n## {}: {} made values do not fit after all",
            one.name, one.samples.dropped
        );
        for (component, why) in &one.samples.without {
            _ = writeln!(text, "- {component} has no value: {}", clip(why, 300));
        }
        for (component, why) in &one.samples.refused {
            _ = writeln!(
                text,
                "- {component} has an example that its schema refuses: {}",
                clip(why, 300)
            );
        }
    }
    text
}

pub(super) fn clip(text: &str, most: usize) -> String {
    let mut clipped: String = text.chars().take(most).collect();
    if clipped.len() < text.len() {
        clipped.push('…');
    }
    clipped
}
