//! Paths as users wrote them, and as they are.

use std::path::{Component, Path, PathBuf};

/// Returns the path without `.`, `..` and links, also where its end does not exist yet.
pub fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut end = Vec::new();
    let mut start = whole.as_path();
    loop {
        if let Ok(real) = start.canonicalize() {
            return tidy(&end.iter().rev().fold(real, |path, part| path.join(part)));
        }
        match (start.parent(), start.components().next_back()) {
            (Some(parent), Some(last)) => {
                end.push(last.as_os_str().to_owned());
                start = parent;
            }
            _ => return tidy(&whole),
        }
    }
}

/// Returns the way from the folder `from` to `to`, with forward slashes so that it reads the same on every machine.
pub fn relative(to: &Path, from: &Path) -> String {
    let (to, from) = (absolute(to), absolute(from));
    let mut ends = (to.components().peekable(), from.components().peekable());
    let mut is_below = false;
    while ends.0.peek().is_some() && ends.0.peek() == ends.1.peek() {
        is_below = true;
        ends.0.next();
        ends.1.next();
    }
    let up = ends.1.map(|_| Component::ParentDir);
    // Of another drive there is only the whole path.
    let path: PathBuf = if is_below {
        up.chain(ends.0).collect()
    } else {
        to
    };
    let text = path.to_string_lossy().replace('\\', "/");
    if text.is_empty() {
        ".".to_owned()
    } else {
        text
    }
}

/// Returns the path as shown to the user: from the current folder if it lies below it.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().map(|here| absolute(&here));
    let whole = absolute(path);
    match here.as_deref().map(|here| whole.strip_prefix(here)) {
        Ok(Ok(rest)) if rest.as_os_str().is_empty() => ".".to_owned(),
        Ok(Ok(rest)) => rest.display().to_string(),
        _ => path.display().to_string(),
    }
}

/// Resolves `.` and `..` by the text alone.
fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                tidied.pop();
            }
            part => tidied.push(part),
        }
    }
    tidied
}

/// Returns a word quoted for a shell.
pub fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,#".contains(c);
    if !word.is_empty() && !word.starts_with('#') && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_go_up_and_down_and_need_not_exist() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = dir.path();
        for (to, from, expected) in [
            ("runtime", "crates/acme-ads", "../../runtime"),
            ("a/b", "a", "b"),
            ("a", "a/b/../b", ".."),
            ("a", "a/./", "."),
        ] {
            assert_eq!(relative(&root.join(to), &root.join(from)), expected);
        }
    }
}
