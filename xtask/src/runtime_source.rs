//! Source of the runtime for a generated crate.

use std::path::{Path, PathBuf};

use rill_console::Problem;

use crate::manifest::{GitReference, Manifest, RUNTIME, RuntimeLine};

mod tool;

use tool::ToolSource;

/// Source of the runtime, from the command line or the config.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RuntimeSource {
    /// `path:DIR`, made absolute.
    Path(PathBuf),
    /// `vendor:DIR`, made absolute: a copy that is written there.
    Vendor(PathBuf),
    /// `version:REQ`.
    Version(String),
    /// `git:URL` or `git:URL#REV`.
    Git { url: String, rev: Option<String> },
}

impl RuntimeSource {
    /// Reads `path:DIR`, `vendor:DIR`, `version:REQ` or `git:URL[#REV]`; `base` is what a relative path starts from.
    pub(crate) fn parse(text: &str, base: &Path) -> Result<Self, Problem> {
        Self::read(text, base).map_err(|why| {
            Problem::usage(format!("`{text}` does not say where the runtime is"))
                .note(why)
                .help(format!(
                    "write `path:DIR` (the folder of {RUNTIME}), `vendor:DIR` (where a copy of it is written), `version:REQ` (such as version:{}), or `git:URL` or `git:URL#REV`",
                    env!("CARGO_PKG_VERSION")
                ))
        })
    }

    fn read(text: &str, base: &Path) -> Result<Self, String> {
        let Some((kind, value)) = text.split_once(':') else {
            return Err(
                "it does not begin with `path:`, `vendor:`, `version:` or `git:`".to_owned(),
            );
        };
        let value = value.trim();
        if value.is_empty() {
            return Err(format!("nothing follows `{kind}:`"));
        }
        let folder = || rill_console::absolute(&base.join(value));
        match kind {
            "path" => check_runtime(&folder()).map(|()| Self::Path(folder())),
            "vendor" => Ok(Self::Vendor(folder())),
            "version" => match semver::VersionReq::parse(value) {
                Ok(_) => Ok(Self::Version(value.to_owned())),
                Err(error) => Err(format!("not a version requirement: {error}")),
            },
            "git" => {
                let (url, rev) = value
                    .split_once('#')
                    .map_or((value, None), |(url, rev)| (url, Some(rev)));
                Ok(Self::Git {
                    url: url.to_owned(),
                    rev: rev.map(str::to_owned),
                })
            }
            _ => Err(format!("`{kind}:` is not a kind of source")),
        }
    }

    /// Returns the line for a crate that lies in `output`.
    pub(crate) fn line(&self, output: &Path) -> RuntimeLine {
        match self {
            Self::Path(path) | Self::Vendor(path) => {
                RuntimeLine::Path(rill_console::relative(path, output))
            }
            Self::Version(version) => RuntimeLine::Version(version.clone()),
            Self::Git { url, rev } => RuntimeLine::Git {
                url: url.clone(),
                reference: rev.as_deref().map(GitReference::rev),
            },
        }
    }
}

/// Returns the line for a crate in `output` where the user names no source: the one that is there, else the source that
/// this program itself was built from. A commit of that source that is there follows the program.
///
/// # Errors
///
/// The source of this program cannot be told, as after `cargo install`. A registry is not tried: what it has under
/// that name may be anything.
pub(crate) fn default_line(
    manifest: Option<&Manifest>,
    output: &Path,
) -> Result<RuntimeLine, Problem> {
    if let Some(manifest) = manifest.filter(|manifest| manifest.has_runtime()) {
        let follows = manifest.runtime_commit().and_then(|url| {
            let (own, reference) = tool::find()?.git_line(output)?;
            let is_same = own == url && reference.as_ref().is_some_and(|one| one.key == "rev");
            is_same.then_some(RuntimeLine::Git {
                url: own,
                reference,
            })
        });
        return Ok(follows.unwrap_or(RuntimeLine::Keep));
    }
    if let Some(root) = checkout() {
        let runtime = rill_console::relative(&root.join("runtime"), output);
        return Ok(RuntimeLine::Path(runtime));
    }
    let tool = tool::find();
    if let Some((url, reference)) = tool.as_ref().and_then(|tool| tool.git_line(output)) {
        return Ok(RuntimeLine::Git { url, reference });
    }
    if tool.is_some_and(|tool| tool.source == ToolSource::Registry) {
        return Ok(RuntimeLine::Version(env!("CARGO_PKG_VERSION").to_owned()));
    }
    Err(
        Problem::usage("the crate has no source for its dependency `rill-client-runtime`")
            .note("neither the config nor the workspace that runs this program tells where it is")
            .help("write `runtime = \"git:URL\"` or `runtime = \"path:DIR\"` in the config"),
    )
}

