//! The file that holds what was inferred: an Overlay Specification 1.0 document, to be read and edited by people.

use rill_codegen::pointer::Pointer;
use serde_json::{Value, json};

use super::widen::widen;

/// Comment above the actions, for readers of the file.
const HEAD: &str = "\
# Schemas inferred from rows that were seen, by `cargo xtask infer`. `cargo xtask regenerate` applies them.
# Edit freely: another run widens what is here, keeps its order, and takes nothing away. Comments stay as long as
# nothing new is seen; texts that are to stay belong under `description`.
";

/// An overlay that can be widened.
#[derive(Debug)]
pub(super) struct Overlay {
    /// The file, with its keys in their own order.
    value: Value,
    changed: bool,
}

impl Overlay {
    /// Parses a file; returns an empty overlay if there is none.
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

    /// Declares the arguments of an operation. One that is known takes more kinds of values, and is required only as
    /// long as it was always given; new ones come last.
    pub(super) fn declare(&mut self, at: &Pointer, parameters: &[Value]) {
        let target = path(at);
        let Some(actions) = self.value["actions"].as_array_mut() else {
            return;
        };
        let known = actions.iter_mut().find_map(|action| {
            let is_meant = action["target"] == target.as_str();
            let list = action
                .pointer_mut("/update/parameters")
                .filter(|_| is_meant)?;
            list.as_array_mut()
        });
        let Some(known) = known else {
            actions.push(json!({"target": target, "update": {"parameters": parameters}}));
            self.changed = true;
            return;
        };
        let before = known.clone();
        for parameter in parameters {
            let one = known
                .iter_mut()
                .find(|one| one["name"] == parameter["name"]);
            if let Some(one) = one {
                widen(&mut one["schema"], &parameter["schema"]);
            } else {
                let mut new = parameter.clone();
                new["required"] = false.into();
                known.push(new);
            }
        }
        for one in known.iter_mut() {
            let now = parameters.iter().find(|new| new["name"] == one["name"]);
            if one["required"] == true && now.is_none_or(|new| new["required"] != true) {
                one["required"] = false.into();
            }
        }
        self.changed |= *known != before;
    }

    /// Returns the text to write; none where nothing changed, so that comments and order stay.
    pub(super) fn text(&self) -> Option<String> {
        if !self.changed {
            return None;
        }
        let body = serde_yaml::to_string(&self.value).unwrap_or_default();
        Some(format!("{HEAD}{body}"))
    }
}

/// Returns a place as the one `JSONPath` that leads to it (RFC 9535, section 2.7: normalized paths).
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
    fn the_order_of_a_person_stays() {
        let at = Pointer::root().push("x");
        let text = "overlay: 1.0.0\nactions:\n- update:\n    properties:\n      z: {type: integer}\n      a: {description: mine, type: string}\n    type: object\n  target: $['x']\ninfo: {version: '1', title: t}\n";
        let mut overlay = Overlay::read(Some(text)).unwrap();
        overlay.widen(
            &at,
            &json!({"type": "object", "properties": {"a": {"type": "string"}, "m": {"type": "boolean"}, "z": {"type": "number"}}}),
        );
        let text = overlay.text().unwrap();
        let places: Vec<_> = [
            "overlay: ",
            "actions",
            "z:",
            "type: number",
            "a:",
            "description: mine",
            "m:",
            "type: boolean",
            "target",
            "info",
            "version",
            "title",
        ]
        .map(|word| text.find(word))
        .into();
        assert!(places.iter().all(Option::is_some), "{text}");
        assert!(places.is_sorted(), "{places:?}\n{text}");
    }

    #[test]
    fn arguments_are_widened_too() {
        let at = Pointer::root().push("x");
        let one = |name: &str, required: bool, kind: &str| json!({"name": name, "in": "query", "required": required, "schema": {"type": kind}});
        let mut overlay = Overlay::read(None).unwrap();
        overlay.declare(&at, &[one("a", true, "integer"), one("b", true, "string")]);
        let text = overlay.text().unwrap();
        let mut again = Overlay::read(Some(&text)).unwrap();
        again.declare(&at, &[one("a", true, "integer"), one("b", true, "string")]);
        assert_eq!(again.text(), None);
        again.declare(&at, &[one("a", true, "number"), one("c", true, "string")]);
        assert_eq!(
            again.value["actions"][0]["update"]["parameters"],
            json!([
                one("a", true, "number"),
                one("b", false, "string"),
                one("c", false, "string")
            ])
        );
    }

    #[test]
    fn what_is_no_overlay_is_refused() {
        assert!(Overlay::read(Some("a: 1")).is_err());
        assert!(Overlay::read(Some("[")).is_err());
    }
}
