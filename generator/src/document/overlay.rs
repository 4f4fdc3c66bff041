//! Overlays (Overlay Specification 1.0 to 1.2): changes to a document that stand in files of their own.
//!
//! They come before everything else, so that the rest sees one document. The library for them (roas-overlay 0.3) knows
//! versions 1.0 and 1.1, and gives no places of what an overlay wrote, which diagnostics need.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::diagnostic::{Change, Code, Diagnostics, ErrorLocation, FatalError, Span};
use crate::document::input::Source;
use crate::document::origin::PointerMap;
use crate::document::parse::decode_in;
use crate::document::value::kind_of;
use crate::pointer::Pointer;

/// The keys of an action (section 4.4.3), extensions aside.
const ACTION_KEYS: [&str; 5] = ["target", "description", "update", "remove", "copy"];

/// The advice for texts that are no overlay.
const HELP: &str = "an overlay begins with `overlay: 1.0.0`, `info` and a list `actions`";

/// One action, checked.
struct CheckedAction {
    at: Pointer,
    text: String,
    target: JsonPath,
    change: Edit,
}

/// The effect of an action on its target.
enum Edit {
    Change(Change),
    /// Updates it by what stands at a place of the document (version 1.1).
    Copy(String, JsonPath),
}

/// Applies one overlay to the author's document. An action that finds nothing to change is
/// reported where the overlay has it.
pub(super) fn apply(
    cx: &mut Diagnostics,
    overlay: &Source,
    document: &mut Value,
    written: &mut PointerMap,
) -> Result<(), FatalError> {
    let top = Pointer::of_file(&overlay.name);
    let value = decode_in(cx, overlay, &top).map_err(|refusal| in_overlay(refusal, overlay))?;
    for action in read(&top, &value)? {
        let places = matches(&action.target, document);
        if places.is_empty() {
            cx.report(
                Code::OverlayUnmatched,
                action.at.push("target"),
                format!(
                    "`{}` matches nothing in the document; the action does nothing",
                    action.text
                ),
                "let `target` name a place of the document, or remove the action",
            );
        }
        let mut change = Applying {
            cx: &mut *cx,
            document: &mut *document,
            written: &mut *written,
        };
        match &action.change {
            Edit::Change(Change::Remove) => change.remove(&action, places),
            Edit::Change(Change::Update(update)) => {
                change.update((&action, action.at.push("update")), &places, update);
            }
            Edit::Copy(text, path) => change.copy(&action, &places, (text, path)),
        }
    }
    Ok(())
}

/// Turns an error about "the document" into one about an overlay.
fn in_overlay(mut refusal: FatalError, overlay: &Source) -> FatalError {
    let named = |text: &str| text.replacen("the document", "the overlay", 1);
    refusal.message = named(&refusal.message).replace("an OpenAPI document", "an overlay");
    refusal.reason = named(&refusal.reason);
    let span = match refusal.place.map(|place| *place) {
        Some(ErrorLocation::Span(span) | ErrorLocation::SpanIn(_, span)) => span,
        _ => Span::of_bytes(&overlay.bytes, 0..0),
    };
    refusal.place = Some(Box::new(ErrorLocation::SpanIn(overlay.name.clone(), span)));
    refusal
}

