//! Values of a schema: the smallest, the fullest, and between them each alternative, each listed value, each property
//! with each kind of value it can have. The same schema gives the same values.
//!
//! Demands of other keywords (`not`, `if`, `uniqueItems` …) are left to the check that every value
//! passes afterwards: values that do not fit are dropped.

use serde_json::{Map, Value, json};

use super::pattern;
use super::scalar;
use super::view::{Kind, View};

/// The most values of one component.
const MOST: usize = 160;

/// The most values of one component where more are asked for, and of a value inside it.
const WIDE: (usize, usize) = (600, 40);

/// The most parts of one value that is filled as far as it goes.
const FULL: usize = 1500;

/// Greatest depth of required values; a schema that needs more is taken to have no finite value.
const DEEPEST: usize = 30;

/// Values of a schema in a document, the simplest first, each once; `is_wide` asks for more of those inside others.
pub fn samples(document: &Value, schema: &Value, is_wide: bool) -> Vec<Value> {
    let sampler = Sampler { document, is_wide };
    let view = View::of(document, &[schema]);
    let most = if is_wide { WIDE.0 } else { MOST };
    let mut values = sampler.various(&view, 0, most);
    values.extend(sampler.fullest(&view));
    values.extend(sampler.of_two(&view));
    let mut distinct = std::collections::BTreeSet::new();
    values.retain(|value| distinct.insert(value.to_string()));
    values
}

struct Sampler<'a> {
    document: &'a Value,
    is_wide: bool,
}

/// Extent of optional parts in a value.
struct Fill {
    /// Levels of objects and arrays that are left.
    levels: usize,
    /// Parts that are left.
    parts: usize,
}

impl<'a> Sampler<'a> {
    fn view(&self, schemas: &[&'a Value]) -> View<'a> {
        View::of(self.document, schemas)
    }

    /// Returns the view with each of its next alternatives taken.
    fn branches<'v>(&'v self, view: &'v View<'a>) -> impl Iterator<Item = View<'a>> + 'v {
        let (first, rest): (&'a [Value], _) = match view.choices.split_first() {
            Some((first, rest)) => (first, rest.to_vec()),
            None => (&[], Vec::new()),
        };
        let open = View {
            choices: rest,
            ..view.clone()
        };
        first
            .iter()
            .map(move |branch| open.with(self.document, branch))
    }

    /// Returns values of two alternatives of `anyOf` at once, as full as they go.
    fn of_two(&self, view: &View<'a>) -> Vec<Value> {
        let is_any_of = |branches: &[Value]| {
            let mut lists = view.said("anyOf").filter_map(Value::as_array);
            lists.any(|list| std::ptr::eq(list.as_slice(), branches))
        };
        let Some((first, rest)) = view
            .choices
            .split_first()
            .filter(|(first, _)| is_any_of(first))
        else {
            return Vec::new();
        };
        let open = View {
            choices: rest.to_vec(),
            ..view.clone()
        };
        let both = |pair: &'a [Value]| {
            pair.iter().fold(open.clone(), |view, branch| {
                view.with(self.document, branch)
            })
        };
        first
            .windows(2)
            .filter_map(|pair| self.fullest(&both(pair)))
            .collect()
    }

    /// At most `room` values of different kinds.
    fn various(&self, view: &View<'a>, depth: usize, room: usize) -> Vec<Value> {
        let mut values = Vec::new();
        if view.never || room == 0 {
            return values;
        }
        if room == 1 || depth > 4 {
            values.extend(self.least(view, depth));
            return values;
        }
        if let Some(listed) = view.listed() {
            return listed.into_iter().take(room.max(40)).cloned().collect();
        }
        if let Some(first) = view.choices.first() {
            let share = (room / first.len()).max(1);
            for branch in self.branches(view) {
                values.extend(self.various(&branch, depth, share));
            }
            return values;
        }
        if view.is_free() {
            return anything();
        }
        for kind in view.kinds() {
            match kind {
                Kind::Object => values.extend(self.objects(view, depth, room)),
                Kind::Array => values.extend(self.arrays(view, depth, room)),
                other => values.extend(scalar::values(view, other)),
            }
        }
        if self.is_wide && values.len() > 3 {
            // Numbers that are large come early enough for a place with little room.
            values.swap(1, 3);
        }
        if self.is_wide && depth < 3 {
            return evenly(values, room.max(WIDE.1));
        }
        values.truncate(room);
        values
    }

