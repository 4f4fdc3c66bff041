//! Findings with their places in the author's file, and the overlay that mends them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::{Change, Diagnostic, Fix};
use crate::document::locate::{Locator, Span};
use crate::document::{Input, Source};
use crate::pointer::Pointer;

/// A finding, and where it stands in the author's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<'a> {
    /// The finding.
    pub found: &'a Diagnostic,
    /// The file that it stands in.
    pub source: &'a Source,
    /// Its part of the text, or that of the nearest place around it.
    pub span: Option<Span>,
    /// Its fix.
    pub action: Option<Action>,
}

/// An action of an overlay (Overlay Specification 1.0, Action Object).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it is about.
    pub place: Pointer,
    /// The same as `JSONPath`.
    pub target: String,
    /// What it does there.
    pub change: Change,
}

/// Finds places in all files of an input; each file is read when it is first asked for.
#[derive(Debug)]
pub struct Places<'a> {
    input: &'a Input,
    files: BTreeMap<Option<String>, Locator<'a>>,
}

impl<'a> Places<'a> {
    /// Nothing is read yet.
    pub fn new(input: &'a Input) -> Self {
        Self {
            input,
            files: BTreeMap::new(),
        }
    }

    /// The file that a place stands in, and its part of that file's text.
    pub fn find(&mut self, place: &Pointer) -> (&'a Source, Option<Span>) {
        let source = self.input.source(place.file());
        (source, self.locator(place).find(place))
    }

    fn locator(&mut self, place: &Pointer) -> &mut Locator<'a> {
        let source = self.input.source(place.file());
        let file = place.file().map(str::to_owned);
        let new = || Locator::new(&source.bytes);
        self.files.entry(file).or_insert_with(new)
    }
}

impl<'a> Located<'a> {
    pub(super) fn new(found: &'a Diagnostic, places: &mut Places<'a>) -> Self {
        let (source, span) = places.find(&found.at);
        Self {
            found,
            source,
            span,
            action: found.fix.as_ref().and_then(|fix| Action::new(fix, places)),
        }
    }
}

impl Action {
    /// An overlay changes the document alone, not the files beside it, and only what is there: what
    /// rewriting made of other places is not.
    fn new(fix: &Fix, places: &mut Places<'_>) -> Option<Self> {
        let is_there = fix.target.file().is_none() && places.locator(&fix.target).has(&fix.target);
        is_there.then(|| Self {
            place: fix.target.clone(),
            target: places.locator(&fix.target).json_path(&fix.target),
            change: fix.change.clone(),
        })
    }

    /// The action as an entry of an overlay's `actions`, in YAML.
    pub fn to_yaml(&self) -> String {
        // JSON's quoted texts and its objects are YAML as they stand.
        let target = Value::from(self.target.as_str());
        match &self.change {
            Change::Update(value) => format!("- target: {target}\n  update: {value}"),
            Change::Remove => format!("- target: {target}\n  remove: true"),
        }
    }

    /// By place with indexes as numbers, so that the last element of a list can go first.
    fn order(&self) -> Vec<(Option<usize>, String)> {
        let segments = self.place.segments();
        segments
            .map(|segment| (segment.parse().ok(), segment.into_owned()))
            .collect()
    }
}

/// An overlay with the actions of these findings, in YAML, to begin with: a value that only the
/// author can know stands as an example of its kind.
///
/// The last place comes first: what is removed from a list does not move what other actions mean.
/// `None` when there is no action.
pub fn overlay(found: &[Located<'_>]) -> Option<String> {
    let mut actions: Vec<(&Action, &Diagnostic)> = found
        .iter()
        .filter_map(|located| Some((located.action.as_ref()?, located.found)))
        .collect();
    if actions.is_empty() {
        return None;
    }
    actions.sort_by_cached_key(|(action, _)| std::cmp::Reverse(action.order()));
    actions.dedup_by(|one, other| one.0 == other.0);
    let mut text =
        "overlay: 1.0.0\ninfo:\n  title: What mends the findings\n  version: 1.0.0\nactions:\n"
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
    use crate::document::Input;
    use crate::document::Source;
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
            error[parameter-invalid]: it has no name
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
              title: What mends the findings
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
