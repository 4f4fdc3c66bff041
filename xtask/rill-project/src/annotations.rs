//! Annotations in SQL comments: `-- @name: value`, at the start of a line.

/// Returns the last value of an annotation, whatever the case of its name; empty where it has none.
pub(super) fn of(sql: &str, key: &str) -> Option<String> {
    let all = sql.lines().rev().filter_map(one);
    all.into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(key))
        .map(|(_, value)| value.to_owned())
}

/// Of what kind the file is, by its comments.
pub(super) fn kind(sql: &str) -> Option<String> {
    of(sql, "type").or_else(|| of(sql, "kind"))
}

fn one(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("--")?.trim_start_matches([' ', '\t']);
    let rest = rest.strip_prefix('@')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    match rest.trim() {
        "" => Some((name, "")),
        rest => Some((name, rest.strip_prefix(':')?.trim())),
    }
}

#[cfg(test)]
mod tests {
    use super::{kind, of};

    #[test]
    fn comments_at_the_start_of_a_line() {
        let sql = "-- @type: api\n--@Name : a b \n  -- @name: indented\n-- @materialize\n-- @x y\nselect 1 -- @name: no\n";
        assert_eq!(kind(sql).as_deref(), Some("api"));
        assert_eq!(of(sql, "name").as_deref(), Some("a b"));
        assert_eq!(of(sql, "materialize").as_deref(), Some(""));
        assert_eq!(of(sql, "x"), None);
    }
}
