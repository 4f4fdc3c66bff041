//! Folders that no crate may be written to, found out before anything else is done.

use std::path::{Component, Path};

use rill_console::{MANIFEST, Problem, absolute, shown};

/// Refuses an output that belongs to something else: the root, a home, a folder that holds the current one or the
/// config, a repository's own data, the sources of another crate, a file or a device.
///
/// # Errors
///
/// It does; the message says what it belongs to.
pub(super) fn judge(root: &Path, base: &Path) -> Result<(), Problem> {
    let whole = absolute(root);
    let refuse = |what: &str| {
        Problem::usage(what.to_owned())
            .at(shown(root))
            .help("give the client a folder of its own, such as crates/acme-ads")
    };
    if whole.parent().is_none() {
        return Err(refuse("the output is the root of the file system"));
    }
    if std::env::home_dir().is_some_and(|home| absolute(&home) == whole) {
        return Err(refuse("the output is a home folder"));
    }
    let is_repository = |part: Component<'_>| {
        let name = part.as_os_str();
        [".git", ".hg", ".svn", ".jj"]
            .iter()
            .any(|one| name.eq_ignore_ascii_case(one))
    };
    if whole.components().any(is_repository) {
        return Err(refuse("the output lies in the data of a repository"));
    }
    let here = std::env::current_dir().unwrap_or_default();
    for (folder, what) in [(here.as_path(), "the current folder"), (base, "the config")] {
        let folder = absolute(folder);
        if folder != whole && folder.starts_with(&whole) {
            return Err(refuse(&format!("the output is a folder that holds {what}")));
        }
    }
    if let Some(owner) = owner(&whole) {
        return Err(refuse("the output lies in the sources of another crate")
            .note(format!("it is that of {}", shown(&owner.join(MANIFEST)))));
    }
    check_kind(root)
}

/// Returns the crate whose sources the folder is or lies in.
fn owner(whole: &Path) -> Option<&Path> {
    let sources = ["src", "tests", "examples", "benches"];
    whole.ancestors().find_map(|folder| {
        let name = folder.file_name()?;
        let owner = folder.parent()?;
        (sources.iter().any(|one| name == *one) && owner.join(MANIFEST).is_file()).then_some(owner)
    })
}

fn check_kind(root: &Path) -> Result<(), Problem> {
    let refuse = |what: &str| {
        Err(Problem::usage(what.to_owned())
            .at(shown(root))
            .help("name a folder for the crate, such as crates/acme-ads"))
    };
    let found = match std::fs::metadata(root) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return match root.symlink_metadata() {
                Ok(_) => refuse("the output is a link that leads nowhere"),
                Err(_) => Ok(()),
            };
        }
        Err(error) => {
            return Err(Problem::usage("the output cannot be looked at")
                .at(shown(root))
                .note(error.to_string())
                .help("name a folder for the crate, such as crates/acme-ads"));
        }
    };
    if found.is_dir() {
        Ok(())
    } else if found.is_file() {
        refuse("the output is a file")
    } else {
        refuse("the output is a pipe, a socket or a device")
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn folders_that_belong_to_something_else_are_refused() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = dir.path();
        fs::create_dir_all(root.join("app/src")).expect("a folder");
        fs::create_dir_all(root.join("base/below")).expect("a folder");
        fs::write(root.join("app/Cargo.toml"), "[package]\n").expect("a file");
        let home = std::env::home_dir().expect("a home");
        let base = root.join("base/below");
        for (output, expected) in [
            (home, "home folder"),
            (root.join(".GIT/x/y"), "data of a repository"),
            (root.join("base"), "holds the config"),
            (base.join(".."), "holds the config"),
            (root.join("app/src"), "sources of another crate"),
            (root.join("app/tests/client"), "sources of another crate"),
            (root.join("a".repeat(300)), "cannot be looked at"),
        ] {
            let problem = judge(&output, &base).expect_err(&output.to_string_lossy());
            let text = problem.to_string();
            assert!(text.contains(expected), "{}: {text}", output.display());
            assert_eq!(problem.kind(), rill_console::ProblemKind::Usage);
        }
        for output in [
            root.join("app/client"),
            root.join("src/client"),
            base.clone(),
            base.join("a"),
        ] {
            assert!(judge(&output, &base).is_ok(), "{}", output.display());
        }
    }

    #[test]
    #[cfg(unix)]
    fn what_is_no_folder_is_refused_and_stays() {
        use std::os::unix::fs::FileTypeExt;

        let dir = tempfile::tempdir().expect("a temporary folder");
        let (pipe, socket) = (dir.path().join("pipe"), dir.path().join("socket"));
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo").success());
        let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
        std::os::unix::fs::symlink(&pipe, dir.path().join("link")).expect("a link");
        for output in [
            &pipe,
            &socket,
            &dir.path().join("link"),
            Path::new("/dev/null"),
        ] {
            let problem = judge(output, dir.path()).expect_err(&output.to_string_lossy());
            let text = problem.to_string();
            assert!(text.contains("a pipe, a socket or a device"), "{text}");
            assert!(
                judge(&output.join("ads"), dir.path()).is_err(),
                "{}",
                output.display()
            );
        }
        assert!(fs::metadata(&pipe).expect("a pipe").file_type().is_fifo());
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 3);
    }
}
