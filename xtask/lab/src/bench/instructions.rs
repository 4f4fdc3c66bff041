//! `cargo lab bench --instructions`: how many instructions a generation takes, which no other load on the machine
//! changes.
//!
//! callgrind counts them for a few documents of this project, with one thread. A committed file holds the counts; more
//! or fewer than a twentieth is a difference that someone has to look at. Compilers differ, so that with another one
//! only the documents' share of each other is compared. Two synthetic documents, of which one is ten times the other,
//! show whether time grows faster than the document.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::report::rustc;
use super::{BenchArgs, Place, ended, growth, synthetic, unwritten};
use rill_console::{
    Console, Exit, MANIFEST, Problem, cargo, cargo_problem, during, read_file, shown, target_folder,
};

/// Path of the committed counts.
const PATH: &str = "fixtures/ledgers/instructions.txt";
/// Tolerated share of difference from the committed count.
const WITHIN: f64 = 0.05;
/// Documents of this project.
const FIXTURES: [(&str, &str); 2] = [
    ("catalogue", "fixtures/clients/catalogue/document.yaml"),
    ("petstore", "fixtures/clients/petstore/openapi.yaml"),
];
/// Schemas of the synthetic documents, ten times as many in the second.
const SCHEMAS: [usize; 2] = [150, 1500];

const HEAD: &str = "\
# Instructions of one generation with one thread, counted by callgrind.
# `cargo lab bench --instructions --update` writes this file.
";

/// Counts of a run, or the committed ones.
#[derive(Clone, Debug, Default, PartialEq)]
struct Counts {
    rustc: String,
    /// By document.
    counts: BTreeMap<String, u64>,
}

/// Counts, and compares with the file or writes it.
pub(super) fn run(
    args: &BenchArgs,
    place: &Place,
    console: &mut Console<'_>,
) -> Result<Exit, Problem> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        console.say("skipped: instructions are counted by valgrind, which is not installed (apt-get install valgrind)");
        return Ok(Exit::Done);
    }
    let program = during(console.is_interactive(), "building", || example(place))?;
    let mut counted = Counts {
        rustc: rustc(),
        counts: BTreeMap::new(),
    };
    for (name, path) in documents(place)? {
        let what = format!("{name}: counting");
        let run = || count(place, &program, &path);
        let count = during(console.is_interactive(), &what, run)?;
        console.result(&format!("{name} {count}\n"));
        counted.counts.insert(name, count);
    }
    let path = place.root.join(PATH);
    let mut failures = growth_of(&counted)
        .err()
        .into_iter()
        .collect::<Vec<String>>();
    if args.update {
        std::fs::write(&path, counted.text()).map_err(|error| unwritten(&path, &error))?;
    } else {
        let committed = Counts::read(&read_file(&path)?.unwrap_or_default());
        if committed.rustc != counted.rustc {
            console.say(format!(
                "rustc {} is not rustc {} of {PATH}: only the documents' shares are compared",
                counted.rustc, committed.rustc
            ));
        }
        failures.extend(differences(&committed, &counted));
    }
    Ok(ended(&failures, console))
}

/// Returns the generator alone, built for release: far less to build than this program.
fn example(place: &Place) -> Result<PathBuf, Problem> {
    let built = cargo()
        .args(["build", "--release", "--quiet", "--package", "rill-codegen"])
        .args(["--example", "generate", "--manifest-path"])
        .arg(place.root.join(MANIFEST))
        .env("CARGO_INCREMENTAL", "0")
        .status()
        .map_err(|error| cargo_problem(&error))?;
    if !built.success() {
        return Err(Problem::new("the generator does not build for release")
            .help("what cargo said stands above"));
    }
    let program = format!("release/examples/generate{}", std::env::consts::EXE_SUFFIX);
    Ok(target_folder(&place.root)?.join(program))
}

/// Returns the documents to generate, by name.
fn documents(place: &Place) -> Result<Vec<(String, PathBuf)>, Problem> {
    let mut documents: Vec<(String, PathBuf)> = FIXTURES
        .iter()
        .map(|(name, path)| ((*name).to_owned(), place.root.join(path)))
        .collect();
    for schemas in SCHEMAS {
        let document = synthetic::document(&place.folder, schemas)
            .map_err(|error| unwritten(&place.folder, &error))?;
        documents.push((synthetic_name(schemas), document.path));
    }
    Ok(documents)
}

fn synthetic_name(schemas: usize) -> String {
    format!("synthetic-{schemas}")
}

/// Instructions of one run. It sees one processor, and so starts no second thread to share its work with.
fn count(place: &Place, program: &Path, document: &Path) -> Result<u64, Problem> {
    let run = Command::new("taskset")
        .args(["--cpu-list", "0", "valgrind", "--tool=callgrind"])
        .arg("--callgrind-out-file=/dev/null")
        .arg(program)
        .arg(document)
        .current_dir(&place.root)
        .output();
    let failed = |why: &str| {
        Problem::new("instructions cannot be counted")
            .at(shown(document))
            .note(why)
    };
    let run = run.map_err(|error| failed(&format!("taskset cannot be run: {error}")))?;
    let said = String::from_utf8_lossy(&run.stderr);
    if !run.status.success() {
        return Err(failed(said.trim()));
    }
    collected(&said).ok_or_else(|| failed("valgrind tells no number"))
}