/// Returns the checkout of this project that the program was built from, if it is one that people work in.
///
/// Cargo unpacks a git or registry dependency into a folder of its own, marked by `.cargo-ok`. A path into that folder
/// would hold on one machine only.
pub fn checkout() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let unpacked_by_cargo =
        root.join(".cargo-ok").exists() || root.join("xtask/.cargo-ok").exists();
    (root.join("runtime/Cargo.toml").is_file() && !unpacked_by_cargo).then(|| root.to_owned())
}

/// Refuses a folder that does not hold the runtime.
fn check_runtime(folder: &Path) -> Result<(), String> {
    let manifest = folder.join("Cargo.toml");
    let name = std::fs::read_to_string(&manifest)
        .ok()
        .and_then(|manifest| manifest.parse::<toml_edit::DocumentMut>().ok())
        .and_then(|manifest| Some(manifest.get("package")?.get("name")?.as_str()?.to_owned()));
    match name.as_deref() {
        Some(RUNTIME) => Ok(()),
        Some(other) => Err(format!("that folder holds the package `{other}`")),
        None if manifest.exists() => Err("its Cargo.toml names no package".to_owned()),
        None => Err(format!("there is no {}", rill_console::shown(&manifest))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<RuntimeSource, String> {
        RuntimeSource::parse(text, Path::new(env!("CARGO_MANIFEST_DIR")))
            .map_err(|problem| problem.to_string())
    }

    #[test]
    fn the_kinds_of_sources() {
        assert_eq!(
            parse("version:0.3"),
            Ok(RuntimeSource::Version("0.3".into()))
        );
        assert_eq!(
            parse("git:https://example.com/a.git#abc"),
            Ok(RuntimeSource::Git {
                url: "https://example.com/a.git".into(),
                rev: Some("abc".into())
            })
        );
        let Ok(RuntimeSource::Vendor(copy)) = parse("vendor:../copy") else {
            panic!("any folder may take a copy");
        };
        assert!(copy.ends_with("copy") && copy.is_absolute(), "{copy:?}");
        let Ok(RuntimeSource::Path(path)) = parse("path:../runtime") else {
            panic!("the runtime of this checkout is one");
        };
        assert!(path.ends_with("runtime") && path.is_absolute(), "{path:?}");
    }

    #[test]
    fn what_is_no_source_is_explained() {
        for (text, why) in [
            ("../runtime", "does not begin with `path:`"),
            ("path:", "nothing follows `path:`"),
            ("version:banana", "not a version requirement"),
            ("folder:x", "`folder:` is not a kind of source"),
            ("path:../generator", "holds the package `rill-codegen`"),
            ("path:nowhere", "there is no"),
        ] {
            let problem = parse(text).expect_err(text);
            assert!(problem.contains(why), "{text}: {problem}");
            assert!(problem.contains("write `path:DIR`"), "{text}: {problem}");
        }
    }

    #[test]
    fn without_a_word_from_the_user() {
        let line = |manifest: &str, output: &Path| {
            let manifest = Manifest::parse("Cargo.toml", manifest).expect("a manifest");
            default_line(Some(&manifest), output).map_err(|problem| problem.to_string())
        };
        for there in [
            "rill-client-runtime = \"0.1\"",
            "rill-client-runtime = { git = \"https://h/r\" }",
            "rill-client-runtime = { git = \"https://h/other\", rev = \"0a1b\" }",
        ] {
            let manifest = format!("[dependencies]\n{there}\n");
            assert_eq!(line(&manifest, Path::new("/x")), Ok(RuntimeLine::Keep));
        }
        let root = checkout().expect("the tests run in a checkout");
        assert_eq!(
            line("", &root.join("fixtures/clients/rill/client")),
            Ok(RuntimeLine::Path("../../../../runtime".into()))
        );
    }
}
