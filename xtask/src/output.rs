//! Changes to a crate's folder, all determined before the first write.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use rill_console::{MANIFEST, Problem, files_below, read_file, shown};

use crate::client::SNAPSHOT;
use crate::diagnostics::DIAGNOSTICS;
use crate::kept::NAMES;
use crate::manifest::Manifest;

mod apply;
mod judge;
mod lock;
mod mark;

pub(crate) use apply::{apply, is_interrupted, recover};
pub(crate) use lock::FolderLock;
use mark::{is_marked, starts_marked};

/// Differences between the folder and the generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Changes {
    pub(crate) root: PathBuf,
    /// By path below the root, with forward slashes.
    pub(crate) files: BTreeMap<String, Change>,
    pub(crate) unchanged: usize,
}

/// Change to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Write { old: Option<String>, new: String },
    Remove { old: String },
}

impl Changes {
    pub(crate) fn written(&self) -> usize {
        self.files.len() - self.removed()
    }

    pub(crate) fn removed(&self) -> usize {
        let removed = |change: &&Change| matches!(change, Change::Remove { .. });
        self.files.values().filter(removed).count()
    }
}

/// The folder of a generated crate, checked.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    manifest: Option<Manifest>,
}

impl Folder {
    /// Looks at the folder that `client` is generated into; it need not exist. `base` is the folder of the config.
    ///
    /// # Errors
    ///
    /// Something else is there: a file, another crate, a workspace, a folder that holds the current one.
    pub(crate) fn open(root: &Path, client: &str, base: &Path) -> Result<Self, Problem> {
        judge::judge(root, base)?;
        let path = root.join(MANIFEST);
        let manifest = read_file(&path)?
            .map(|text| Manifest::parse(&shown(&path), &text))
            .transpose()?;
        let folder = Self {
            root: root.to_owned(),
            manifest,
        };
        folder.check_crate(client)?;
        Ok(folder)
    }

    /// Returns the text of a file of the crate, if it is there.
    pub(crate) fn read(&self, name: &str) -> Result<Option<String>, Problem> {
        read_file(&self.root.join(name))
    }

    /// Returns the crate's manifest, if it has one.
    pub(crate) fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    fn check_crate(&self, client: &str) -> Result<(), Problem> {
        let Some(manifest) = &self.manifest else {
            return Ok(());
        };
        let path = shown(&self.root.join(MANIFEST));
        if manifest.is_bare_workspace() {
            return Err(Problem::usage("the output is the root of a workspace")
                .at(path)
                .help("give the client a folder of its own, such as crates/acme-ads"));
        }
        match manifest.crate_name() {
            Some(name) if name != client.replace('-', "_") => Err(Problem::usage(format!(
                "the output holds the crate `{name}`, not `{client}`"
            ))
            .at(path)
            .help(
                "if the client was renamed, rename it there too; else give it a folder of its own",
            )),
            _ => Ok(()),
        }
    }

    /// Compares the folder with the `wanted` files.
    ///
    /// # Errors
    ///
    /// A wanted file's place is taken by one that the generator did not write, or leads out of the folder.
    pub(crate) fn compare(&self, wanted: BTreeMap<String, String>) -> Result<Changes, Problem> {
        let mut changes = Changes {
            root: self.root.clone(),
            files: BTreeMap::new(),
            unchanged: 0,
        };
        let is_ours = self.is_ours()?;
        let mut foreign = Vec::new();
        let names: BTreeSet<String> = wanted.keys().cloned().collect();
        for (name, new) in wanted {
            let path = self.place(&name)?;
            let old = read_file(&path)?;
            let owned = match (&old, name.as_str()) {
                (None, _) | (_, MANIFEST) => true,
                (_, SNAPSHOT) => is_ours,
                (Some(old), _) => is_marked(old),
            };
            if !owned {
                foreign.push(path);
                continue;
            }
            let new = match &old {
                Some(old) if has_crlf(old) && !has_crlf(&new) => new.replace('\n', "\r\n"),
                _ => new,
            };
            if old.as_ref() == Some(&new) {
                changes.unchanged += 1;
            } else {
                changes.files.insert(name, Change::Write { old, new });
            }
        }
        refuse_foreign(&foreign)?;
        for (name, old) in self.stale(&names)? {
            changes.files.insert(name, Change::Remove { old });
        }
        Ok(changes)
    }

    /// Returns `true` if an earlier run made this crate.
    fn is_ours(&self) -> Result<bool, Problem> {
        Ok(self.manifest.as_ref().is_some_and(Manifest::is_ours)
            || read_file(&self.root.join("src/lib.rs"))?.is_some_and(|text| is_marked(&text)))
    }

    /// Returns the path of a wanted file. A link on the way would lead the write elsewhere.
    fn place(&self, name: &str) -> Result<PathBuf, Problem> {
        let mut path = self.root.clone();
        let mut parts = Path::new(name).components().peekable();
        while let Some(part) = parts.next() {
            let Component::Normal(part) = part else {
                return Err(
                    Problem::new(format!("`{name}` is not a path inside the crate"))
                        .note("this is a mistake of the generator"),
                );
            };
            path.push(part);
            let Ok(found) = path.symlink_metadata() else {
                continue;
            };
            let problem = |what: &str| {
                Err(Problem::new(what)
                    .at(shown(&path))
                    .note(format!("the generated file {name} belongs there"))
                    .help("move it away, or give the client another output"))
            };
            if found.is_symlink() {
                return problem("a link stands where a generated file belongs");
            }
            if parts.peek().is_some() && !found.is_dir() {
                return problem("a file stands where a folder belongs");
            }
            if parts.peek().is_none() && found.is_dir() {
                return problem("a folder stands where a generated file belongs");
            }
        }
        Ok(path)
    }

    /// Files below `src` that carry our mark and are wanted no more.
    fn stale(&self, wanted: &BTreeSet<String>) -> Result<Vec<(String, String)>, Problem> {
        let src = self.root.join("src");
        let mut stale = Vec::new();
        for name in [DIAGNOSTICS, NAMES] {
            let list = self.root.join(name);
            if !wanted.contains(name) && starts_marked(&list) {
                stale.extend(read_file(&list)?.map(|old| (name.to_owned(), old)));
            }
        }
        if !src.is_dir() {
            return Ok(stale);
        }
        // A crate inside is one of its own, whoever made it.
        let is_part = |path: &Path| !path.join(MANIFEST).is_file() && !path.is_symlink();
        let files = files_below(&src, &is_part).map_err(|error| {
            Problem::new("the crate's folder cannot be read").note(error.to_string())
        })?;
        for path in files {
            let below = path.strip_prefix(&self.root).unwrap_or(&path);
            let name = below.to_string_lossy().replace('\\', "/");
            if !wanted.contains(&name) && starts_marked(&path) {
                stale.extend(read_file(&path)?.map(|old| (name, old)));
            }
        }
        Ok(stale)
    }
}

fn refuse_foreign(paths: &[PathBuf]) -> Result<(), Problem> {
    let Some(first) = paths.first() else {
        return Ok(());
    };
    let mut problem =
        Problem::new("a file that the generator did not write is in the way").at(shown(first));
    for other in &paths[1..] {
        problem = problem.note(format!("and so is {}", shown(other)));
    }
    Err(problem
        .note("its first line is not the generator's, so it may be yours; nothing was written")
        .help("move it away, or give the client another output"))
}

/// Returns `true` if lines end as on Windows, where git may have made them so.
fn has_crlf(text: &str) -> bool {
    text.split_once('\n')
        .is_some_and(|(first, _)| first.ends_with('\r'))
}

#[cfg(test)]
mod tests;
