//! Limits of inputs that types do not hold: a narrower one refuses values that were taken before.

use std::collections::BTreeMap;

use super::rules::WireChange;
use super::walk::{Direction, Spot, Walk};
use crate::ir::{Api, Limits, Shape, Type};
use crate::pointer::Pointer;

impl Walk<'_> {
    /// Compares the limits at two places, and those of the aliases that their types go through.
    pub(super) fn limits(
        &mut self,
        (old_at, old): (&Pointer, &Type),
        (new_at, new): (&Pointer, &Type),
        spot: &Spot,
    ) {
        if spot.direction == Direction::Output {
            return;
        }
        let before = limits(self.old.api, old_at, old);
        for (keyword, value) in limits(self.new.api, new_at, new) {
            let known = before.get(keyword);
            if is_narrower(keyword, known, &value) {
                let text = |value: &String| format!("{keyword} {value}");
                let (known, value) = (known.map(text), text(&value));
                self.found(WireChange::InputLimit, known, Some(value), spot);
            }
        }
    }
}

/// Returns all limits of a value by their keywords.
fn limits(api: &Api, at: &Pointer, ty: &Type) -> Limits {
    let mut places = vec![at.clone(), at.push("schema")];
    let mut ty = ty.non_null();
    while let Type::Ref(id) = ty {
        let def = api.def(*id);
        places.push(def.pointer.clone());
        match &def.shape {
            Shape::Alias(target) => ty = target.non_null(),
            _ => break,
        }
    }
    let mut found = BTreeMap::new();
    for (keyword, value) in places
        .iter()
        .filter_map(|place| api.limits.get(place))
        .flatten()
    {
        found.entry(*keyword).or_insert_with(|| value.clone());
    }
    found
}

fn is_narrower(keyword: &str, old: Option<&String>, new: &str) -> bool {
    let Some(old) = old else {
        return new != "0" || !keyword.starts_with("min") || keyword == "minimum";
    };
    match (old.parse::<f64>(), new.parse::<f64>()) {
        (Ok(old), Ok(new)) if keyword.starts_with("min") || keyword == "exclusiveMinimum" => {
            new > old
        }
        (Ok(old), Ok(new)) if keyword.starts_with("max") || keyword == "exclusiveMaximum" => {
            new < old
        }
        _ => old != new,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_narrower_if_it_takes_less() {
        for (keyword, old, new, is_expected) in [
            ("minLength", None, "0", false),
            ("minLength", None, "1", true),
            ("minimum", None, "0", true),
            ("minimum", Some("3"), "2.5", false),
            ("exclusiveMinimum", Some("3"), "4", true),
            ("maxItems", Some("10"), "9", true),
            ("maximum", Some("9"), "10", false),
            ("pattern", Some("a"), "b", true),
            ("multipleOf", Some("2"), "2", false),
        ] {
            let old = old.map(str::to_owned);
            assert_eq!(
                is_narrower(keyword, old.as_ref(), new),
                is_expected,
                "{keyword} {new}"
            );
        }
    }
}