    fn objects(&self, view: &View<'a>, depth: usize, room: usize) -> Vec<Value> {
        let mut values = Vec::new();
        let Some(Value::Object(least)) = self.container(view, Kind::Object, depth, None) else {
            return values;
        };
        values.push(Value::Object(least.clone()));
        let mut keys = view.keys();
        if self.is_wide {
            let mut fill = Fill {
                levels: 1,
                parts: FULL,
            };
            values.extend(self.one(view, depth, Some(&mut fill)));
            keys.extend(view.required());
        }
        // Room is shared evenly, so that the last property gets its turn.
        let each = (room.saturating_sub(4) / keys.len().max(1)).clamp(2, 12);
        for key in keys {
            let property = self.view(&view.property(key));
            for value in self.various(&property, depth + 1, each) {
                let mut object = least.clone();
                object.insert(key.to_owned(), value);
                values.push(Value::Object(object));
            }
        }
        for (key, schemas) in self.further_keys(view) {
            for value in self.various(&self.view(&schemas), depth + 1, each) {
                let mut object = least.clone();
                object.insert(key.clone(), value);
                values.push(Value::Object(object));
            }
        }
        values
    }

    fn arrays(&self, view: &View<'a>, depth: usize, room: usize) -> Vec<Value> {
        let mut values = Vec::new();
        let Some(Value::Array(least)) = self.container(view, Kind::Array, depth, None) else {
            return values;
        };
        values.push(Value::Array(least.clone()));
        let positions = view.positions();
        let each = if self.is_wide && depth == 0 { 80 } else { 12 };
        for index in 0..positions.max(1) {
            let element = self.view(&view.element(index));
            let elements = self.various(&element, depth + 1, (room / 2).clamp(1, each));
            for value in &elements {
                let mut array = least.clone();
                if index < array.len() {
                    array[index] = value.clone();
                } else {
                    array.push(value.clone());
                }
                values.push(Value::Array(array));
            }
            let most = view.at_most("maxItems").map_or(usize::MAX, saturated);
            if let Some(first) = elements.first().filter(|_| self.is_wide && most > 1) {
                values.insert(1, json!([first, first]));
            }
            if positions == 0 && elements.len() > 1 && elements.len() >= least.len() {
                values.push(elements.into_iter().take(most).collect());
            }
        }
        values
    }

    /// Keys of properties that nobody describes, with their schemas.
    fn further_keys(&self, view: &View<'a>) -> Vec<(String, Vec<&'a Value>)> {
        let mut keys = Vec::new();
        let key_schemas: Vec<&Value> = view.said("propertyNames").collect();
        let names = if key_schemas.is_empty() {
            vec!["further".into(), "x y-Z.1".into()]
        } else {
            let mut names = self.view(&key_schemas);
            names.never = false;
            self.various(&names, 4, 3)
        };
        if let Some(schemas) = view.further() {
            let names = names.iter().filter_map(Value::as_str);
            keys.extend(
                names
                    .filter(|name| !view.keys().contains(name))
                    .map(|name| (name.to_owned(), schemas.clone())),
            );
        }
        for (pattern, schema) in view.patterned() {
            keys.extend(pattern::matching(pattern).map(|key| (key, vec![schema])));
        }
        keys
    }

    /// Returns the smallest value.
    fn least(&self, view: &View<'a>, depth: usize) -> Option<Value> {
        self.one(view, depth, None)
    }

    /// Returns the value with as many of its parts as there is room for.
    fn fullest(&self, view: &View<'a>) -> Option<Value> {
        let mut last = None;
        for levels in (1..=5).rev() {
            let mut fill = Fill {
                levels,
                parts: FULL,
            };
            last = self.one(view, 0, Some(&mut fill));
            if fill.parts > 0 {
                break;
            }
        }
        last
    }

