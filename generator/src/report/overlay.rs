//! The overlay that fixes a document, as text.

use std::fmt::Write as _;

use super::{LocatedDiagnostic, OverlayAction};
use crate::diagnostic::Diagnostic;

/// Writes an overlay with the actions of these diagnostics, in YAML, to begin with: a value that only the
/// author can know stands as an example of its kind.
///
/// The last place comes first: what is removed from a list does not move what other actions mean.
/// `None` when there is no action.
pub fn overlay(found: &[LocatedDiagnostic<'_>]) -> Option<String> {
    let mut actions: Vec<(&OverlayAction, &Diagnostic)> = found
        .iter()
        .filter_map(|located| Some((located.action.as_ref()?, located.found)))
        .collect();
    if actions.is_empty() {
        return None;
    }
    actions.sort_by_cached_key(|(action, _)| std::cmp::Reverse(action.order()));
    actions.dedup_by(|one, other| one.0 == other.0);
    let mut text =
        "overlay: 1.0.0\ninfo:\n  title: Fixes for the document\n  version: 1.0.0\nactions:\n"
            .to_owned();
    for (action, found) in actions {
        let said = found.message.replace(['\n', '\r'], " ");
        let _ = writeln!(text, "  # {}: {said}", found.code);
        for line in action.to_yaml().lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::overlay;
    use crate::diagnostic::{Code, Diagnostics};
    use crate::document::{Input, Source};
    use crate::pointer::Pointer;

    fn found() -> (Diagnostics, Input) {
        let bytes = b"paths:\n  /a:\n    get:\n      parameters: [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]\n".to_vec();
        let source = Source {
            name: "a.yaml".to_owned(),
            bytes,
        };
        let mut cx = Diagnostics::new();
        for index in [9, 10] {
            let at = format!("/paths/~1a/get/parameters/{index}");
            let at = Pointer::parse(&at).unwrap_or_default();
            cx.report(Code::ParameterInvalid, at, "it has no name", "name it");
        }
        (cx, source.into())
    }

    #[test]
    fn each_finding_shows_its_action() {
        let (cx, source) = found();
        let text = cx.render_with_fixes(&source);
        expect_test::expect![[r#"
            warning[parameter-invalid]: it has no name
             --> a.yaml:4:60
              |
            4 |       parameters: [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]
              |                                                            ^
              |
              = at: #/paths/~1a/get/parameters/10
              = help: name it
              = overlay: - target: "$['paths']['/a']['get']['parameters'][10]"
                           remove: true"#]]
        .assert_eq(text.split("\n\n").next().unwrap_or_default());
        assert!(!cx.render(&source).contains("overlay"));
    }

    #[test]
    fn the_last_element_goes_first() {
        let (cx, source) = found();
        let text = overlay(&cx.located(&source)).unwrap_or_default();
        expect_test::expect![[r#"
            overlay: 1.0.0
            info:
              title: Fixes for the document
              version: 1.0.0
            actions:
              # parameter-invalid: it has no name
              - target: "$['paths']['/a']['get']['parameters'][10]"
                remove: true
              # parameter-invalid: it has no name
              - target: "$['paths']['/a']['get']['parameters'][9]"
                remove: true
        "#]]
        .assert_eq(&text);
        assert_eq!(overlay(&[]), None);
    }
}
