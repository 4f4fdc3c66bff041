//! `cargo lab bench --release-app`: an app that calls 3 of 193 operations, built for release, beside the same app on
//! another generator's crate.

use std::path::{Path, PathBuf};

use super::figures::Figures;
use super::generation::generate;
use super::outcome::Measured;
use super::process::{Cost, measured};
use super::report::size;
use super::subject::{Peer, Subject, SubjectKind};
use super::{BenchArgs, Place, check, seconds, unwritten};
use rill_console::{MANIFEST, Problem, relative};

use crate::corpus::Document;

/// The document that both apps are of.
pub(super) const DOCUMENT: &str = "oxide-nexus.json";
/// Highest ratio of the build times.
const TIME: f64 = 0.5;
/// Highest ratio of the program sizes.
const BYTES: f64 = 1.0;

/// Builds crate and app of both, in turns, their dependencies built.
pub(super) fn run(
    args: &BenchArgs,
    place: &Place,
    documents: &[Document],
    subjects: &[Subject],
) -> Result<Figures, Problem> {
    let document = documents.iter().find(|document| document.name == DOCUMENT);
    let document = document.ok_or_else(|| {
        Problem::usage(format!(
            "the app is one of {DOCUMENT}, which is not among the documents"
        ))
        .help("name its folder, or that file")
    })?;
    let is_meant = |subject: &&Subject| source(subject).is_some();
    let subjects: Vec<Subject> = subjects.iter().filter(is_meant).cloned().collect();
    if subjects.len() < 2 {
        return Err(Problem::usage("there is no progenitor to build the same app with")
            .help("name the folder of its program: --against DIR, which `cargo install --root DIR cargo-progenitor` fills"));
    }
    let mut apps = Vec::new();
    for subject in &subjects {
        Measured::of(vec![generate(args, place, document, subject)]).taken(subject.name())?;
        let app =
            prepare(place, document, subject).map_err(|error| unwritten(&place.folder, &error))?;
        let ready = app.ready(args, place, subject);
        ready.map_err(|why| Problem::new(format!("{}: {why}", subject.name())))?;
        apps.push(app);
    }
    let mut runs: Vec<Vec<Result<Cost, String>>> = vec![Vec::new(); apps.len()];
    for _ in 0..args.runs {
        for (app, runs) in apps.iter().zip(&mut runs) {
            runs.push(app.build(args, place));
        }
    }
    let what = format!(
        "An app that calls 3 of the 193 operations of {DOCUMENT}: `cargo build --release` of crate and app, their dependencies built."
    );
    let mut figures = Figures::new("release-app", what, &subjects);
    let mut made = Vec::new();
    for ((subject, app), runs) in subjects.iter().zip(&apps).zip(runs) {
        let cost = Measured::of(runs).taken(subject.name())?;
        let bytes = app.bytes(place);
        figures.cost(
            format!("{}, program of {}", subject.name(), size(bytes)),
            cost,
        );
        made.push((cost, bytes));
    }
    if let [(ours, our_bytes), (theirs, their_bytes)] = made.as_slice() {
        figures.bar("time : progenitor's", ours.wall / theirs.wall, TIME);
        figures.bar(
            "time of all cores : progenitor's",
            ours.cpu / theirs.cpu,
            TIME,
        );
        #[allow(
            clippy::cast_precision_loss,
            reason = "programs are far below 2^52 bytes"
        )]
        let share = *our_bytes as f64 / *their_bytes as f64;
        figures.bar("program : progenitor's", share, BYTES);
    }
    Ok(figures)
}

/// Returns the app's text for a subject that it is written for.
fn source(subject: &Subject) -> Option<&'static str> {
    match subject.kind {
        SubjectKind::Ours => Some(include_str!("app/ours.rs.txt")),
        SubjectKind::Peer(Peer::CargoProgenitor) => Some(include_str!("app/progenitor.rs.txt")),
        SubjectKind::Peer(Peer::Oas3Gen | Peer::Ploidy | Peer::OpenapiToRust) => None,
    }
}

struct App {
    name: String,
    folder: PathBuf,
    /// The crate that it calls.
    library: PathBuf,
    text: &'static str,
}

fn prepare(place: &Place, document: &Document, subject: &Subject) -> std::io::Result<App> {
    let name = format!("app-on-{}", subject.name());
    let library = place.crates(subject).join(document.crate_name());
    let folder = place.folder.join(&name);
    std::fs::create_dir_all(folder.join("src"))?;
    let path = relative(&library, &folder);
    // Progenitor leaves the choice of TLS to the app; here both have the same.
    let manifest = format!(
        r#"[package]
name = {name:?}
version = "0.1.0"
edition = "2024"

[dependencies]
{krate} = {{ path = {path:?} }}
reqwest = {{ version = "0.13", default-features = false, features = ["http2", "rustls", "system-proxy"] }}
tokio = {{ version = "1", features = ["macros", "rt"] }}

[workspace]
"#,
        krate = document.crate_name(),
    );
    std::fs::write(folder.join(MANIFEST), manifest)?;
    std::fs::copy(place.root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(App {
        text: source(subject).unwrap_or_default(),
        name,
        folder,
        library,
    })
}

impl App {
    fn main(&self) -> PathBuf {
        self.folder.join("src/main.rs")
    }

    /// Builds all that crate and app depend on, with nothing in the two.
    fn ready(&self, args: &BenchArgs, place: &Place, subject: &Subject) -> Result<(), String> {
        let library = self.library.join("src/lib.rs");
        let unwritten = |error: std::io::Error| format!("the app cannot be written: {error}");
        let text = std::fs::read(&library).map_err(unwritten)?;
        std::fs::write(&library, "").map_err(unwritten)?;
        std::fs::write(self.main(), "fn main() {}\n").map_err(unwritten)?;
        let built = self.cargo(args, place, &["build", "--release"]);
        std::fs::write(&library, text).map_err(unwritten)?;
        std::fs::write(self.main(), self.text).map_err(unwritten)?;
        built
            .map(drop)
            .map_err(|why| format!("what the app on {} needs: {why}", subject.name()))
    }

    /// Builds crate and app.
    fn build(&self, args: &BenchArgs, place: &Place) -> Result<Cost, String> {
        check::touch(&self.library)
            .and_then(|()| std::fs::write(self.main(), self.text))
            .map_err(|error| format!("the app cannot be written: {error}"))?;
        self.cargo(args, place, &["build", "--release", "--offline"])
    }

    fn cargo(&self, args: &BenchArgs, place: &Place, what: &[&str]) -> Result<Cost, String> {
        let mut command = check::command(place, &self.folder, what);
        measured(&mut command, seconds(args.check_timeout), &place.log())
    }

    /// Size of the program.
    fn bytes(&self, place: &Place) -> u64 {
        let program = format!("release/{}{}", self.name, std::env::consts::EXE_SUFFIX);
        let program: &Path = &place.build().join(program);
        std::fs::metadata(program).map_or(0, |data| data.len())
    }
}
