//! Rules that hold the shape of the project, checked on its own sources.

use std::fs;
use std::path::{Path, PathBuf};

/// The project's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Hand-written sources below a folder of the project, by path relative to the root.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&root().join(folder), folder, &mut found);
    assert!(!found.is_empty(), "no sources below {folder}");
    found
}

fn collect(folder: &Path, name: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let entry = entry.expect("a readable entry");
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &name, found);
        } else if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "rs")
            && !is_test(&name)
        {
            found.push((
                name,
                fs::read_to_string(entry.path()).expect("readable text"),
            ));
        }
    }
}

/// Whether a file holds only tests.
fn is_test(name: &str) -> bool {
    name.ends_with("/tests.rs") || name.contains("/tests/")
}

/// All hand-written sources of the packages.
fn all() -> Vec<(String, String)> {
    [
        "generator/src",
        "runtime/src",
        "xtask/src",
        "xtask/conformance/src",
        "xtask/console/src",
        "xtask/lab/src",
        "xtask/rill-project/src",
        "xtask/rill-rows/src",
        "fixtures/standin/src",
    ]
    .into_iter()
    .flat_map(sources)
    .collect()
}

/// Code without comments and without the tests at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Lists the files of the generator that break a rule, and what to do about it.
fn check(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

/// Whether code has a path or a macro call that begins with the crate's name.
fn names_crate(code: &str, krate: &str) -> bool {
    code.match_indices(krate).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + krate.len()..];
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
            && (after.starts_with("::") || after.starts_with("! {") || after.starts_with("!("))
    })
}

#[test]
fn each_crate_is_used_in_its_own_stages_only() {
    let rules: [(&str, &[&str]); 7] = [
        ("openapiv3", &["document", "lower"]),
        ("serde_yaml", &["document"]),
        ("libyaml_safer", &["document"]),
        ("proc_macro2", &["emit", "rust"]),
        ("quote", &["emit"]),
        ("syn", &["rust"]),
        ("prettyplease", &["rust"]),
    ];
    let mut broken = Vec::new();
    for (name, text) in sources("generator/src") {
        let code = code(&text);
        for (krate, stages) in rules {
            let at_home = stages.iter().any(|stage| {
                name.starts_with(&format!("generator/src/{stage}/"))
                    || name == format!("generator/src/{stage}.rs")
            });
            let used = names_crate(&code, krate);
            if used && !at_home {
                broken.push(format!("{name} uses {krate}, which belongs in {stages:?}"));
            }
        }
    }
    check("a crate is used outside its stage", &broken);
}

#[test]
fn the_generator_does_no_input_or_output() {
    let forbidden = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::time",
        "reqwest",
        "tokio",
        "println!",
        "eprintln!",
    ];
    let mut broken = Vec::new();
    for (name, text) in sources("generator/src") {
        let code = code(&text);
        broken.extend(
            forbidden
                .iter()
                .filter(|word| code.contains(**word))
                .map(|word| format!("{name}: {word}")),
        );
    }
    check(
        "the generator maps bytes to texts; reading and writing is xtask's",
        &broken,
    );
}

#[test]
fn later_stages_do_not_reach_back() {
    let rules: [(&str, &[&str]); 6] = [
        ("rust", &["document", "lower", "ir", "analyze", "emit"]),
        ("ir", &["document", "lower", "analyze", "names", "emit"]),
        ("analyze", &["document", "lower", "names", "emit"]),
        ("names", &["document", "lower", "analyze", "emit"]),
        ("emit", &["document", "lower", "diagnostic"]),
        ("document", &["lower", "analyze", "names", "emit"]),
    ];
    let mut broken = Vec::new();
    for (stage, forbidden) in rules {
        for (name, text) in sources(&format!("generator/src/{stage}")) {
            let code = code(&text);
            broken.extend(
                forbidden
                    .iter()
                    .filter(|other| code.contains(&format!("crate::{other}::")))
                    .map(|other| format!("{name} uses crate::{other}")),
            );
        }
    }
    check(
        "data flows one way: document, lower, analyze and names, emit, rust",
        &broken,
    );
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut broken = Vec::new();
    for (name, text) in all() {
        let lines = text.lines().count();
        if lines > 450 {
            broken.push(format!("{name} has {lines} lines; split it"));
        }
        if !text.starts_with("//!") {
            broken.push(format!("{name} does not begin with //! documentation"));
        }
    }
    check(
        "files have at most 450 lines and say what they are for",
        &broken,
    );
}