/// Returns the number in the line `==1234== Collected : 5678`.
fn collected(said: &str) -> Option<u64> {
    let line = said
        .lines()
        .find_map(|line| line.split_once("Collected :"))?;
    line.1.trim().parse().ok()
}

impl Counts {
    fn text(&self) -> String {
        let counts = self.counts.iter();
        counts.fold(
            format!("{HEAD}rustc {}\n", self.rustc),
            |text, (name, count)| format!("{text}{name} {count}\n"),
        )
    }

    fn read(text: &str) -> Self {
        let mut counts = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once(' ') {
                Some(("rustc", version)) => version.clone_into(&mut counts.rustc),
                Some((name, count)) => {
                    let count = count.parse().ok();
                    counts
                        .counts
                        .extend(count.map(|count| (name.to_owned(), count)));
                }
                None => {}
            }
        }
        counts
    }

    /// Returns the values to compare: the counts, or, if compilers differ, each as a share of all.
    fn measures(&self, is_same_compiler: bool) -> BTreeMap<&str, f64> {
        #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let number = |count: u64| count as f64;
        // The middle one, so that a change of one document changes one share.
        let mut sorted: Vec<u64> = self.counts.values().copied().collect();
        sorted.sort_unstable();
        let middle = sorted.get(sorted.len() / 2).copied().unwrap_or(1);
        let unit = if is_same_compiler {
            1.0
        } else {
            number(middle)
        };
        let counts = self.counts.iter();
        counts
            .map(|(name, count)| (name.as_str(), number(*count) / unit))
            .collect()
    }
}

/// Returns the differences, each with what to do.
fn differences(committed: &Counts, counted: &Counts) -> Vec<String> {
    let is_same_compiler = committed.rustc == counted.rustc;
    let before = committed.measures(is_same_compiler);
    let mut differences = Vec::new();
    for (name, now) in counted.measures(is_same_compiler) {
        match before.get(name) {
            None => differences.push(format!("{PATH} does not know {name}")),
            Some(before) => {
                let times = now / before;
                if (times - 1.0).abs() > WITHIN {
                    differences.push(format!(
                        "{name} takes {times:.3} times the instructions of {PATH}"
                    ));
                }
            }
        }
    }
    if !differences.is_empty() {
        differences.push(
            "more has to be looked at; if it is meant, or if it is fewer, run: cargo lab bench --instructions --update"
                .to_owned(),
        );
    }
    differences
}

/// Ten times the document takes little more than ten times the instructions.
fn growth_of(counted: &Counts) -> Result<(), String> {
    let [small, large] = SCHEMAS.map(|schemas| counted.counts.get(&synthetic_name(schemas)));
    let (Some(small), Some(large)) = (small, large) else {
        return Err("no synthetic document was counted".to_owned());
    };
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let times = *large as f64 / *small as f64;
    if times > growth::AT_MOST {
        return Err(format!(
            "a document of ten times the size takes {times:.1} times the instructions, and at most {} are meant: some stage looks at everything for each thing",
            growth::AT_MOST
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(rustc: &str, counts: &[(&str, u64)]) -> Counts {
        Counts {
            rustc: rustc.to_owned(),
            counts: counts
                .iter()
                .map(|(name, count)| ((*name).to_owned(), *count))
                .collect(),
        }
    }

    #[test]
    fn the_file_is_read_as_it_is_written() {
        let counts = counts("1.95.0", &[("a", 3), ("b", 5)]);
        assert!(counts.text().starts_with(HEAD));
        assert_eq!(Counts::read(&counts.text()), counts);
    }

    #[test]
    fn a_twentieth_more_or_fewer_is_told() {
        let before = counts("1", &[("a", 1000), ("b", 2000), ("c", 3000)]);
        let fine = counts("1", &[("a", 1049), ("b", 1901), ("c", 3000)]);
        assert!(differences(&before, &fine).is_empty());
        let odd = counts("1", &[("a", 1051), ("b", 1899), ("c", 3000)]);
        let told = differences(&before, &odd);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].starts_with("a takes 1.051 times"), "{told:?}");
        assert!(told[2].contains("--update"), "{told:?}");
    }

    #[test]
    fn with_another_compiler_shares_are_compared() {
        let before = counts("1", &[("a", 1000), ("b", 2000), ("c", 3000)]);
        let all_slower = counts("2", &[("a", 1500), ("b", 3000), ("c", 4500)]);
        assert!(differences(&before, &all_slower).is_empty());
        let one_slower = counts("2", &[("a", 1500), ("b", 3000), ("c", 5000)]);
        assert_eq!(differences(&before, &one_slower).len(), 2);
    }

    #[test]
    fn growth_beyond_the_size_is_told() {
        let grown = |large| counts("1", &[("synthetic-150", 100), ("synthetic-1500", large)]);
        assert!(growth_of(&grown(1200)).is_ok());
        assert!(growth_of(&grown(1201)).is_err());
    }

    #[test]
    fn the_number_that_valgrind_tells() {
        let said = "==7== Events    : Ir\n==7== Collected : 123456\n==7==\n";
        assert_eq!(collected(said), Some(123_456));
        assert_eq!(collected("==7== Events    : Ir\n"), None);
    }
}