/// The actions of an overlay, in order.
fn read(top: &Pointer, value: &Value) -> Result<Vec<CheckedAction>, FatalError> {
    let refuse = |at: Pointer, what: String, why: &str, help: &str| {
        Err(FatalError::new(what, why, help).at(at))
    };
    let Some(version) = value.get("overlay") else {
        let what = "this is not an overlay".to_owned();
        let why = "it has no `overlay` key, which names the version";
        return refuse(top.clone(), what, why, HELP);
    };
    let text = match version {
        Value::String(text) => text.clone(),
        // YAML reads an unquoted `1.0` as a number.
        other => other.to_string(),
    };
    let is_known = ["1.0", "1.1", "1.2"].iter().any(|known| {
        text.strip_prefix(known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    if text != "1" && !is_known {
        let what = format!("version `{text}` of the Overlay Specification is not supported");
        return refuse(top.push("overlay"), what, "1.0, 1.1 and 1.2 are", HELP);
    }
    let actions = value.get("actions").and_then(Value::as_array);
    let Some(actions) = actions.filter(|actions| !actions.is_empty()) else {
        let what = "the overlay has no actions".to_owned();
        let why = "`actions` is a list with at least one element";
        return refuse(top.push("actions"), what, why, HELP);
    };
    let at = top.push("actions");
    let actions = actions.iter().enumerate();
    actions
        .map(|(index, action_value)| {
            let at = at.index(index);
            let reused = reused(top, value, &at, action_value)?;
            action(at, &reused)
        })
        .collect()
}

/// Returns an action with the `fields` of the one it reuses (version 1.2, Reusable Action Reference Object); its own
/// keys count, and the target is always its own.
fn reused<'v>(
    top: &Pointer,
    overlay: &Value,
    at: &Pointer,
    action: &'v Value,
) -> Result<Cow<'v, Value>, FatalError> {
    let Some(reference) = action.get("$ref").and_then(Value::as_str) else {
        return Ok(Cow::Borrowed(action));
    };
    let named = Pointer::parse_fragment(reference).and_then(|named| named.find(overlay));
    let Some(named) = named.filter(|_| reference.starts_with("#/components/actions/")) else {
        return Err(FatalError::new(
            format!("`{reference}` is not an action of the overlay"),
            "an action can reuse one that stands under `components/actions`",
            format!("define it in {top}, or write the action out"),
        )
        .at(at.push("$ref")));
    };
    let fields = named.get("fields").and_then(Value::as_object);
    let mut whole = fields.cloned().unwrap_or_default();
    whole.remove("target");
    let own = action.as_object().into_iter().flatten();
    whole.extend(
        own.filter(|(key, _)| *key != "$ref")
            .map(|(key, value)| (key.clone(), value.clone())),
    );
    Ok(Cow::Owned(Value::Object(whole)))
}

fn action(at: Pointer, value: &Value) -> Result<CheckedAction, FatalError> {
    let help = "an action has a `target` and one of `update`, `copy` and `remove: true`";
    let refuse =
        |at: Pointer, what: String, why: &str| Err(FatalError::new(what, why, help).at(at));
    let Value::Object(map) = value else {
        let what = format!("an action is an object, not {}", kind_of(value));
        return refuse(at, what, "nothing else can be applied");
    };
    let is_known = |key: &str| ACTION_KEYS.contains(&key) || key.starts_with("x-");
    if let Some(key) = map.keys().find(|key| !is_known(key)) {
        let what = format!("`{key}` is not a key of an action");
        let why = format!("its keys are `{}`", ACTION_KEYS.join("`, `"));
        return refuse(at.push(key), what, &why);
    }
    let Some(text) = map.get("target").and_then(Value::as_str) else {
        let what = "an action has no `target`, or one that is no text".to_owned();
        return refuse(at, what, "nothing says what it changes");
    };
    let target = json_path(text, &at.push("target"))?;
    let copied = map.get("copy").and_then(Value::as_str);
    let change = match (flag(map, &at)?, map.get("update"), copied) {
        (true, ..) => Edit::Change(Change::Remove),
        (false, Some(update), _) => Edit::Change(Change::Update(update.clone())),
        (false, None, Some(from)) => {
            Edit::Copy(from.to_owned(), json_path(from, &at.push("copy"))?)
        }
        (false, None, None) => {
            return refuse(at, "an action changes nothing".to_owned(), help);
        }
    };
    Ok(CheckedAction {
        at,
        text: text.to_owned(),
        target,
        change,
    })
}

fn json_path(text: &str, at: &Pointer) -> Result<JsonPath, FatalError> {
    JsonPath::parse(text).map_err(|error| {
        let what = format!("`{text}` is no JSONPath");
        let why = format!("{} (after {} bytes)", error.message(), error.position());
        let help = "paths are written as in RFC 9535, such as `$.paths['/pets'].get`";
        FatalError::new(what, why, help).at(at.clone())
    })
}

/// The value of `remove`.
fn flag(map: &Map<String, Value>, at: &Pointer) -> Result<bool, FatalError> {
    match map.get("remove") {
        None => Ok(false),
        Some(Value::Bool(remove)) => Ok(*remove),
        Some(other) => Err(FatalError::new(
            format!("`remove` is {}", kind_of(other)),
            "it says whether the target goes",
            "write `remove: true`",
        )
        .at(at.push("remove"))),
    }
}

/// The places that a path matches, each once.
fn matches(target: &JsonPath, document: &Value) -> Vec<Pointer> {
    let found = target.query_located(document);
    let places: BTreeSet<_> = found
        .locations()
        .filter_map(|location| Pointer::parse(&location.to_json_pointer()))
        .collect();
    places.into_iter().collect()
}

/// An action that is being applied.
struct Applying<'a> {
    cx: &'a mut Diagnostics,
    document: &'a mut Value,
    written: &'a mut PointerMap,
}

