//! Diagnostics that say the same of several places, told once.

use std::collections::HashMap;

use super::LocatedDiagnostic;
use super::render::{self, Detail, Paint};

/// Places that are named for a diagnostic that stands for many.
const SHOWN: usize = 3;

/// Diagnostics of one code that say the same of several places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiagnosticGroup<'l, 'a> {
    /// The first of them, which is shown.
    pub first: &'l LocatedDiagnostic<'a>,
    /// The others.
    pub others: Vec<&'l LocatedDiagnostic<'a>>,
}

/// Groups diagnostics that say the same: the gravest groups first, then by place.
pub fn group<'l, 'a>(found: &'l [LocatedDiagnostic<'a>]) -> Vec<DiagnosticGroup<'l, 'a>> {
    let mut groups: Vec<DiagnosticGroup<'l, 'a>> = Vec::new();
    let mut known = HashMap::new();
    for one in found {
        let found = one.found;
        let key = (found.code, found.message.as_str(), found.help.as_str());
        let index = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.others.push(one),
            None => groups.push(DiagnosticGroup {
                first: one,
                others: Vec::new(),
            }),
        }
    }
    groups.sort_by_key(|group| group.first.found.severity);
    groups
}

impl DiagnosticGroup<'_, '_> {
    /// Renders the first diagnostic, and how many more there are and where.
    pub fn render(&self, detail: Detail, paint: Paint) -> String {
        let others = (!self.others.is_empty()).then(|| self.others());
        render::diagnostic(self.first, detail, others.as_deref(), paint)
    }

    fn others(&self) -> String {
        let place = |one: &&LocatedDiagnostic<'_>| match &one.span {
            Some(span) => format!("{}:{}:{}", one.source.name, span.line, span.column),
            None => one.found.at.to_string(),
        };
        let named: Vec<String> = self.others.iter().take(SHOWN - 1).map(place).collect();
        let more = match self.others.len() - named.len() {
            0 => String::new(),
            1 => ", and 1 more place".to_owned(),
            more => format!(", and {more} more places"),
        };
        format!("at {}{more}", named.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostics};
    use crate::document::{Input, Source};
    use crate::pointer::Pointer;

    #[test]
    fn equal_ones_are_told_once_and_the_gravest_come_first() {
        let input = Input::from(Source {
            name: "a.json".to_owned(),
            bytes: br#"{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}"#.to_vec(),
        });
        let mut cx = Diagnostics::new();
        for key in ["a", "b", "c", "d"] {
            cx.report(
                Code::Untyped,
                Pointer::root().push(key),
                "no type",
                "say it",
            );
        }
        cx.report(
            Code::NotAnObject,
            Pointer::root().push("e"),
            "a number",
            "write {}",
        );
        let found = cx.located(&input);
        let texts: Vec<String> = group(&found)
            .iter()
            .map(|group| group.render(Detail::Help, Paint::Plain))
            .collect();
        expect_test::expect![[r#"
            warning[not-an-object]: a number
             --> a.json:1:39
              |
            1 | {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
              |                                       ^
              |
              = at: #/e
              = help: write {}

            note[untyped]: no type
             --> a.json:1:7
              |
            1 | {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
              |       ^
              |
              = at: #/a
              = help: say it
              = also: at a.json:1:15, a.json:1:23, and 1 more place"#]]
        .assert_eq(&texts.join("\n\n"));
    }
}
