//! Generated code that needs a later runtime does not compile, and the message says what to update.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Returns the folder of the compiled dependencies, in which this test lies itself.
fn dependencies() -> PathBuf {
    let test = std::env::current_exe().expect("a test is a file");
    test.parent().expect("it lies in a folder").to_owned()
}

/// Returns the newest compiled runtime.
fn runtime(folder: &Path) -> PathBuf {
    let entries = std::fs::read_dir(folder).expect("a readable folder");
    let libraries = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let name = path.file_name()?.to_str()?;
        let is_runtime = name.starts_with("librill_client_runtime-")
            && path
                .extension()
                .is_some_and(|extension| extension == "rlib");
        let written = path.metadata().ok()?.modified().ok()?;
        is_runtime.then_some((written, path))
    });
    let (_, path) = libraries.max().expect("the runtime is compiled");
    path
}

/// Compiles a crate of generated code for a version of the runtime.
fn compile(version: &str) -> Output {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(version);
    std::fs::create_dir_all(&out).expect("a folder can be made");
    let source = out.join("lib.rs");
    let text = format!("rill_client_runtime::codegen::v1::requires!(\"{version}\");\n");
    std::fs::write(&source, text).expect("a file can be written");
    let folder = dependencies();
    Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args([
            "--crate-type",
            "lib",
            "--edition",
            "2024",
            "--emit",
            "metadata",
        ])
        .arg("--out-dir")
        .arg(&out)
        .arg("-L")
        .arg(format!("dependency={}", folder.display()))
        .arg("--extern")
        .arg(format!(
            "rill_client_runtime={}",
            runtime(&folder).display()
        ))
        .arg(&source)
        .output()
        .expect("rustc runs")
}

#[test]
fn code_for_a_later_runtime_says_what_to_update() {
    let output = compile("999.0.0");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "it compiles");
    assert!(
        message.contains(
            "this crate was generated for rill-client-runtime 999.0.0, but is built with an older one: \
             update the dependency `rill-client-runtime`"
        ),
        "{message}"
    );
}

#[test]
fn code_for_this_runtime_compiles() {
    let output = compile(env!("CARGO_PKG_VERSION"));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{message}");
}
