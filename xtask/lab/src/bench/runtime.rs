//! `cargo lab bench --runtime`: the runtime with its default features, built clean, beside the HTTP client alone.

use std::path::Path;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use super::figures::Figures;
use super::outcome::Measured;
use super::process::{Cost, measured};
use super::{BenchArgs, Place, check, seconds, unwritten};
use rill_client_xtask::internal::RUNTIME;
use rill_console::{MANIFEST, Problem, read_file};

/// Highest ratio to the time of the client alone.
const AT_MOST: f64 = 1.3;

/// Builds two packages clean, in turns: one that needs the runtime, and one that needs what it calls.
pub(super) fn run(args: &BenchArgs, place: &Place) -> Result<Figures, Problem> {
    let folder = place.folder.join("runtime");
    let client = http_client(&place.root)?;
    let mut runtime = InlineTable::new();
    runtime.insert(
        "path",
        place.root.join("runtime").display().to_string().into(),
    );
    let packages = [("reqwest", client), (RUNTIME, runtime)];
    for (name, needs) in &packages {
        package(place, &folder.join(name), name, needs)
            .map_err(|error| unwritten(&folder, &error))?;
    }
    let mut runs: Vec<Vec<Result<Cost, String>>> = vec![Vec::new(); packages.len()];
    for _ in 0..args.runs {
        for ((name, _), runs) in packages.iter().zip(&mut runs) {
            runs.push(clean(args, place, &folder.join(name)));
        }
    }
    let what = "A package that needs the runtime with default features, and one that needs reqwest alone with the same features, TLS and JSON: `cargo build` of everything.";
    let mut figures = Figures::new("runtime", what, &[]);
    let mut costs = Vec::new();
    for ((name, _), runs) in packages.iter().zip(runs) {
        let cost = Measured::of(runs).taken(name)?;
        figures.cost(*name, cost);
        costs.push(cost);
    }
    if let [client, runtime] = costs.as_slice() {
        figures.bar(
            "time, runtime : reqwest",
            runtime.wall / client.wall,
            AT_MOST,
        );
        figures.bar(
            "time of all cores, runtime : reqwest",
            runtime.cpu / client.cpu,
            AT_MOST,
        );
    }
    Ok(figures)
}

/// Returns the HTTP client as the runtime's manifest asks for it, with what the runtime does besides: TLS and JSON.
fn http_client(root: &Path) -> Result<InlineTable, Problem> {
    let path = root.join("runtime").join(MANIFEST);
    let text = read_file(&path)?.unwrap_or_default();
    let odd =
        || Problem::new("the runtime's manifest names no reqwest").at(rill_console::shown(&path));
    let manifest: DocumentMut = text.parse().map_err(|_| odd())?;
    let asked = manifest
        .get("dependencies")
        .and_then(|table| table.get("reqwest"));
    let mut client = asked
        .and_then(Item::as_inline_table)
        .cloned()
        .ok_or_else(odd)?;
    let features = client
        .entry("features")
        .or_insert(Value::Array(Array::new()))
        .as_array_mut()
        .ok_or_else(odd)?;
    features.push("rustls");
    features.push("json");
    Ok(client)
}

fn package(place: &Place, folder: &Path, name: &str, needs: &InlineTable) -> std::io::Result<()> {
    let mut dependencies = Table::new();
    dependencies.insert(name, Item::Value(needs.clone().into()));
    let mut manifest = DocumentMut::new();
    let mut package = Table::new();
    package.insert("name", toml_edit::value(format!("needs-{name}")));
    package.insert("version", toml_edit::value("0.1.0"));
    package.insert("edition", toml_edit::value("2024"));
    manifest.insert("package", Item::Table(package));
    manifest.insert("dependencies", Item::Table(dependencies));
    manifest.insert("workspace", Item::Table(Table::new()));
    std::fs::create_dir_all(folder.join("src"))?;
    std::fs::write(folder.join(MANIFEST), manifest.to_string())?;
    std::fs::write(
        folder.join("src/lib.rs"),
        format!("pub use {};\n", name.replace('-', "_")),
    )?;
    std::fs::copy(place.root.join("Cargo.lock"), folder.join("Cargo.lock")).map(drop)
}

/// Builds a package into a folder of its own that is not there yet; everything is downloaded before.
fn clean(args: &BenchArgs, place: &Place, folder: &Path) -> Result<Cost, String> {
    let limit = seconds(args.check_timeout);
    measured(&mut check::plain(folder, &["fetch"]), limit, &place.log())?;
    let target = folder.join("target");
    match std::fs::remove_dir_all(&target) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(format!("the last build cannot be removed: {error}"));
        }
        _ => {}
    }
    let mut command = check::plain(folder, &["build", "--offline"]);
    measured(command.arg("--target-dir").arg(target), limit, &place.log())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_alone_has_the_runtimes_features_and_tls_and_json() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let client = http_client(&root).unwrap();
        let features: Vec<&str> = client["features"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert_eq!(features, ["http2", "system-proxy", "rustls", "json"]);
        assert_eq!(client["default-features"].as_bool(), Some(false));
    }
}
