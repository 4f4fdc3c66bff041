//! The source that Cargo took this very program from.

use std::env;
use std::path::{Path, PathBuf};

use reqwest::Url;
use toml_edit::{DocumentMut, Item, Table};

use rill_console::{cargo, read_file};

use crate::manifest::GitReference;

/// A package's source, as the lock file of the workspace that depends on it has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ToolSource {
    Git {
        url: String,
        /// The reference that the workspace's manifest names, if it names one.
        reference: Option<GitReference>,
        rev: String,
    },
    Registry,
}

/// The tool among the dependencies of a workspace, or as it was installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tool {
    pub(super) source: ToolSource,
    /// None after `cargo install`.
    pub(super) workspace: Option<PathBuf>,
}

/// Returns where this program comes from: by the lock file of the workspace that runs it, else by what
/// `cargo install` noted beside it.
pub(super) fn find() -> Option<Tool> {
    in_workspace().or_else(installed)
}

fn installed() -> Option<Tool> {
    let program = env::current_exe().ok()?;
    let root = program.parent()?.parent()?;
    let list = read_file(&root.join(".crates.toml")).ok()??;
    let source = listed(&list, program.file_stem()?.to_str()?)?;
    Some(Tool {
        source,
        workspace: None,
    })
}

/// Finds the source of an installed program in Cargo's list of them, whose keys are `name version (source)`.
fn listed(list: &str, program: &str) -> Option<ToolSource> {
    let list: DocumentMut = list.parse().ok()?;
    let mut installed = list.get("v1")?.as_table()?.iter();
    let is_this = |text: &str| {
        let stem = text.strip_suffix(env::consts::EXE_SUFFIX);
        stem == Some(program)
    };
    let (key, _) = installed.find(|(key, programs)| {
        let mut programs = programs.as_array().into_iter().flatten();
        key.starts_with(concat!(env!("CARGO_PKG_NAME"), " "))
            && programs.any(|one| one.as_str().is_some_and(is_this))
    })?;
    let (_, address) = key.strip_suffix(')')?.split_once(" (")?;
    source(address)
}

fn in_workspace() -> Option<Tool> {
    // `cargo run` tells the program which package it belongs to.
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let folder = package.or_else(|| env::current_dir().ok())?;
    // `cargo metadata` would need the packages of all platforms, which are not there without a network.
    let asked = cargo()
        .args(["locate-project", "--workspace", "--message-format", "plain"])
        .current_dir(&folder)
        .output()
        .ok()?;
    let root = String::from_utf8(asked.stdout).ok()?;
    let workspace = Path::new(root.trim()).parent()?;
    let lock = read_file(&workspace.join("Cargo.lock")).ok()??;
    Some(Tool {
        source: locked(&lock)?,
        workspace: Some(workspace.to_owned()),
    })
}

/// Finds this program's source in the text of a lock file.
fn locked(lock: &str) -> Option<ToolSource> {
    let lock: DocumentMut = lock.parse().ok()?;
    let packages = lock.get("package")?.as_array_of_tables()?;
    let is_this = |package: &&Table| {
        let says = |key: &str, text: &str| package.get(key).and_then(Item::as_str) == Some(text);
        says("name", env!("CARGO_PKG_NAME")) && says("version", env!("CARGO_PKG_VERSION"))
    };
    let package = packages.iter().find(is_this)?;
    source(package.get("source")?.as_str()?)
}

/// Parses `git+URL[?branch=NAME|?tag=NAME|?rev=NAME]#REV` and `registry+URL`, as Cargo writes a source.
fn source(text: &str) -> Option<ToolSource> {
    let Some(git) = text.strip_prefix("git+") else {
        let is_registry = text.starts_with("registry+") || text.starts_with("sparse+");
        return is_registry.then_some(ToolSource::Registry);
    };
    let (address, rev) = git.rsplit_once('#')?;
    let reference = Url::parse(address).ok()?;
    let reference = reference.query_pairs().find_map(|(key, name)| {
        let key = ["branch", "tag", "rev"]
            .into_iter()
            .find(|one| key == *one)?;
        let name = name.into_owned();
        Some(GitReference { key, name })
    });
    Some(ToolSource::Git {
        url: address.split('?').next()?.to_owned(),
        reference,
        rev: rev.to_owned(),
    })
}

