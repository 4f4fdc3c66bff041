//! Widths of integers.

use super::bounds::{Bound, Bounds};
use crate::ir::{Integer, Scalar, integer_format};

/// Returns the width of an integer: that of the format, wider if the bounds go beyond it; `i64`
/// without a format, and `u64` if only that holds the bounds. If none holds them, it is the one
/// that holds their sign.
pub(super) fn integer_width(format: Option<&str>, bounds: Bounds) -> Scalar {
    let said = format.and_then(integer_format);
    let widths = said.into_iter().chain([Integer::I64]);
    let fits = |width: &Integer| holds(*width, bounds);
    let is_negative = |bound: Option<Bound>| bound.is_some_and(|bound| bound.double() < 0.0);
    let is_signed = is_negative(bounds.minimum) || is_negative(bounds.maximum);
    let widest = if is_signed {
        Integer::I64
    } else {
        Integer::U64
    };
    Scalar::Integer(widths.into_iter().find(fits).unwrap_or(widest))
}

/// Returns `true` if bounds go beyond every width.
pub(super) fn is_beyond(bounds: Bounds) -> bool {
    !holds(Integer::I64, bounds) && !holds(Integer::U64, bounds)
}

/// Returns `true` if a width holds both bounds, as doubles: many documents have been through them.
fn holds(width: Integer, bounds: Bounds) -> bool {
    let (low, high) = range(width);
    bounds
        .minimum
        .is_none_or(|minimum| (low..high).contains(&minimum.double()))
        && bounds
            .maximum
            .is_none_or(|maximum| (low..=high).contains(&maximum.double()))
}

/// Returns the range of a width. The ends of the 64-bit widths round up to the next power of two,
/// which is harmless: a bound there is written as that power or as its exact predecessor.
#[expect(clippy::cast_precision_loss, reason = "the nearest double is a bound")]
fn range(width: Integer) -> (f64, f64) {
    let (low, high) = width.range();
    (low as f64, high as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_follows_format_and_bounds() {
        let check = |format, minimum: Option<f64>, maximum: Option<f64>, expect| {
            let bounds = Bounds {
                minimum: minimum.map(Bound::Double),
                maximum: maximum.map(Bound::Double),
                ..Bounds::default()
            };
            assert_eq!(
                integer_width(format, bounds),
                Scalar::Integer(expect),
                "{format:?} {bounds:?}"
            );
        };
        check(None, None, None, Integer::I64);
        check(None, Some(0.0), Some(256.0), Integer::I64);
        check(Some("int64"), None, None, Integer::I64);
        check(Some("int32"), None, None, Integer::I32);
        check(Some("uint8"), None, Some(300.0), Integer::I64);
        check(
            Some("uint32"),
            Some(-1.0),
            Some(4_294_967_295.0),
            Integer::I64,
        );
        check(
            None,
            Some(0.0),
            Some(18_446_744_073_709_551_615.0),
            Integer::U64,
        );
        check(Some("uint64"), None, None, Integer::U64);
        check(Some("uint64"), Some(-1.0), None, Integer::I64);
        check(Some("made-up"), None, None, Integer::I64);
        check(None, Some(9_223_372_036_854_775_808.0), None, Integer::U64);
        check(
            Some("int64"),
            None,
            Some(18_446_744_073_709_551_615.0),
            Integer::U64,
        );
    }

    #[test]
    fn bounds_beyond_every_width_are_told() {
        let check = |minimum: Option<f64>, maximum: Option<f64>, expect: Option<Integer>| {
            let bounds = Bounds {
                minimum: minimum.map(Bound::Double),
                maximum: maximum.map(Bound::Double),
                ..Bounds::default()
            };
            let width = expect.map_or_else(|| integer_width(None, bounds), Scalar::Integer);
            assert_eq!(integer_width(None, bounds), width, "{bounds:?}");
            assert_eq!(is_beyond(bounds), expect.is_some(), "{bounds:?}");
        };
        check(None, None, None);
        check(Some(-9_223_372_036_854_775_808.0), Some(0.0), None);
        check(Some(0.0), Some(18_446_744_073_709_551_616.0), None);
        check(
            Some(-1.0),
            Some(18_446_744_073_709_551_615.0),
            Some(Integer::I64),
        );
        check(Some(-1e20), None, Some(Integer::I64));
        check(None, Some(-1e20), Some(Integer::I64));
        check(Some(0.0), Some(1e20), Some(Integer::U64));
        check(Some(1e20), None, Some(Integer::U64));
    }
}
