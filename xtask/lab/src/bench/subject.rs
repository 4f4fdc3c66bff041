//! Subjects of a measurement: this project's generator, and others that are installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum as _;

use rill_client_xtask::internal::{Env, VARIABLE};
use rill_console::{Console, Exit, MANIFEST, Problem, cargo, cargo_problem, shown, target_folder};

/// The name of this project's generator in tables.
pub(super) const OURS: &str = "rill-codegen";

/// A program that makes a crate of a document.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) kind: SubjectKind,
    pub(super) program: PathBuf,
    pub(super) version: String,
}

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SubjectKind {
    /// This project's.
    Ours,
    /// Another one.
    Peer(Peer),
}

/// Another generator of Rust clients, by the name of its package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Peer {
    Oas3Gen,
    Ploidy,
    OpenapiToRust,
    CargoProgenitor,
}

impl Subject {
    /// Returns the name in tables.
    pub(super) fn name(&self) -> &'static str {
        match self.kind {
            SubjectKind::Ours => OURS,
            SubjectKind::Peer(peer) => peer.package(),
        }
    }

    /// Returns the command that makes a crate of a document in a folder that is not there yet; the folder's last part
    /// is the crate's name.
    pub(super) fn command(&self, root: &Path, document: &Path, output: &Path) -> Command {
        let mut command = Command::new(&self.program);
        let name = output.file_name().unwrap_or_default();
        match self.kind {
            SubjectKind::Ours => command
                .args(["regenerate", "--file"])
                .arg(document)
                .arg("--output")
                .arg(output)
                .arg("--name")
                .arg(name)
                .arg("--runtime")
                .arg(format!("path:{}", root.join("runtime").display()))
                .env_remove(VARIABLE),
            SubjectKind::Peer(Peer::Oas3Gen) => command
                .args(["generate", "client-mod", "--workspace", "--input"])
                .arg(document)
                .arg("--output")
                .arg(output),
            SubjectKind::Peer(Peer::Ploidy) => command
                .args(["generate", "rust"])
                .arg(document)
                .arg("--output")
                .arg(output),
            SubjectKind::Peer(Peer::OpenapiToRust) => command
                .arg("generate")
                .arg(document)
                .arg("--output-dir")
                .arg(output.join("src/generated")),
            SubjectKind::Peer(Peer::CargoProgenitor) => command
                .args(["progenitor", "--version", "0.1.0", "--input"])
                .arg(document)
                .arg("--output")
                .arg(output)
                .arg("--name")
                .arg(name),
        };
        command
    }
}

impl Peer {
    /// Name of its package, and of its program.
    pub(super) fn package(self) -> &'static str {
        match self {
            Self::Oas3Gen => "oas3-gen",
            Self::Ploidy => "ploidy",
            Self::OpenapiToRust => "openapi-to-rust",
            Self::CargoProgenitor => "cargo-progenitor",
        }
    }
}

/// This project's generator, as its users have it.
pub(super) fn ours(root: &Path) -> Result<Subject, Problem> {
    // It was built for release together with this program.
    let program = target_folder(root)?.join(format!(
        "release/rill-client{}",
        std::env::consts::EXE_SUFFIX
    ));
    Ok(Subject {
        kind: SubjectKind::Ours,
        program,
        version: version(root),
    })
}

