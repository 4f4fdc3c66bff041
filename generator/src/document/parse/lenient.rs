//! Texts that are not quite JSON or YAML, read without what does not belong in them.

use std::fmt;
use std::ops::Range;

use super::Format;

/// Something that does not belong in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A character that texts of the format cannot hold.
    Character(char),
    /// A comment in JSON.
    Comment,
    /// A comma in JSON with nothing behind it.
    Comma,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character('\n' | '\r') => formatter.write_str("a line break inside a string"),
            Self::Character(character) => {
                write!(
                    formatter,
                    "the control character U+{:04X}",
                    u32::from(*character)
                )
            }
            Self::Comment => formatter.write_str("a comment"),
            Self::Comma => formatter.write_str("a comma with nothing behind it"),
        }
    }
}

/// Finds what does not belong in a text, with its bytes.
pub(super) fn faults(text: &str, format: Format) -> Vec<(Range<usize>, Fault)> {
    match format {
        Format::Json => json_faults(text),
        Format::Yaml => text
            .char_indices()
            .filter(|(_, character)| !is_yaml(*character))
            .map(|(at, character)| (at..at + character.len_utf8(), Fault::Character(character)))
            .collect(),
    }
}

/// Returns `true` for the characters of YAML (YAML 1.2, `c-printable`).
fn is_yaml(character: char) -> bool {
    matches!(
        character,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..
    )
}

fn json_faults(text: &str) -> Vec<(Range<usize>, Fault)> {
    let mut faults = Vec::new();
    let mut comma = None;
    let mut is_string = false;
    // A comma belongs behind a value.
    let mut is_value = false;
    let mut rest = text.char_indices();
    while let Some((at, character)) = rest.next() {
        let after = text.get(at..).unwrap_or_default();
        match character {
            '\\' if is_string => {
                rest.next();
            }
            '"' => {
                is_string = !is_string;
                comma = None;
            }
            '\n' | '\r' | '\t' | ' ' if !is_string => {}
            _ if character.is_ascii_control() => {
                faults.push((at..at + 1, Fault::Character(character)));
            }
            _ if is_string => {}
            '/' | '#' => {
                let end = at + comment(after);
                if end > at {
                    faults.push((at..end, Fault::Comment));
                }
                while rest.clone().next().is_some_and(|(next, _)| next < end) {
                    rest.next();
                }
                continue;
            }
            ',' if is_value => comma = Some(at),
            '}' | ']' => {
                faults.extend(comma.take().map(|at| (at..at + 1, Fault::Comma)));
            }
            _ => comma = None,
        }
        if !character.is_ascii_whitespace() {
            is_value = is_string || !matches!(character, '{' | '[' | ',');
        }
    }
    faults.sort_by_key(|(place, _)| place.start);
    faults
}

/// Returns the length of the comment that a text begins with.
fn comment(text: &str) -> usize {
    if text.starts_with("/*") {
        return text.find("*/").map_or(text.len(), |end| end + 2);
    }
    if text.starts_with("//") || text.starts_with('#') {
        return text.find(['\n', '\r']).unwrap_or(text.len());
    }
    0
}

/// Returns a text without its faults. Line breaks and tabs in strings are kept, escaped.
pub(super) fn without(text: &str, faults: &[(Range<usize>, Fault)]) -> String {
    replaced(text, faults, |_, fault| match fault {
        Fault::Character('\n') => "\\n".to_owned(),
        Fault::Character('\r') => "\\r".to_owned(),
        Fault::Character('\t') => "\\t".to_owned(),
        Fault::Character(_) | Fault::Comment | Fault::Comma => String::new(),
    })
}

/// Returns a text with spaces for its faults, in which all else stands where it stood.
pub(super) fn blanked(text: &str, faults: &[(Range<usize>, Fault)]) -> String {
    replaced(text, faults, |written, _| {
        let is_end = |byte: u8| matches!(byte, b'\n' | b'\r');
        let blank = |byte| if is_end(byte) { char::from(byte) } else { ' ' };
        written.bytes().map(blank).collect()
    })
}

fn replaced(
    text: &str,
    faults: &[(Range<usize>, Fault)],
    replacement: impl Fn(&str, Fault) -> String,
) -> String {
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    let mut whole = String::with_capacity(text.len());
    let mut done = 0;
    for (place, fault) in faults {
        whole.push_str(part(done..place.start));
        whole.push_str(&replacement(part(place.clone()), *fault));
        done = place.end;
    }
    whole.push_str(part(done..text.len()));
    whole
}

#[cfg(test)]
mod tests {
    use super::{Fault, Format, blanked, faults, without};

    #[test]
    fn json_is_read_without_what_does_not_belong() {
        let text = "{\"a\": \"//\u{1}#\\\",\", // x\n \"b\": [1, /* , */ ], # y\n}";
        let found = faults(text, Format::Json);
        let kinds: Vec<Fault> = found.iter().map(|(_, fault)| *fault).collect();
        let expected = [
            Fault::Character('\u{1}'),
            Fault::Comment,
            Fault::Comma,
            Fault::Comment,
            Fault::Comma,
            Fault::Comment,
        ];
        assert_eq!(kinds, expected);
        assert_eq!(faults("{\"a\": {,}, \"b\": [1,,]}", Format::Json).len(), 0);
        let mended = without(text, &found);
        assert_eq!(mended, "{\"a\": \"//#\\\",\", \n \"b\": [1  ] \n}");
        assert_eq!(blanked(text, &found).len(), text.len());
        assert_eq!(
            without("[\"a\tb\nc\"]", &faults("[\"a\tb\nc\"]", Format::Json)),
            "[\"a\\tb\\nc\"]"
        );
    }

    #[test]
    fn yaml_holds_no_control_characters() {
        let text = "a: x\u{8}y\u{7f}\u{9f}\u{feff}ü\t\u{85}";
        assert_eq!(without(text, &faults(text, Format::Yaml)), "a: xyü\t\u{85}");
    }
}
