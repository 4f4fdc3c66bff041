//! The crate of a document with a program beside it that decodes and encodes values of its types.
//!
//! The crates of a run are one workspace below `target/oracle`, built by one call of Cargo without debug information.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rill_codegen::{
    Config, Dependency, Dialect, Selection, Source, analyze, document, ir, lower, names,
};
use serde_json::Value;

use rill_console::{Problem, shown};

/// A document whose types are put to the test.
#[derive(Debug)]
pub(super) struct Probe {
    /// The package, and the program in it.
    pub(super) name: String,
    /// The author's document.
    pub(super) author: Value,
    /// The Rust type of each component, in the order of the program's table.
    pub(super) types: BTreeMap<String, String>,
    /// Components that may be null: a reference to one is to an `Option` of its type.
    pub(super) nullable: BTreeSet<String>,
    files: BTreeMap<String, String>,
    runtime_features: Vec<&'static str>,
    dependencies: String,
    /// Bytes of the stack that values are decoded with.
    stack: usize,
}

/// The package that every generated crate depends on.
const RUNTIME: &str = "rill-client-runtime";

/// Why there is no answer where the program aborts, or is late.
const ENDED: &str = "the program ended without an answer";

/// Returns `true` if a value was not refused by its type: the program aborted, panicked or was late.
pub(super) fn is_abort(why: &str) -> bool {
    why == ENDED || why == "it panicked"
}

/// Outcome of one value.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// It was decoded, and encoded as this.
    Value(Value),
    /// It was refused.
    Refused(String),
}

/// Generates the types of a document.
pub(super) fn probe(name: &str, source: &Source) -> Result<Probe, String> {
    // Types may be nested deeper than a thread's stack is meant for.
    prepare(name, source, true, 256 << 20)
}

/// Generates all of a document.
pub(super) fn whole(name: &str, source: &Source, stack: usize) -> Result<Probe, String> {
    prepare(name, source, false, stack)
}

fn prepare(name: &str, source: &Source, types_only: bool, stack: usize) -> Result<Probe, String> {
    let config = Config {
        dialect: Dialect::Auto,
        selection: Selection {
            types_only,
            ..Selection::default()
        },
        ..Config::new(name)
    };
    let refused = |refusal: rill_codegen::FatalError| refusal.render(source);
    let generated = rill_codegen::generate(source, &config).map_err(refused)?;
    let mut cx = rill_codegen::Diagnostics::default();
    let document = document::load(&mut cx, source, config.dialect).map_err(refused)?;
    let api = lower::lower(&mut cx, &document, &config);
    let facts = analyze::analyze(&api);
    let names = names::assign(&mut cx, &api, &config);
    let mut types = BTreeMap::new();
    for id in api.type_ids() {
        let usage = facts.usage[id.0];
        let def = api.def(id);
        let is_component = |key: &String| {
            let escaped = super::pointer::escape(key);
            let origin = def.pointer.to_string();
            origin.ends_with(&format!("/schemas/{escaped}"))
                || origin.ends_with(&format!("/definitions/{escaped}"))
        };
        if let ir::TypeOrigin::Component(key) = &def.origin
            && is_component(key)
            && (usage.sent || usage.received)
        {
            types
                .entry(key.clone())
                .or_insert_with(|| names.ty(id).to_owned());
        }
    }
    let mut dependencies = String::new();
    let (runtime, others): (Vec<&Dependency>, Vec<&Dependency>) = generated
        .dependencies
        .iter()
        .partition(|dependency| dependency.name == RUNTIME);
    for dependency in others {
        // Writing to a string cannot fail.
        _ = writeln!(
            dependencies,
            "{} = {{ version = {:?}, default-features = {}, features = {:?} }}",
            dependency.name, dependency.version, dependency.default_features, dependency.features
        );
    }
    let tags: Vec<&str> = generated
        .features
        .iter()
        .map(|feature| feature.name.as_str())
        .collect();
    _ = writeln!(dependencies, "\n[features]\ndefault = {tags:?}");
    for tag in tags {
        _ = writeln!(dependencies, "{tag} = []");
    }
    Ok(Probe {
        name: name.to_owned(),
        author: serde_json::from_str(&document.snapshot).map_err(|error| error.to_string())?,
        types,
        nullable: BTreeSet::new(),
        runtime_features: runtime
            .iter()
            .flat_map(|runtime| runtime.features)
            .copied()
            .collect(),
        files: generated.files,
        dependencies,
        stack,
    })
}

/// Folders of a run's crates.
#[derive(Debug)]
pub(super) struct Workshop {
    root: PathBuf,
    runtime: PathBuf,
}

impl Workshop {
    /// Returns a folder below `target`, of which only the build outlives a run.
    pub(super) fn new(checkout: &Path, name: &str) -> Self {
        Self {
            root: checkout.join("target/oracle").join(name),
            runtime: checkout.join("runtime"),
        }
    }

    /// Target folder of all programs, so that dependencies are built once.
    fn target(&self) -> PathBuf {
        self.root.with_file_name("build")
    }