#[test]
fn the_core_path_of_a_rill_call_is_short() {
    fn lines(path: &Path) -> usize {
        if let Ok(entries) = fs::read_dir(path) {
            return entries.flatten().map(|entry| lines(&entry.path())).sum();
        }
        fs::read_to_string(path).map_or(0, |text| text.lines().count())
    }
    let readme = fs::read_to_string(root().join("runtime/README.md")).expect("a README");
    let named = readme.split("The core path of a Rill call").nth(1);
    let named = named.and_then(|named| named.split("\n\n").next());
    let parts = named
        .into_iter()
        .flat_map(|named| named.split('`').skip(1).step_by(2));
    let counts = parts.map(|part| {
        let path = root().join("runtime/src").join(part);
        let count = lines(&path.with_extension("rs")) + lines(&path);
        assert!(count > 0, "{part}");
        count
    });
    let count: usize = counts.sum();
    assert!((2000..=3500).contains(&count), "{count}");
}

#[test]
fn input_never_panics_by_a_shortcut() {
    let forbidden = [
        ".unwrap()",
        "todo!(",
        "unimplemented!(",
        "dbg!(",
        "RefCell<",
    ];
    let mut broken = Vec::new();
    for (name, text) in all() {
        let code = code(&text);
        broken.extend(
            forbidden
                .iter()
                .filter(|word| code.contains(**word))
                .map(|word| format!("{name}: {word}")),
        );
    }
    check("forbidden outside tests", &broken);
}

#[test]
fn the_top_level_holds_what_the_design_says() {
    let known = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "fixtures",
        "generator",
        "runtime",
        "target",
        "xtask",
    ];
    let mut broken = Vec::new();
    for entry in fs::read_dir(root()).expect("a readable folder") {
        let name = entry
            .expect("a readable entry")
            .file_name()
            .to_string_lossy()
            .into_owned();
        if !name.starts_with('.') && !known.contains(&name.as_str()) {
            broken.push(name);
        }
    }
    check("something else stands at the top level", &broken);
}

/// Names that every system can have: Windows refuses some characters, an end in a dot or a space, its devices whatever
/// the extension, and two names that differ in case alone (Microsoft, Naming Files, Paths, and Namespaces).
#[test]
fn every_system_can_check_the_project_out() {
    let mut broken = Vec::new();
    let mut open = vec![(root(), String::new())];
    while let Some((folder, shown)) = open.pop() {
        let mut seen = std::collections::BTreeSet::new();
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let entry = entry.expect("a readable entry");
            let name = entry.file_name().to_string_lossy().into_owned();
            if [".git", "target", "node_modules"].contains(&name.as_str()) {
                continue;
            }
            let whole = format!("{shown}/{name}");
            if is_refused(&name) || !seen.insert(name.to_lowercase()) || whole.len() > 150 {
                broken.push(whole.clone());
            }
            if entry.file_type().expect("a known type").is_dir() {
                open.push((entry.path(), whole));
            }
        }
    }
    check("Windows refuses these names", &broken);
    for name in [
        "a:b.json",
        "aux.rs",
        "COM1",
        "lpt9.txt",
        "end.",
        "end ",
        "tab\there",
        "what?",
    ] {
        assert!(is_refused(name), "{name:?}");
    }
    for name in ["auxiliary.rs", "com10", ".gitignore", "orders since.json"] {
        assert!(!is_refused(name), "{name:?}");
    }
}

/// Whether Windows cannot have a file of this name.
fn is_refused(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.trim_end().to_ascii_lowercase();
    let is_device = match stem.as_str() {
        "con" | "prn" | "aux" | "nul" => true,
        _ => stem
            .strip_prefix("com")
            .or_else(|| stem.strip_prefix("lpt"))
            .is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9'])),
    };
    let is_character = |c: char| c.is_control() || "<>:\"/\\|?*".contains(c);
    is_device || name.chars().any(is_character) || name.ends_with(['.', ' '])
}
