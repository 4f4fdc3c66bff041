//! Generated crates with a program beside each, as one workspace that is built by one call of Cargo.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rill_codegen::{Dependency, Generated};
use rill_console::{MANIFEST, Problem, cargo, cargo_problem, shown};

/// The package that every generated crate depends on.
const RUNTIME: &str = "rill-client-runtime";

/// A crate with its program.
#[derive(Debug, Default)]
pub struct Package {
    pub name: String,
    pub files: BTreeMap<String, String>,
    pub dependencies: Vec<Dependency>,
    pub features: Vec<String>,
}

impl Package {
    /// Returns the generated crate with a program that is its `main.rs`.
    pub fn new(name: &str, generated: Generated, program: String) -> Self {
        let mut files = generated.files;
        files.insert("src/main.rs".to_owned(), program);
        Self {
            name: name.to_owned(),
            files,
            dependencies: generated.dependencies,
            features: generated.features.into_iter().map(|one| one.name).collect(),
        }
    }

    /// Returns the generated crate with a module whose `run` is the program.
    pub fn with_driver(name: &str, generated: Generated, driver: String) -> Self {
        let krate = name.replace('-', "_");
        let program = format!(
            "//! The calls of this crate.\n\nfn main() {{\n    {krate}::conformance_driver::run();\n}}\n"
        );
        let mut package = Self::new(name, generated, program);
        package
            .files
            .insert("src/conformance_driver.rs".to_owned(), driver);
        if let Some(root) = package.files.get_mut("src/lib.rs") {
            root.push_str("\n#[doc(hidden)]\n#[rustfmt::skip]\npub mod conformance_driver;\n");
        }
        package
    }
}

/// The folder of a run's crates.
#[derive(Debug)]
pub struct Workshop {
    /// The workspace.
    pub root: PathBuf,
    /// The target folder of all programs, so that dependencies are built once.
    pub target: PathBuf,
    /// The runtime, as keys of a dependency.
    pub runtime: String,
    /// The versions to build with.
    pub lock: PathBuf,
    /// The server that calls go to, instead of the mock transport.
    pub address: Option<String>,
}

impl Workshop {
    /// Writes and builds the programs, and returns what the compiler said. Those that do not compile are found by
    /// [`Workshop::ask`].
    pub fn build(&self, packages: &[Package]) -> Result<String, Problem> {
        self.write(packages)?;
        for package in packages {
            // What an earlier run built says nothing of this one.
            drop(std::fs::remove_file(self.program(&package.name)));
        }
        let built = cargo()
            .args(["build", "--keep-going", "--quiet", "--workspace"])
            .args(["--message-format", "short", "--target-dir"])
            .arg(&self.target)
            .current_dir(&self.root)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| cargo_problem(&error))?;
        Ok(String::from_utf8_lossy(&built.stderr).into_owned())
    }

    fn program(&self, name: &str) -> PathBuf {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        self.target.join("debug").join(file)
    }

    fn write(&self, packages: &[Package]) -> Result<(), Problem> {
        for package in packages {
            let folder = self.root.join(&package.name);
            drop(std::fs::remove_dir_all(folder.join("src")));
            write(&folder.join(MANIFEST), &self.manifest(package))?;
            for (path, text) in &package.files {
                write(&folder.join(path), text)?;
            }
        }
        let members: Vec<&str> = packages.iter().map(|one| one.name.as_str()).collect();
        let workspace = format!(
            "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[workspace.lints.rust]\nwarnings = \"deny\"\n\n\
             [profile.dev]\ndebug = 0\nincremental = false\n"
        );
        write(&self.root.join(MANIFEST), &workspace)?;
        let lock = std::fs::read_to_string(&self.lock).unwrap_or_default();
        write(&self.root.join("Cargo.lock"), &lock)
    }

    fn manifest(&self, package: &Package) -> String {
        let is_runtime = |one: &&Dependency| one.name == RUNTIME;
        let runtime = package.dependencies.iter().find(is_runtime);
        let mut features = vec!["testing"];
        features.extend(runtime.map(|one| one.features).unwrap_or_default());
        let mut manifest = format!(
            "[package]\nname = {:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [lints]\nworkspace = true\n\n[dependencies]\nhttp = \"1\"\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = {{ version = \"1\", features = [\"float_roundtrip\"] }}\n\
             tokio = {{ version = \"1\", default-features = false, features = [\"rt\", \"time\"] }}\n\
             {RUNTIME} = {{ {}, default-features = false, features = {features:?} }}\n",
            package.name, self.runtime
        );
        let others = package.dependencies.iter();
        let others = others.filter(|one| !is_runtime(one) && one.name != "serde");
        // Writing to a string cannot fail.
        for one in others {
            _ = writeln!(
                manifest,
                "{} = {{ version = {:?}, default-features = {}, features = {:?} }}",
                one.name, one.version, one.default_features, one.features
            );
        }
        _ = writeln!(manifest, "\n[features]\ndefault = {:?}", package.features);
        for feature in &package.features {
            _ = writeln!(manifest, "{feature} = []");
        }
        manifest
    }

    /// Gives a program lines and returns its answers, each a line; `None` where it ended without one. Returns `None`
    /// where the program did not compile.
    pub fn ask(
        &self,
        name: &str,
        lines: &[String],
    ) -> Result<Option<Vec<Option<String>>>, Problem> {
        let program = self.program(name);
        if !program.is_file() {
            return Ok(None);
        }
        let mut answers = Vec::with_capacity(lines.len());
        while answers.len() < lines.len() {
            let rest = lines.get(answers.len()..).unwrap_or_default();
            let output = self.run(&program, &(rest.join("\n") + "\n"))?;
            answers.extend(
                output
                    .lines()
                    .take(rest.len())
                    .map(|line| Some(line.to_owned())),
            );
            // A program that ended early did so at the next line.
            if answers.len() < lines.len() {
                answers.push(None);
            }
        }
        Ok(Some(answers))
    }

    fn run(&self, program: &Path, input: &str) -> Result<String, Problem> {
        let failed = |error: &std::io::Error| {
            Problem::new("a program cannot be run")
                .at(shown(program))
                .note(error.to_string())
        };
        let path = self.root.join("lines");
        write(&path, input)?;
        let file = std::fs::File::open(&path).map_err(|error| failed(&error))?;
        let address = self.address.iter().map(|one| ("CALLS_ADDRESS", one));
        let output = Command::new(program)
            .envs(address)
            .stdin(file)
            .stderr(Stdio::null())
            .output()
            .map_err(|error| failed(&error))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

fn write(path: &Path, text: &str) -> Result<(), Problem> {
    let folder = path.parent().unwrap_or(path);
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, text));
    written.map_err(|error| {
        Problem::new("a file cannot be written")
            .at(shown(path))
            .note(error.to_string())
    })
}