impl Applying<'_> {
    fn mismatch(&mut self, at: Pointer, message: String) {
        let help = "let `target` match what the change is for";
        self.cx.report(Code::OverlayMismatch, at, message, help);
    }

    /// Removes places, the last of a list first and inner ones before outer ones.
    fn remove(&mut self, action: &CheckedAction, mut places: Vec<Pointer>) {
        places.sort_by(|one, other| in_order(other, one));
        for place in places {
            let (Some(parent), Some(key)) = (place.parent(), place.last()) else {
                let message = "the whole document cannot be removed".to_owned();
                self.mismatch(action.at.push("target"), message);
                continue;
            };
            match parent.find_mut(self.document) {
                Some(Value::Object(map)) => {
                    map.shift_remove(key.as_ref());
                }
                Some(Value::Array(list)) => {
                    let Some(index) = key.parse().ok().filter(|index| *index < list.len()) else {
                        continue;
                    };
                    list.remove(index);
                    let shifted = (index..list.len())
                        .map(|new| (parent.index(new), parent.index(new + 1)))
                        .collect::<Vec<_>>();
                    self.written.record_all(&shifted);
                }
                _ => {}
            }
        }
    }

    /// Updates places by what stands at another one.
    fn copy(
        &mut self,
        action: &CheckedAction,
        places: &[Pointer],
        (text, path): (&str, &JsonPath),
    ) {
        let sources = matches(path, self.document);
        let [source] = sources.as_slice() else {
            let message = format!(
                "`{text}` matches {} places of the document, and one can be copied; the action does nothing",
                sources.len()
            );
            return self.mismatch(action.at.push("copy"), message);
        };
        if let Some(value) = source.find(self.document).cloned() {
            let from = self.written.before(source);
            self.update((action, from), places, &value);
        }
    }

    fn update(
        &mut self,
        (action, from): (&CheckedAction, Pointer),
        places: &[Pointer],
        update: &Value,
    ) {
        for place in places {
            let Some(target) = place.find_mut(self.document) else {
                continue;
            };
            match (&mut *target, update) {
                (Value::Object(_), Value::Object(_)) | (Value::Array(_), Value::Array(_)) => {
                    merge(target, place, update, &from, self.written);
                }
                (Value::Array(list), entry) => {
                    self.written.record(place.index(list.len()), from.clone());
                    list.push(entry.clone());
                }
                (Value::Object(_), _) | (_, Value::Object(_) | Value::Array(_)) => {
                    let message = format!(
                        "`{}` matches {} at `{place}`, and the update is {}; it is passed over",
                        action.text,
                        kind_of(target),
                        kind_of(update)
                    );
                    self.mismatch(from.clone(), message);
                }
                (target, update) => {
                    *target = update.clone();
                    self.written.record(place.clone(), from.clone());
                }
            }
        }
    }
}

/// Merges objects member by member and appends to lists; anything else is replaced.
fn merge(
    target: &mut Value,
    at: &Pointer,
    update: &Value,
    from: &Pointer,
    written: &mut PointerMap,
) {
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            for (key, value) in update {
                let (at, from) = (at.push(key), from.push(key));
                match (target.get_mut(key), value) {
                    (Some(old @ Value::Object(_)), Value::Object(_))
                    | (Some(old @ Value::Array(_)), Value::Array(_)) => {
                        merge(old, &at, value, &from, written);
                    }
                    _ => {
                        target.insert(key.clone(), value.clone());
                        written.record(at, from);
                    }
                }
            }
        }
        (Value::Array(target), Value::Array(update)) => {
            for (index, value) in update.iter().enumerate() {
                written.record(at.index(target.len()), from.index(index));
                target.push(value.clone());
            }
        }
        _ => {}
    }
}

/// By place, with elements of lists in the order of their numbers.
fn in_order(one: &Pointer, other: &Pointer) -> Ordering {
    let (mut left, mut right) = (one.segments(), other.segments());
    loop {
        let (left, right) = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(left), Some(right)) => (left, right),
        };
        let order = match (left.parse::<usize>(), right.parse::<usize>()) {
            (Ok(left), Ok(right)) => left.cmp(&right),
            _ => left.cmp(&right),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}