impl Tool {
    /// Returns the reference to write for a crate in `output`. In the tool's own workspace it is the one that the
    /// tool is named by, so that one lock file pins both to one commit; elsewhere it is the commit.
    pub(super) fn git_line(&self, output: &Path) -> Option<(String, Option<GitReference>)> {
        let ToolSource::Git {
            url,
            reference,
            rev,
        } = &self.source
        else {
            return None;
        };
        let is_within = |workspace: &PathBuf| {
            rill_console::absolute(output).starts_with(rill_console::absolute(workspace))
        };
        let reference = match &self.workspace {
            Some(workspace) if is_within(workspace) => reference.clone(),
            _ => Some(GitReference::rev(rev)),
        };
        Some((url.clone(), reference))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(url: &str, reference: Option<(&'static str, &str)>, rev: &str) -> ToolSource {
        ToolSource::Git {
            url: url.to_owned(),
            reference: reference.map(|(key, name)| GitReference {
                key,
                name: name.to_owned(),
            }),
            rev: rev.to_owned(),
        }
    }

    #[test]
    fn sources_as_cargo_writes_them() {
        for (text, expected) in [
            (
                "git+https://h/r.git#0a1b",
                git("https://h/r.git", None, "0a1b"),
            ),
            (
                "git+https://h/r?branch=a%2Fb#0a1b",
                git("https://h/r", Some(("branch", "a/b")), "0a1b"),
            ),
            (
                "git+file:///tmp/r?tag=v1#0a1b",
                git("file:///tmp/r", Some(("tag", "v1")), "0a1b"),
            ),
            (
                "git+ssh://git@h/r.git?rev=0a1b#0a1b2c",
                git("ssh://git@h/r.git", Some(("rev", "0a1b")), "0a1b2c"),
            ),
            ("registry+https://h/index", ToolSource::Registry),
            ("sparse+https://h/index/", ToolSource::Registry),
        ] {
            assert_eq!(source(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn an_installed_program_is_found_in_the_list_of_cargo() {
        let list = format!(
            "[v1]\n\"other 1.0.0 (registry+https://h/index)\" = [\"rill-client{suffix}\"]\n\
             \"{name} 0.1.0 (git+https://h/r.git?tag=v1#0a1b)\" = [\"rill-client{suffix}\"]\n",
            name = env!("CARGO_PKG_NAME"),
            suffix = env::consts::EXE_SUFFIX,
        );
        let tool = Tool {
            source: listed(&list, "rill-client").expect("it is there"),
            workspace: None,
        };
        assert_eq!(
            tool.git_line(Path::new("/app/crates/a")),
            Some((
                "https://h/r.git".to_owned(),
                Some(GitReference::rev("0a1b"))
            ))
        );
        assert_eq!(listed(&list, "xtask"), None);
        let by_path = list.replace("git+https://h/r.git?tag=v1#0a1b", "path+file:///r");
        assert_eq!(listed(&by_path, "rill-client"), None);
    }

    #[test]
    fn the_tool_is_found_among_the_packages_of_a_lock_file() {
        let package = |name: &str, version: &str, source: &str| {
            format!(
                "[[package]]\nname = \"{name}\"\nversion = \"{version}\"\nsource = \"{source}\"\n\n"
            )
        };
        let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        let lock = [
            "version = 4\n\n".to_owned(),
            package(name, "0.0.0", "git+https://h/old#1"),
            package("xtask", version, "git+https://h/other#1"),
            package(name, version, "git+https://h/r#2"),
        ];
        let tool = Tool {
            source: locked(&lock.concat()).expect("it is there"),
            workspace: Some("/app".into()),
        };
        let url = || "https://h/r".to_owned();
        assert_eq!(
            tool.git_line(Path::new("/app/crates/a")),
            Some((url(), None))
        );
        assert_eq!(
            tool.git_line(Path::new("/elsewhere/a")),
            Some((url(), Some(GitReference::rev("2"))))
        );
        assert_eq!(locked("version = 4\n"), None);
    }
}
