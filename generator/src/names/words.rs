//! The author's text as the words of an identifier.
//!
//! Identifiers are ASCII: other scripts are transliterated, so that no document can smuggle in a
//! name that looks like another one.

use heck::{ToPascalCase as _, ToSnakeCase as _};

/// Returns a text in `snake_case`, or the empty string if no word is left.
pub(crate) fn snake(text: &str) -> String {
    if is_snake(text) {
        return text.to_owned();
    }
    // One word, whose first letter is no word of its own.
    plain(text).replace("OAuth", "Oauth").to_snake_case()
}

/// Returns a text in `PascalCase`, or the empty string if no word is left.
pub(crate) fn pascal(text: &str) -> String {
    if is_snake(text) {
        let mut words = String::with_capacity(text.len());
        for word in text.split('_') {
            let mut letters = word.chars();
            words.extend(letters.next().map(|first| first.to_ascii_uppercase()));
            words.push_str(letters.as_str());
        }
        return words;
    }
    plain(text).to_pascal_case()
}

/// Returns `true` if a text is lower-case words and digits with one underscore between them, as
/// most names of documents are.
fn is_snake(text: &str) -> bool {
    text.split('_').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'))
    })
}

/// Puts a word before a name that is empty or starts with a digit.
pub(super) fn ensure_leading_letter(name: String, word: &str, separator: &str) -> String {
    match name.chars().next() {
        None => word.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{word}{separator}{name}"),
        Some(_) => name,
    }
}

/// Keeps the characters of identifiers, and separators. A sign before a digit, and text of nothing
/// but symbols, are spelled out.
fn plain(text: &str) -> String {
    let ascii = deunicode::deunicode_with_tofu(text, " ");
    if !ascii.contains(|c: char| c.is_ascii_alphanumeric()) {
        return ascii.chars().map(spell).collect::<Vec<_>>().join(" ");
    }
    let mut chars = ascii.chars().peekable();
    let mut plain = String::with_capacity(ascii.len());
    if let Some(sign @ ('-' | '+')) = chars.peek().copied() {
        chars.next();
        if chars.peek().is_some_and(char::is_ascii_digit) {
            plain.push_str(spell(sign));
            plain.push(' ');
        }
    }
    // An apostrophe does not separate words.
    plain.extend(
        chars
            .filter(|c| *c != '\'')
            .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }),
    );
    plain
}

fn spell(symbol: char) -> &'static str {
    match symbol {
        '!' => "not",
        '"' | '\'' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '(' | ')' => "parenthesis",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' | ']' => "bracket",
        '\\' => "backslash",
        '^' => "caret",
        '_' => "underscore",
        '`' => "backtick",
        '{' | '}' => "brace",
        '|' => "pipe",
        '~' => "tilde",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_take_a_short_way_to_the_same_words() {
        let letters = ["a", "b", "z", "0", "9", "_", "ab", "a1", "1a", "__"];
        let mut texts = vec![String::new()];
        for _ in 0..4 {
            let longer = texts
                .iter()
                .flat_map(|text| letters.iter().map(move |letter| format!("{text}{letter}")));
            texts = longer.collect();
        }
        let short = texts.iter().filter(|text| is_snake(text)).count();
        assert_eq!((texts.len(), short), (10_000, 5_120));
        for text in &texts {
            assert_eq!(snake(text), plain(text).to_snake_case(), "{text}");
            assert_eq!(pascal(text), plain(text).to_pascal_case(), "{text}");
        }
    }

    #[test]
    fn words_of_odd_texts() {
        let check = |text, expect_snake: &str, expect_pascal: &str| {
            assert_eq!(
                (snake(text).as_str(), pascal(text).as_str()),
                (expect_snake, expect_pascal),
                "{text:?}"
            );
        };
        check("ad-bid-stats", "ad_bid_stats", "AdBidStats");
        check("/a/b/{c}", "a_b_c", "ABC");
        check("13.dotted.nameA", "13_dotted_name_a", "13DottedNameA");
        check("日本", "ri_ben", "RiBen");
        check("größe", "grosse", "Grosse");
        check("", "", "");
        check("$x", "x", "X");
        check(">=", "greater_equal", "GreaterEqual");
        check("≥", "greater_equal", "GreaterEqual");
        check("-1", "minus_1", "Minus1");
        check("-", "minus", "Minus");
        check("-asc", "asc", "Asc");
        check("don't", "dont", "Dont");
        check("OAuth2", "oauth2", "OAuth2");
        check("useMyOAuth-token", "use_my_oauth_token", "UseMyOAuthToken");
        check("\u{202e}abc", "abc", "Abc");
    }
}