/// Runs this command in a program built for release, with only the features it needs.
///
/// Not only what is measured has to be as fast as users have it: the program that starts others has to be small, as
/// [`Cost::memory`](super::process::Cost::memory) says.
pub(super) fn again_for_release(root: &Path, console: &mut Console<'_>) -> Result<Exit, Problem> {
    console.say("building this program for release (the first time takes minutes)");
    let built = cargo()
        .args(["build", "--release", "--no-default-features"])
        .args(["--package", "rill-lab", "--package", "rill-client-xtask"])
        // What a developer's shell asks for would make it slower than what users have.
        .env("CARGO_INCREMENTAL", "0")
        .args((!console.is_interactive()).then_some("--quiet"))
        .arg("--manifest-path")
        .arg(root.join(MANIFEST))
        .status()
        .map_err(|error| cargo_problem(&error))?;
    if !built.success() {
        return Err(Problem::new("this program does not build for release")
            .help("what cargo said stands above"));
    }
    let program = format!("release/lab{}", std::env::consts::EXE_SUFFIX);
    let program = target_folder(root)?.join(program);
    let status = Command::new(&program)
        .args(std::env::args_os().skip(1))
        .status()
        .map_err(|error| {
            Problem::new("the program built for release cannot be run")
                .at(shown(&program))
                .note(error.to_string())
        })?;
    Ok(match status.code() {
        Some(0) => Exit::Done,
        Some(code) => u8::try_from(code).map_or(Exit::Failed, Exit::Code),
        None => Exit::Failed,
    })
}

/// Returns the version of this project, with the commit where git tells it.
fn version(root: &Path) -> String {
    let commit = Command::new("git")
        .args(["rev-parse", "--short=10", "HEAD"])
        .current_dir(root)
        .output();
    let commit = commit.ok().filter(|asked| asked.status.success());
    let version = env!("CARGO_PKG_VERSION");
    commit.map_or(version.to_owned(), |asked| {
        let commit = String::from_utf8_lossy(&asked.stdout);
        format!("{version} ({})", commit.trim())
    })
}

/// Returns the peers that are installed in a folder, as `cargo install --root` fills it.
///
/// # Errors
///
/// None is there.
pub(super) fn peers(folder: &Path, env: &Env) -> Result<Vec<Subject>, Problem> {
    let folder = env.here.join(folder);
    let list = std::fs::read_to_string(folder.join(".crates.toml")).unwrap_or_default();
    let found: Vec<Subject> = Peer::value_variants()
        .iter()
        .filter_map(|peer| {
            let program = format!("bin/{}{}", peer.package(), std::env::consts::EXE_SUFFIX);
            let program = folder.join(program);
            program.is_file().then(|| Subject {
                kind: SubjectKind::Peer(*peer),
                program,
                version: installed_version(&list, peer.package()),
            })
        })
        .collect();
    if found.is_empty() {
        let packages: Vec<&str> = Peer::value_variants()
            .iter()
            .map(|peer| peer.package())
            .collect();
        return Err(Problem::usage("no other generator is installed there")
            .at(shown(&folder))
            .help(format!(
                "install them: cargo install --root {} {}",
                shown(&folder),
                packages.join(" ")
            )));
    }
    Ok(found)
}

/// Returns the version in Cargo's list of installed packages; its lines begin with `"name version (source)"`.
fn installed_version(list: &str, package: &str) -> String {
    list.lines()
        .filter_map(|line| line.strip_prefix('"')?.strip_prefix(package))
        .find_map(|rest| rest.strip_prefix(' ')?.split(' ').next())
        .unwrap_or("?")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_that_cargo_installed() {
        let list = "[v1]\n\"oas3-gen 0.29.0 (registry+https://r)\" = [\"oas3-gen\"]\n\"ploidy-more 2.0.0 (registry+https://r)\" = []\n";
        assert_eq!(installed_version(list, "oas3-gen"), "0.29.0");
        assert_eq!(installed_version(list, "ploidy"), "?");
    }

    #[test]
    fn the_peers_that_are_there() {
        let folder = tempfile::tempdir().unwrap();
        let env = Env::from_process();
        let none = peers(folder.path(), &env).unwrap_err().to_string();
        assert!(none.contains("cargo install --root"), "{none}");
        std::fs::create_dir(folder.path().join("bin")).unwrap();
        let program = format!("bin/ploidy{}", std::env::consts::EXE_SUFFIX);
        std::fs::write(folder.path().join(program), "").unwrap();
        let found = peers(folder.path(), &env).unwrap();
        let names: Vec<&str> = found.iter().map(Subject::name).collect();
        assert_eq!(names, ["ploidy"]);
        assert_eq!(found[0].version, "?");
    }
}