    /// Returns one value: the smallest, or filled in.
    fn one(&self, view: &View<'a>, depth: usize, mut fill: Option<&mut Fill>) -> Option<Value> {
        if view.never || depth > DEEPEST {
            return None;
        }
        if let Some(listed) = view.listed() {
            return listed.first().map(|value| (*value).clone());
        }
        if !view.choices.is_empty() {
            return self
                .branches(view)
                .find_map(|branch| self.one(&branch, depth, fill.as_deref_mut()));
        }
        if view.is_free() {
            return Some("text".into());
        }
        view.kinds().into_iter().find_map(|kind| match kind {
            Kind::Object | Kind::Array => self.container(view, kind, depth, fill.as_deref_mut()),
            other => scalar::values(view, other).into_iter().next(),
        })
    }

    fn container(
        &self,
        view: &View<'a>,
        kind: Kind,
        depth: usize,
        fill: Option<&mut Fill>,
    ) -> Option<Value> {
        match fill {
            Some(fill) if fill.levels > 0 => {
                fill.levels -= 1;
                let value = if kind == Kind::Object {
                    self.object(view, depth, Some(&mut *fill))
                } else {
                    self.array(view, depth, Some(&mut *fill))
                };
                fill.levels += 1;
                value
            }
            _ if kind == Kind::Object => self.object(view, depth, None),
            _ => self.array(view, depth, None),
        }
    }

    fn object(&self, view: &View<'a>, depth: usize, mut fill: Option<&mut Fill>) -> Option<Value> {
        let required = view.required();
        let mut object = Map::new();
        for key in view.keys().union(&required) {
            if let Some(fill) = &mut fill {
                fill.parts = fill.parts.saturating_sub(1);
            }
            let is_wanted = fill.as_ref().is_some_and(|fill| fill.parts > 0);
            if !is_wanted && !required.contains(key) {
                continue;
            }
            let property = self.view(&view.property(key));
            match self.one(&property, depth + 1, fill.as_deref_mut()) {
                Some(value) => drop(object.insert((*key).to_owned(), value)),
                None if required.contains(key) => return None,
                None => {}
            }
        }
        let least = view.at_least("minProperties").map_or(0, saturated);
        let wanted = if fill.is_some() {
            least.max(object.len() + 2)
        } else {
            least
        };
        let is_least = fill.is_none();
        let optional = view
            .keys()
            .into_iter()
            .filter(|_| is_least)
            .map(|key| (key.to_owned(), view.property(key)));
        for (key, schemas) in optional.chain(self.further_keys(view)) {
            if object.len() >= wanted {
                break;
            }
            if !object.contains_key(&key)
                && let Some(value) = self.one(&self.view(&schemas), depth + 1, fill.as_deref_mut())
            {
                object.insert(key, value);
            }
        }
        Some(Value::Object(object))
    }

    fn array(&self, view: &View<'a>, depth: usize, mut fill: Option<&mut Fill>) -> Option<Value> {
        let least = view.at_least("minItems").map_or(0, saturated).min(64);
        let wanted = least.max(view.positions()).max(usize::from(fill.is_some()));
        let most = view.at_most("maxItems").map_or(usize::MAX, saturated);
        let mut array: Vec<Value> = Vec::new();
        for index in 0..wanted.min(most) {
            let element = self.view(&view.element(index));
            let value = match self.one(&element, depth + 1, fill.as_deref_mut()) {
                Some(value) if array.contains(&value) => {
                    // Elements may have to differ.
                    let others = self.various(&element, depth + 1, wanted + 1);
                    others
                        .into_iter()
                        .find(|other| !array.contains(other))
                        .or(Some(value))
                }
                other => other,
            };
            match value {
                Some(value) => array.push(value),
                None if index >= least => break,
                None => return None,
            }
        }
        Some(Value::Array(array))
    }
}

/// Returns so many of the values, from all over, with both ends.
pub(crate) fn evenly(values: Vec<Value>, most: usize) -> Vec<Value> {
    if values.len() <= most || most < 2 {
        return values;
    }
    let last = values.len() - 1;
    let picked = (0..most).map(|index| values[index * last / (most - 1)].clone());
    picked.collect()
}

/// Values of every type, for a place that says nothing.
fn anything() -> Vec<Value> {
    vec![
        json!("text"),
        json!({"any": [1, "two", null, {"three": 3.5}]}),
        json!([]),
        json!(7),
        json!(-1.25),
        json!(true),
        json!(null),
    ]
}

fn saturated(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
