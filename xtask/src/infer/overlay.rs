//! The file that holds what was inferred: an Overlay Specification 1.0 document, to be read and edited by people.

use rill_codegen::pointer::Pointer;
use serde_json::{Value, json};

use super::widen::widen;

/// What stands above the actions, for whoever opens the file.
const HEAD: &str = "\
# Schemas inferred from rows that were seen, by `cargo xtask infer`. `cargo xtask regenerate` applies them.
# Edit freely: another run widens what is here, and takes nothing away.
";

/// An overlay that can be widened.
#[derive(Debug)]
pub(super) struct Overlay {
    value: Value,
    changed: bool,
}

impl Overlay {
    /// What a file holds; a new one where there is none.
    ///
    /// # Errors
    ///
    /// The text is no overlay; says why.
    pub(super) fn read(text: Option<&str>) -> Result<Self, String> {
        let Some(text) = text else {
            return Ok(Self {
                value: json!({
                    "overlay": "1.0.0",
                    "info": {"title": "Inferred by cargo xtask infer", "version": "1.0.0"},
                    "actions": [],
                }),
                changed: false,
            });
        };
        let value: Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        if value["actions"].is_array() && value.get("overlay").is_some() {
            Ok(Self {
                value,
                changed: false,
            })
        } else {
            Err("it has no `overlay` and `actions`".to_owned())
        }
    }

    /// Widens the schema at a place; a place that the file does not have yet comes last.
    pub(super) fn widen(&mut self, at: &Pointer, schema: &Value) {
        let target = path(at);
        let Some(actions) = self.value["actions"].as_array_mut() else {
            return;
        };
        let known = actions
            .iter_mut()
            .find(|action| action["target"] == target.as_str() && action.get("update").is_some());
        if let Some(action) = known {
            self.changed |= widen(&mut action["update"], schema);
        } else {
            actions.push(json!({"target": target, "update": schema}));
            self.changed = true;
        }
    }

    /// Adds an action for a place that has none. What a person made of it stays.
    pub(super) fn add(&mut self, at: &Pointer, update: &Value) {
        let target = path(at);
        let Some(actions) = self.value["actions"].as_array_mut() else {
            return;
        };
        if !actions
            .iter()
            .any(|action| action["target"] == target.as_str())
        {
            actions.push(json!({"target": target, "update": update}));
            self.changed = true;
        }
    }

    /// The text to write; none where nothing changed, so that comments and order stay.
    pub(super) fn text(&self) -> Option<String> {
        if !self.changed {
            return None;
        }
        let body = serde_yaml::to_string(&self.value).unwrap_or_default();
        Some(format!("{HEAD}{body}"))
    }
}

/// A place as the one `JSONPath` that leads to it (RFC 9535, section 2.7: normalized paths).
fn path(at: &Pointer) -> String {
    let steps: Vec<String> = at
        .segments()
        .map(|name| name.replace('\\', r"\\").replace('\'', r"\'"))
        .map(|name| format!("['{name}']"))
        .collect();
    format!("${}", steps.concat())
}

#[cfg(test)]
mod tests {
    use rill_codegen::pointer::Pointer;
    use serde_json::json;

    use super::Overlay;

    #[test]
    fn a_second_run_changes_no_byte() {
        let at = Pointer::root().push("paths").push("/it's");
        let schema = json!({"type": "object", "properties": {"a": {"type": "integer"}}});
        let mut first = Overlay::read(None).unwrap();
        first.widen(&at, &schema);
        let text = first.text().unwrap();
        assert!(text.contains("$['paths']['/it\\'s']"), "{text}");
        let mut second = Overlay::read(Some(&text)).unwrap();
        second.widen(&at, &schema);
        assert_eq!(second.text(), None);
        second.widen(
            &at,
            &json!({"type": "object", "properties": {"a": {"type": "number"}}}),
        );
        assert!(second.text().unwrap().contains("type: number"));
    }

    #[test]
    fn what_is_no_overlay_is_refused() {
        assert!(Overlay::read(Some("a: 1")).is_err());
        assert!(Overlay::read(Some("[")).is_err());
    }
}
