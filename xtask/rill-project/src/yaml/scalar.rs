//! Scalars without quotes, as Go's YAML reader resolves them.

use serde_json::{Number, Value};

/// Returns a scalar without quotes, by YAML's core schema and Go's addition of timestamps.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    if let Some(number) = number(text) {
        return Value::Number(number);
    }
    match timestamp(text) {
        Some(timestamp) => Value::String(timestamp),
        None => Value::String(text.to_owned()),
    }
}

/// Numbers that JSON has no form for.
pub(super) fn is_beyond_json(text: &str) -> bool {
    let bare = text.trim_start_matches(['+', '-']);
    matches!(bare, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

/// Digits with a base as Go reads them, so `010` is eight; else a decimal fraction.
fn number(text: &str) -> Option<Number> {
    let starts_so = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if !starts_so(text.trim_start_matches(['+', '-'])) {
        return None;
    }
    let bare = text.replace('_', "");
    let (sign, digits) = match bare.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", bare.strip_prefix('+').unwrap_or(&bare)),
    };
    let based = [
        ("0x", 16),
        ("0X", 16),
        ("0o", 8),
        ("0O", 8),
        ("0b", 2),
        ("0B", 2),
    ];
    let based = based
        .into_iter()
        .find_map(|(prefix, radix)| Some((digits.strip_prefix(prefix)?, radix)));
    let octal = digits.strip_prefix('0').filter(|rest| !rest.is_empty());
    let (digits, radix) = based
        .or(octal.map(|rest| (rest, 8)))
        .unwrap_or((digits, 10));
    if digits.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        if let Ok(whole) = i64::from_str_radix(&format!("{sign}{digits}"), radix) {
            return Some(Number::from(whole));
        }
        if let (Ok(whole), "") = (u64::from_str_radix(digits, radix), sign) {
            return Some(Number::from(whole));
        }
    }
    let is_decimal = bare
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'));
    let plain = bare.strip_prefix('+').unwrap_or(&bare);
    Number::from_f64(plain.parse().ok().filter(|_| is_decimal)?)
}

/// Converts an unquoted date or time as Go does: to RFC 3339. Only the form with `T` has an offset, and the others have
/// none.
fn timestamp(text: &str) -> Option<String> {
    let end = text.find(['T', 't', ' ']).unwrap_or(text.len());
    let (date, time) = text.split_at(end);
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_short = |part: &str| matches!(part.len(), 1 | 2);
    let is_date = year.len() == 4 && is_short(month) && is_short(day) && parts.next().is_none();
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    date.parse::<jiff::civil::Date>().ok().filter(|_| is_date)?;
    if time.is_empty() {
        return Some(format!("{date}T00:00:00Z"));
    }
    let (mark, time) = time.split_at(1);
    let offset = match mark {
        " " => time.len(),
        _ => time.find(['Z', '+', '-'])?,
    };
    let (clock, offset) = time.split_at(offset);
    let offset = match offset {
        "" | "Z" | "+00:00" | "-00:00" => "Z",
        other if other.len() == 6 => other,
        _ => return None,
    };
    let whole = format!("{date}T{}{offset}", clock_in_full(clock)?);
    whole.parse::<jiff::Timestamp>().ok()?;
    Some(whole)
}

/// `3:4:5.50` as `03:04:05.5`.
fn clock_in_full(clock: &str) -> Option<String> {
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let parts: Vec<&str> = whole.split(':').collect();
    let is_short =
        |part: &&str| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.len() != 3 || !parts.iter().all(is_short) {
        return None;
    }
    let parts: Vec<String> = parts.iter().map(|part| format!("{part:0>2}")).collect();
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{}{point}{fraction}", parts.join(":")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    /// The expected values are those of Go's yaml.v3 and its JSON writer.
    #[test]
    fn scalars_are_read_as_rill_reads_them() {
        for (text, expected) in [
            ("1", json!(1)),
            ("-7", json!(-7)),
            ("+5", json!(5)),
            ("010", json!(8)),
            ("08", json!(8.0)),
            ("0o17", json!(15)),
            ("0x1F", json!(31)),
            ("-0x10", json!(-16)),
            ("0b11", json!(3)),
            ("0x", json!("0x")),
            ("1_000", json!(1000)),
            ("_1", json!("_1")),
            ("1.5", json!(1.5)),
            (".5", json!(0.5)),
            ("1.", json!(1.0)),
            ("1e3", json!(1000.0)),
            ("1.5e-3", json!(0.0015)),
            ("18446744073709551615", json!(u64::MAX)),
            ("18446744073709551616", json!(18_446_744_073_709_551_616.0)),
            ("192.168.0.1", json!("192.168.0.1")),
            ("12:30:45", json!("12:30:45")),
            ("yes", json!("yes")),
            ("true", json!(true)),
            ("~", json!(null)),
            ("NULL", json!(null)),
            ("!!str 5", json!("5")),
            ("'2024-01-01'", json!("2024-01-01")),
            ("2024-01-01", json!("2024-01-01T00:00:00Z")),
            ("2024-1-5", json!("2024-01-05T00:00:00Z")),
            ("2024-13-01", json!("2024-13-01")),
            ("2024-01-02 03:04:05", json!("2024-01-02T03:04:05Z")),
            ("2024-01-02 03:04:05Z", json!("2024-01-02 03:04:05Z")),
            ("2024-01-02T03:04:05", json!("2024-01-02T03:04:05")),
            ("2024-01-02T3:4:5Z", json!("2024-01-02T03:04:05Z")),
            (
                "2024-01-02t03:04:05.500+02:00",
                json!("2024-01-02T03:04:05.5+02:00"),
            ),
            ("2024-01-02T03:04:05-00:00", json!("2024-01-02T03:04:05Z")),
        ] {
            let found = super::super::read(&format!("a: {text}\n")).unwrap().value;
            assert_eq!(found["a"], expected, "{text}");
        }
    }
}
