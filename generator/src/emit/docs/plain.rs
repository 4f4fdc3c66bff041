//! Which texts are already as they would be written, so that nobody has to parse them.

/// Returns `true` if parsing a text as Markdown and writing it again would change nothing: it has nothing that Markdown gives a
/// meaning to but code spans and links to other sites.
pub(super) fn is_plain(text: &str) -> bool {
    let mut was_empty = false;
    text.lines().all(|line| {
        let is_second = std::mem::replace(&mut was_empty, line.is_empty()) && line.is_empty();
        !is_second && is_plain_line(line)
    })
}

fn is_plain_line(line: &str) -> bool {
    let starts_block = |c: char| matches!(c, ' ' | '-' | '+' | '=' | ':') || c.is_ascii_digit();
    if line.starts_with(starts_block) || line.ends_with(' ') {
        return false;
    }
    let mut rest = line;
    while let Some(at) = rest.find(is_special) {
        let (_, special) = rest.split_at(at);
        let after = match special.as_bytes().first() {
            Some(b'`') => after_code(special),
            Some(b'[') => after_link(special),
            // Half of an address.
            Some(b':') if !special.starts_with("://") => special.get(1..),
            _ => None,
        };
        let Some(after) = after else {
            return false;
        };
        rest = after;
    }
    true
}

fn is_special(c: char) -> bool {
    matches!(
        c,
        '<' | '>' | '[' | ']' | '`' | '*' | '_' | '#' | '|' | '\\' | '~' | '&' | '!' | '^' | ':'
    )
}

/// Skips a code span in single backticks; returns the rest of the text.
fn after_code(text: &str) -> Option<&str> {
    let (code, after) = text.strip_prefix('`')?.split_once('`')?;
    let is_usual = !code.is_empty() && !code.starts_with(' ') && !code.ends_with(' ');
    // Bars would be those of a table.
    (is_usual && !after.starts_with('`') && !code.contains('|')).then_some(after)
}

/// Skips a link whose text and address have no Markdown in them; returns the rest of the text.
fn after_link(text: &str) -> Option<&str> {
    let (name, target) = text.strip_prefix('[')?.split_once("](")?;
    let (address, after) = target.split_once(')')?;
    let is_address = address.starts_with("https://") || address.starts_with("http://");
    let is_plain = address.chars().all(|c| {
        c.is_ascii_alphanumeric()
            || matches!(c, ':' | '/' | '.' | '-' | '#' | '?' | '=' | '%' | '_')
    });
    (is_address && is_plain && !name.is_empty() && !name.contains(is_special)).then_some(after)
}
