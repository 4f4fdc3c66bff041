//! Resolves the file that a reference means (RFC 3986, section 5).
//!
//! Files beside the document have addresses relative to its folder (`shared/pets.yaml`,
//! `../common.yaml`), so that they are the same on every machine; anything else has its whole
//! address.

use percent_encoding::percent_decode_str;

/// The document's own address, by the name the user gave it.
pub(in crate::document) fn of_document(name: &str) -> String {
    if has_scheme(name) {
        return name.split('#').next().unwrap_or_default().to_owned();
    }
    let file = name.rsplit(['/', '\\']).next();
    file.unwrap_or_default().to_owned()
}

/// The address that a reference in the file at `base` leads to, without its fragment, which
/// comes second and begins with `#`.
pub(in crate::document) fn resolve(base: &str, reference: &str) -> (String, String) {
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let fragment = format!("#{fragment}");
    if file.is_empty() {
        return (base.to_owned(), fragment);
    }
    (file_address(base, file), fragment)
}

fn file_address(base: &str, file: &str) -> String {
    if let Some((origin, path)) = origin(file) {
        return format!("{origin}{}", without_dots(path));
    }
    if has_scheme(file) || file.starts_with("//") {
        return file.to_owned();
    }
    if let Some((origin, path)) = origin(base) {
        return format!("{origin}{}", without_dots(&beside(path, file)));
    }
    let decoded = percent_decode_str(file).decode_utf8_lossy();
    without_dots(&beside(base, &decoded))
}

/// The path `file` names in the folder of `base`, unless it begins at the top.
fn beside(base: &str, file: &str) -> String {
    if file.starts_with('/') {
        return file.to_owned();
    }
    let base = base.split('?').next().unwrap_or_default();
    match base.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{file}"),
        None => file.to_owned(),
    }
}

/// Scheme and host of a whole address, and the path behind them.
fn origin(address: &str) -> Option<(&str, &str)> {
    let scheme = address.find("://").filter(|_| has_scheme(address))?;
    let host = scheme + "://".len();
    let length = address.get(host..)?.find('/');
    Some(match length {
        Some(length) => address.split_at(host + length),
        None => (address, "/"),
    })
}

/// Returns `true` if a text begins with a scheme. One letter is a drive, not a scheme.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else {
        return false;
    };
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(is_part)
}

/// The path without `.` and `..`. What leads above a relative path's start stays.
fn without_dots(path: &str) -> String {
    let (path, query) = match path.find('?') {
        Some(at) => path.split_at(at),
        None => (path, ""),
    };
    let (top, rest) = match path.strip_prefix('/') {
        Some(rest) => ("/", rest),
        None => ("", path),
    };
    let mut kept: Vec<&str> = Vec::new();
    for segment in rest.split('/') {
        match segment {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => {
                kept.pop();
            }
            ".." if !top.is_empty() => {}
            other => kept.push(other),
        }
    }
    format!("{top}{}{query}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{of_document, resolve};

    #[test]
    fn references_lead_from_their_own_file() {
        for (base, reference, file, fragment) in [
            ("api.yaml", "a.yaml", "a.yaml", "#"),
            ("api.yaml", "./a.yaml#/X", "a.yaml", "#/X"),
            ("api.yaml", "../shared/b.json#", "../shared/b.json", "#"),
            ("paths/pets.yaml", "../shared/b.json", "shared/b.json", "#"),
            ("../x/a.yaml", "../b.yaml", "../b.yaml", "#"),
            ("a/b.yaml", "#/X", "a/b.yaml", "#/X"),
            (
                "api.yaml",
                "my%20file%23.yaml#/a%20b",
                "my file#.yaml",
                "#/a%20b",
            ),
            ("api.yaml", "/etc/../etc/passwd", "/etc/passwd", "#"),
            ("api.yaml", "file:///etc/passwd", "file:///etc/passwd", "#"),
            (
                "api.yaml",
                "http://h/a/../b?c=../d#/x",
                "http://h/b?c=../d",
                "#/x",
            ),
            (
                "https://h/s/a.json?v=1",
                "b.json#/X",
                "https://h/s/b.json",
                "#/X",
            ),
            ("https://h/s/a.json", "/b.json", "https://h/b.json", "#"),
            (
                "https://h/s/a.json",
                "../../../b.json",
                "https://h/b.json",
                "#",
            ),
            ("https://h", "b.json", "https://h/b.json", "#"),
            ("api.yaml", "urn:example:pet", "urn:example:pet", "#"),
        ] {
            let wanted = (file.to_owned(), fragment.to_owned());
            assert_eq!(resolve(base, reference), wanted, "{reference} in {base}");
        }
    }

    #[test]
    fn the_document_is_known_by_its_file_name_or_address() {
        assert_eq!(of_document("specs/api.yaml"), "api.yaml");
        assert_eq!(of_document("https://h/api.yaml#x"), "https://h/api.yaml");
    }
}
