//! Path templates (OpenAPI 3.1, "Path Templating").

/// Returns the names between braces, in order, each once; and the flaw of the template, if it has
/// one.
pub(super) fn names(path: &str) -> (Vec<&str>, Option<&'static str>) {
    let mut names = Vec::new();
    let mut flaw = None;
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        if before.contains('}') {
            flaw = Some("a brace is closed that was not opened");
        }
        let Some((name, after)) = after.split_once('}') else {
            return (names, Some("a brace is not closed"));
        };
        if name.is_empty() {
            flaw = Some("the braces hold no name");
        } else if name.contains(['{', '/']) {
            flaw = Some("the braces hold more than a name");
        } else if !names.contains(&name) {
            names.push(name);
        }
        rest = after;
    }
    if rest.contains('}') {
        flaw = Some("a brace is closed that was not opened");
    }
    (names, flaw)
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_found_wherever_braces_stand() {
        let check = |path, expect: &[&str]| assert_eq!(names(path), (expect.to_vec(), None));
        check("/a", &[]);
        check("/v1/{id}:cancel", &["id"]);
        check("/a/{x.y}", &["x.y"]);
        check("/{1param}", &["1param"]);
        check("/x/{a}{b}", &["a", "b"]);
        check("/x/{a}/y/{a}", &["a"]);
        assert_eq!(names("/x/{}").0, [""; 0]);
        assert!(names("/x/{}").1.is_some());
        assert!(names("/x/{a").1.is_some());
        assert!(names("/x/a}").1.is_some());
        assert!(names("/x/{a/{b}").1.is_some());
    }
}