    /// Writes and builds the programs of some documents. Those that do not compile are found by [`Workshop::ask`].
    pub(super) fn build(&self, checkout: &Path, probes: &[Probe]) -> Result<String, Problem> {
        let failed = |error: &std::io::Error| {
            Problem::new("the oracle's folder cannot be written")
                .at(shown(&self.root))
                .note(error.to_string())
        };
        self.write(checkout, probes)
            .map_err(|error| failed(&error))?;
        for probe in probes {
            // What an earlier run built says nothing of this one.
            drop(std::fs::remove_file(self.program(&probe.name)));
        }
        let built = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args([
                "build",
                "--keep-going",
                "--quiet",
                "--message-format",
                "short",
                "--workspace",
            ])
            .arg("--manifest-path")
            .arg(self.root.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(self.target())
            .stdin(Stdio::null())
            .output()
            .map_err(|error| Problem::new("cargo cannot be run").note(error.to_string()))?;
        Ok(String::from_utf8_lossy(&built.stderr).into_owned())
    }

    fn program(&self, name: &str) -> PathBuf {
        self.target()
            .join("debug")
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    fn write(&self, checkout: &Path, probes: &[Probe]) -> std::io::Result<()> {
        match std::fs::remove_dir_all(&self.root) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        for probe in probes {
            let folder = self.root.join(&probe.name);
            let runtime = self.runtime.display();
            let manifest = format!(
                "[package]\nname = {:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
                 [lints]\nworkspace = true\n\n[dependencies]\nserde_json = {{ version = \"1\", features = [\"float_roundtrip\"] }}\n\
                 {RUNTIME} = {{ path = \"{runtime}\", default-features = false, features = {:?} }}\n{}",
                probe.name, probe.runtime_features, probe.dependencies
            );
            write(&folder.join("Cargo.toml"), &manifest)?;
            write(&folder.join("src/main.rs"), &program(probe))?;
            for (path, text) in &probe.files {
                write(&folder.join(path), text)?;
            }
        }
        let members: Vec<&str> = probes.iter().map(|probe| probe.name.as_str()).collect();
        let workspace = format!(
            "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[workspace.lints.rust]\nwarnings = \"deny\"\n\n\
             [profile.dev]\nopt-level = 0\ndebug = 0\nincremental = false\n"
        );
        write(&self.root.join("Cargo.toml"), &workspace)?;
        let lock = std::fs::read_to_string(checkout.join("Cargo.lock")).unwrap_or_default();
        write(&self.root.join("Cargo.lock"), &lock)
    }

    /// Lets a program decode and encode values of its types; none where it did not compile.
    pub(super) fn ask(
        &self,
        probe: &Probe,
        values: &[(&str, &Value)],
    ) -> Result<Option<Vec<Answer>>, Problem> {
        let program = self.program(&probe.name);
        if !program.is_file() {
            return Ok(None);
        }
        let places: BTreeMap<&str, usize> = probe
            .types
            .keys()
            .enumerate()
            .map(|(index, key)| (key.as_str(), index))
            .collect();
        let mut answers = Vec::with_capacity(values.len());
        while answers.len() < values.len() {
            let rest = values.get(answers.len()..).unwrap_or_default();
            let mut input = String::new();
            for (component, value) in rest {
                let place = places.get(component).copied().unwrap_or(usize::MAX);
                _ = writeln!(input, "{place} {value}");
            }
            let output = self.run(&program, &input)?;
            let before = answers.len();
            answers.extend(output.lines().filter_map(answer).take(rest.len()));
            // A program that ended early did so at the next value.
            if answers.len() < values.len() {
                answers.push(Answer::Refused(ENDED.to_owned()));
            }
            debug_assert!(
                answers.len() > before,
                "every run answers at least one value"
            );
        }
        Ok(Some(answers))
    }

    fn run(&self, program: &Path, input: &str) -> Result<String, Problem> {
        let failed = |error: &std::io::Error| {
            Problem::new("a program of the oracle cannot be run")
                .at(shown(program))
                .note(error.to_string())
        };
        let path = self.root.join("values");
        std::fs::write(&path, input).map_err(|error| failed(&error))?;
        let file = std::fs::File::open(&path).map_err(|error| failed(&error))?;
        let output = Command::new(program)
            .stdin(file)
            .stderr(Stdio::null())
            .output()
            .map_err(|error| failed(&error))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

fn answer(line: &str) -> Option<Answer> {
    if let Some(text) = line.strip_prefix('+') {
        return serde_json::from_str(text).ok().map(Answer::Value);
    }
    line.strip_prefix('-')
        .map(|why| Answer::Refused(why.to_owned()))
}

fn program(probe: &Probe) -> String {
    let krate = probe.name.replace('-', "_");
    let mut table = String::new();
    for (component, name) in &probe.types {
        _ = if probe.nullable.contains(component) {
            writeln!(table, "    through::<Option<{krate}::{name}>>,")
        } else {
            writeln!(table, "    through::<{krate}::{name}>,")
        };
    }
    include_str!("program.rs.txt")
        .replace("/* table */", table.trim())
        .replace("/* stack */", &probe.stack.to_string())
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}
