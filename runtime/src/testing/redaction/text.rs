//! Secrets in texts of no known form: `name=value`, `name: value`, `Bearer …`, `https://user:password@…`, and tokens
//! that can be told by how they begin.

use super::REDACTED;

/// Cuts out of a text what is no word of it but a secret; `found` is told the values that stand behind secret names.
pub(super) fn cut(
    text: &str,
    is_secret: impl Fn(&str) -> bool,
    mut found: impl FnMut(&str),
) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = user_info(rest) {
            written.push_str("://");
            written.push_str(REDACTED);
            rest = after;
            continue;
        }
        let word = &rest[..length(rest, is_of_word)];
        if word.is_empty() {
            written.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let after = &rest[word.len()..];
        if is_token(word) {
            written.push_str(REDACTED);
            rest = after;
            continue;
        }
        written.push_str(word);
        rest = after;
        let (between, value) = value_behind(after);
        let is_cut = match between {
            None => false,
            Some(Between::Space) => {
                let is_scheme = ["bearer", "basic", "token"]
                    .iter()
                    .any(|scheme| word.eq_ignore_ascii_case(scheme));
                is_scheme && looks_made(value)
            }
            Some(Between::Sign) => is_secret(word),
        };
        if is_cut && !value.is_empty() && !is_scheme_of(value, &after[offset(after, value)..]) {
            found(value);
            let start = offset(after, value);
            written.push_str(&after[..start]);
            written.push_str(REDACTED);
            rest = &after[start + value.len()..];
        }
    }
    written
}

enum Between {
    Space,
    /// `=` or `:`
    Sign,
}

/// Returns the value behind a word, and the separator between them.
fn value_behind(after: &str) -> (Option<Between>, &str) {
    // `"name": "value"`, `'name'='value'`
    let unquoted = after.strip_prefix(['"', '\'']).unwrap_or(after);
    let trimmed = unquoted.trim_start_matches(' ');
    let behind = match trimmed.strip_prefix(['=', ':']) {
        Some(behind) => behind.trim_start_matches(' '),
        None if trimmed.len() < after.len() => {
            let is_of_token =
                |letter| is_of_word(letter) || matches!(letter, '~' | '+' | '/' | '=');
            return (
                Some(Between::Space),
                &trimmed[..length(trimmed, is_of_token)],
            );
        }
        None => return (None, ""),
    };
    let value = behind.strip_prefix(['"', '\'']).unwrap_or(behind);
    let value = if value.len() < behind.len() {
        let end = value.find(&behind[..1]).unwrap_or(value.len());
        &value[..end]
    } else {
        &value[..length(value, |letter| !ends_value(letter))]
    };
    (Some(Between::Sign), value)
}

/// Returns `true` for the scheme in `Authorization: Bearer …`: the secret follows it, and is met next.
fn is_scheme_of(value: &str, text: &str) -> bool {
    let is_scheme = ["bearer", "basic"]
        .iter()
        .any(|scheme| value.eq_ignore_ascii_case(scheme));
    is_scheme && text[value.len()..].starts_with(' ')
}

fn offset(text: &str, part: &str) -> usize {
    part.as_ptr().addr() - text.as_ptr().addr()
}

fn length(text: &str, is_inside: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !is_inside(letter)).unwrap_or(text.len())
}

fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.')
}

fn ends_value(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '&' | ';' | ',' | '"' | '\'' | '<' | '>' | '(' | ')' | '{' | '}' | '[' | ']' | '#'
        )
}

/// Returns `true` if a text looks as if a machine had made it, and is not a word that follows another.
pub(super) fn looks_made(text: &str) -> bool {
    text.len() >= 16 || (text.len() >= 8 && text.contains(|letter: char| letter.is_ascii_digit()))
}

/// Tokens of Rill and other services, and JWTs, which are JSON in base64.
fn is_token(word: &str) -> bool {
    let is_jwt = word.starts_with("eyJ") && word.len() >= 20;
    let starts = [
        "rill_usr_",
        "rill_svc_",
        "sk-",
        "sk_live_",
        "ghp_",
        "github_pat_",
        "xoxb-",
        "xoxp-",
    ];
    is_jwt
        || starts
            .iter()
            .any(|start| word.len() >= start.len() + 4 && word.starts_with(start))
}

/// Returns the text after `://user:password`, from the `@` on.
fn user_info(text: &str) -> Option<&str> {
    let authority = text.strip_prefix("://")?;
    let end = length(authority, |letter| {
        !ends_value(letter) && !matches!(letter, '/' | '?' | '\\')
    });
    let at = authority[..end].rfind('@')?;
    Some(&authority[at..])
}

/// Returns `true` if a text is nothing but `name=value&name=value`.
pub(super) fn is_form(text: &str) -> bool {
    let is_plain =
        |letter: char| letter.is_ascii_graphic() && !matches!(letter, '"' | '<' | '>' | '{' | '}');
    !text.is_empty() && text.chars().all(is_plain) && text.split('&').all(|pair| pair.contains('='))
}

/// The parts of a body whose values stand on lines of their own, read line by line.
#[derive(Default)]
pub(super) struct MultipartLines {
    boundary: String,
    position: LinePosition,
}

#[derive(Default)]
enum LinePosition {
    #[default]
    Outside,
    Head {
        is_secret: bool,
    },
    Value {
        is_secret: bool,
    },
}

impl MultipartLines {
    /// Returns `true` if this line belongs to a secret value.
    pub(super) fn holds_value(&mut self, line: &str, is_secret: impl Fn(&str) -> bool) -> bool {
        let line = line.trim_end_matches(['\r', '\n']);
        if self.boundary.is_empty() && line.starts_with("--") && line.len() > 2 {
            line.clone_into(&mut self.boundary);
        }
        if self.boundary.is_empty() {
            return false;
        }
        if line.starts_with(&self.boundary) {
            self.position = LinePosition::Head { is_secret: false };
            return false;
        }
        match &mut self.position {
            LinePosition::Outside => false,
            LinePosition::Head { is_secret } if line.is_empty() => {
                self.position = LinePosition::Value {
                    is_secret: *is_secret,
                };
                false
            }
            LinePosition::Head { is_secret: known } => {
                let name = line
                    .split("name=\"")
                    .nth(1)
                    .and_then(|rest| rest.split('"').next());
                *known |= name.is_some_and(is_secret);
                false
            }
            LinePosition::Value { is_secret } => *is_secret,
        }
    }
}
