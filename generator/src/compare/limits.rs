//! Limits of inputs that types do not hold: a narrower one refuses values that were taken before.

use std::collections::BTreeMap;

use super::rules::WireChange;
use super::uses::Direction;
use super::walk::{Spot, Walk};
use crate::ir::{Api, Limits, Shape, Type};
use crate::pointer::Pointer;

impl Walk<'_> {
    /// Compares the limits of two types, and returns the spot with all places that their limits stand at.
    pub(super) fn limits(&mut self, old: &Type, new: &Type, spot: &Spot) -> Spot {
        let mut spot = spot.clone();
        if spot.direction == Direction::Output {
            return spot;
        }
        add_places(self.old.api, &mut spot.schemas[0], old);
        add_places(self.new.api, &mut spot.schemas[1], new);
        let before = limits(self.old.api, &spot.schemas[0]);
        for (keyword, value) in limits(self.new.api, &spot.schemas[1]) {
            let known = before.get(keyword);
            if is_narrower(keyword, known, &value) {
                let text = |value: &String| format!("{keyword} {value}");
                let (known, value) = (known.map(text), text(&value));
                self.found(WireChange::InputLimit, known, Some(value), &spot);
            }
        }
        spot
    }
}

/// Adds the places of the schemas that a type refers to.
fn add_places(api: &Api, places: &mut Vec<Pointer>, ty: &Type) {
    let mut ty = ty.non_null();
    while let Type::Ref(id) = ty {
        let def = api.def(*id);
        places.push(def.pointer.clone());
        match &def.shape {
            Shape::Alias(target) => ty = target.non_null(),
            _ => break,
        }
    }
}

/// Returns the limits that stand at some places, by their keywords.
fn limits(api: &Api, places: &[Pointer]) -> Limits {
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

/// Returns the part of a range of integers that is inside the limits at some places.
pub(super) fn within(api: &Api, (low, high): (i128, i128), places: &[Pointer]) -> (i128, i128) {
    let limits = limits(api, places);
    let bound = |keyword: &str| limits.get(keyword)?.parse::<i128>().ok();
    let lows = [
        bound("minimum"),
        bound("exclusiveMinimum").map(|low| low + 1),
    ];
    let highs = [
        bound("maximum"),
        bound("exclusiveMaximum").map(|high| high - 1),
    ];
    (
        lows.into_iter().flatten().fold(low, i128::max),
        highs.into_iter().flatten().fold(high, i128::min),
    )
}

fn is_narrower(keyword: &str, old: Option<&String>, new: &str) -> bool {
    let Some(old) = old else {
        return new != "0" || !keyword.starts_with("min") || keyword == "minimum";
    };
    let order = match (old.parse::<i128>(), new.parse::<i128>()) {
        (Ok(old), Ok(new)) => Some(new.cmp(&old)),
        // The two may be fractions.
        _ => new
            .parse()
            .ok()
            .zip(old.parse().ok())
            .and_then(|(new, old): (f64, f64)| new.partial_cmp(&old)),
    };
    match (keyword, order) {
        ("exclusiveMinimum", Some(order)) => order.is_gt(),
        ("exclusiveMaximum", Some(order)) => order.is_lt(),
        (_, Some(order)) if keyword.starts_with("min") => order.is_gt(),
        (_, Some(order)) if keyword.starts_with("max") => order.is_lt(),
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
            (
                "maximum",
                Some("9007199254740993"),
                "9007199254740992",
                true,
            ),
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
