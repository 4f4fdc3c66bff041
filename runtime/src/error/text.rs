//! Cutting bodies down to what fits in an error text.

use std::ops::Range;

use super::secrets::{overwrite, shown};

/// The most bytes of a body that an error shows.
const SHOWN: usize = 300;
/// The most bytes around them in which secrets are looked for that begin or end there.
const AROUND: usize = 16 * 1024;

/// Returns the beginning of a body on one line.
pub(crate) fn clip(body: &[u8]) -> String {
    let is_cut = SHOWN < body.len();
    let body = overwrite(&body[..body.len().min(SHOWN + AROUND)]);
    let mut text = one_line(whole_characters(&body, 0..body.len().min(SHOWN)));
    if is_cut {
        text.push('…');
    }
    text
}

/// Returns a text of a server on one line, without the secrets that are known.
pub(crate) fn quoted(text: &str) -> String {
    one_line(&overwrite(text.as_bytes()))
}

/// Returns the text around a byte of a body, on one line.
pub(super) fn excerpt(body: &[u8], at: usize) -> String {
    let at = at.min(body.len());
    let start = at.saturating_sub(AROUND);
    let body = overwrite(&body[start..body.len().min(at + AROUND)]);
    let (body, at) = (&body[..], at - start);
    let range = at.saturating_sub(50)..(at + 25).min(body.len());
    let mut text = String::new();
    if range.start > 0 {
        text.push('…');
    }
    let cut = range.end < body.len();
    text.push_str(&one_line(whole_characters(body, range)));
    if cut {
        text.push('…');
    }
    text
}

/// Narrows a range until it starts and ends between UTF-8 characters.
fn whole_characters(body: &[u8], mut range: Range<usize>) -> &[u8] {
    let continues = |at: usize| body.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    // No character is longer than four bytes; beyond that the body is not UTF-8 and any cut is as good.
    for _ in 0..3 {
        if range.start < range.end && continues(range.start) {
            range.start += 1;
        }
        if range.start < range.end && continues(range.end) {
            range.end -= 1;
        }
    }
    &body[range]
}

/// Returns lossy text without what would let a server write over a terminal: line breaks, control characters, and marks
/// that change the direction of reading.
fn one_line(bytes: &[u8]) -> String {
    let is_odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let text = shown(bytes).replace(is_odd, " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{clip, excerpt};

    #[test]
    fn clip_cuts_between_characters_and_keeps_one_line() {
        assert_eq!(clip(b" jwt is\r\n expired\x1b[31m "), "jwt is expired [31m");
        let long = "é".repeat(400);
        assert_eq!(clip(long.as_bytes()), format!("{}…", "é".repeat(150)));
        let odd = format!("a{long}");
        assert_eq!(clip(odd.as_bytes()), format!("a{}…", "é".repeat(149)));
        assert_eq!(clip(&[0xff; 2]), "\u{fffd}\u{fffd}");
        assert_eq!(clip(b""), "");
    }

    #[test]
    fn excerpt_marks_what_was_left_out() {
        let body = format!("{}X{}", "é".repeat(60), "ü".repeat(60));
        let shown = excerpt(body.as_bytes(), 121);
        assert_eq!(shown, format!("…{}X{}…", "é".repeat(24), "ü".repeat(12)));
        assert_eq!(excerpt(b"[1]", 2), "[1]");
        assert_eq!(excerpt(b"[1]", 99), "[1]");
    }
}
