//! Check that Rill's template engine parses a text, as far as that shows without running it.

/// Words that open a block, and that `end` closes.
const OPENS: [&str; 5] = ["if", "with", "range", "define", "block"];

/// Returns the parts of a template between `{{` and `}}`, trimmed, each with the text before it and after it. Comments
/// are left out.
pub(super) fn actions(text: &str) -> Vec<(&str, &str, &str)> {
    let mut actions = Vec::new();
    let mut start = 0;
    while let Some(open) = text[start..].find("{{") {
        let inner = start + open + 2;
        let Some(close) = text[inner..].find("}}") else {
            break;
        };
        let action = &text[inner..inner + close];
        let action = action.strip_prefix("- ").unwrap_or(action);
        let action = action.strip_suffix(" -").unwrap_or(action).trim();
        start = inner + close + 2;
        if !action.starts_with("/*") {
            actions.push((text[..inner - 2].trim_end(), action, &text[start..]));
        }
    }
    actions
}

/// Returns the error of Go's template parser; `None` if there is none, or only running the template would show it.
pub(super) fn flaw(text: &str) -> Option<String> {
    let opened = text.matches("{{").count();
    let closed =
        actions(text).len() + text.matches("{{/*").count() + text.matches("{{- /*").count();
    if opened > closed && text.rfind("{{") > text.rfind("}}") {
        return Some("template: unclosed action".to_owned());
    }
    let mut depth = 0_usize;
    for (_, action, _) in actions(text) {
        let word = action.split_whitespace().next().unwrap_or_default();
        if OPENS.contains(&word) {
            depth += 1;
        } else if word == "end" {
            match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Some("template: unexpected {{end}}".to_owned()),
            }
        }
    }
    (depth > 0).then(|| "template: unexpected EOF, {{end}} is missing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{actions, flaw};

    #[test]
    fn actions_are_found_with_what_stands_around_them() {
        let found = actions("a '{{- .args.x -}}' {{/* no */}} b {{ end }}c");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].0, "a '");
        assert_eq!(found[0].1, ".args.x");
        assert_eq!(found[1].2, "c");
    }

    #[test]
    fn flaws() {
        for (text, expected) in [
            ("select 1", None),
            ("{{ if .args.x }}a{{ else }}b{{ end }}", None),
            ("{{ range .args.x }}{{ if . }}{{ end }}{{ end }}", None),
            ("{{/* if */}} {{- /* if */ -}}", None),
            ("{{ .args.x ", Some("unclosed")),
            ("{{ if .args.x }}a", Some("EOF")),
            ("a{{ end }}", Some("unexpected {{end}}")),
        ] {
            let found = flaw(text);
            assert_eq!(found.is_some(), expected.is_some(), "{text}: {found:?}");
            assert!(
                found
                    .unwrap_or_default()
                    .contains(expected.unwrap_or_default())
            );
        }
    }
}
