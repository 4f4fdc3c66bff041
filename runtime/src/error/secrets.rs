//! Secrets that this process holds, which no text shows: a server may echo them.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};

use crate::sync::lock;

/// The length from which on a part of a secret is looked for: what is shorter may stand there by chance.
pub(crate) const SHORTEST: usize = 8;
/// The number of secrets that are still known when no client holds them.
const RELEASED: usize = 1024;
/// Stands for each byte of a secret until its text is shown.
const HIDDEN: u8 = 0;
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

static KNOWN: Mutex<Vec<KnownSecret>> = Mutex::new(Vec::new());

/// A secret that texts do not show, as long as anyone holds it and somewhat longer: an error may outlive its client.
pub(crate) type KnownSecret = Arc<SecretString>;

/// Makes a secret known: a token, a key, or the value of a header that holds some.
pub(crate) fn know_secret(text: &str) -> KnownSecret {
    let mut known = lock(&KNOWN);
    if let Some(same) = known.iter().find(|known| known.expose_secret() == text) {
        return Arc::clone(same);
    }
    // Several are too many where a text was read meanwhile, which holds all for so long.
    while known.len() >= RELEASED
        && let Some(released) = known.iter().position(|one| Arc::strong_count(one) == 1)
    {
        known.remove(released);
    }
    let secret = Arc::new(SecretString::from(text));
    known.push(Arc::clone(&secret));
    secret
}

/// Returns a secret, or the value of a header, and the parts of it that are secrets by themselves.
pub(crate) fn secret_parts(text: &str) -> Vec<SecretString> {
    let mut parts = Vec::new();
    let (scheme, bare) = text.split_once(' ').unwrap_or_default();
    match scheme {
        "Bearer" => {}
        "Basic" => {
            let pair = STANDARD.decode(bare).unwrap_or_default();
            let pair = String::from_utf8_lossy(&pair).into_owned();
            let password = pair.split_once(':').unwrap_or_default().1.to_owned();
            parts.extend([Cow::Borrowed(bare), pair.into(), password.into()]);
        }
        // Cookies.
        _ => parts.extend(text.split("; ").flat_map(|pair| {
            let value = pair.split_once('=').map_or(pair, |(_, value)| value);
            [value.into(), decoded(value).into()]
        })),
    }
    parts.retain(|part| part.len() >= SHORTEST);
    let token = if scheme == "Bearer" { bare } else { "" };
    let whole = [text, token].into_iter().filter(|text| !text.is_empty());
    let parts = parts.iter().map(|part| &**part);
    whole.chain(parts).map(SecretString::from).collect()
}

/// Decodes a piece of a form or a query, in which a plus is a space.
pub(crate) fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

/// Overwrites all known secrets in a text, in whose place [`shown`] puts a word.
pub(super) fn overwrite(text: &[u8]) -> Vec<u8> {
    let plain = text
        .iter()
        .map(|byte| if *byte == HIDDEN { b' ' } else { *byte });
    let mut text: Vec<u8> = plain.collect();
    let known = lock(&KNOWN).clone();
    let parts = known
        .iter()
        .flat_map(|known| secret_parts(known.expose_secret()));
    for secret in parts.filter(|part| part.expose_secret().len() >= SHORTEST) {
        let secret = secret.expose_secret();
        let encoded = utf8_percent_encode(secret, UNRESERVED).to_string();
        let quoted = format!("{secret:?}");
        let escaped = &quoted[1..quoted.len() - 1];
        for form in [secret, &encoded, escaped] {
            let mut from = 0;
            let is_form = |window: &[u8]| window == form.as_bytes();
            while let Some(found) = text[from..].windows(form.len()).position(is_form) {
                from += found + form.len();
                text[from - form.len()..from].fill(HIDDEN);
            }
        }
    }
    text
}

/// Returns an overwritten text with a word in place of each secret.
pub(super) fn shown(text: &[u8]) -> String {
    let mut shown = Vec::with_capacity(text.len());
    for piece in text.chunk_by(|one, next| (*one == HIDDEN) == (*next == HIDDEN)) {
        shown.extend_from_slice(if piece[0] == HIDDEN {
            b"[hidden]"
        } else {
            piece
        });
    }
    String::from_utf8_lossy(&shown).into_owned()
}

/// Returns a text without the secrets that are known.
pub(super) fn without_known_secrets(text: &str) -> String {
    shown(&overwrite(text.as_bytes()))
}

/// Shows a value without the secrets that are known.
pub(crate) struct Masked<'a, T: ?Sized>(pub(crate) &'a T);

impl<T: fmt::Debug + ?Sized> fmt::Debug for Masked<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if f.alternate() {
            format!("{:#?}", self.0)
        } else {
            format!("{:?}", self.0)
        };
        f.write_str(&without_known_secrets(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::{RELEASED, know_secret, without_known_secrets};

    #[test]
    fn known_secrets_are_hidden_in_all_their_forms() {
        let _basic = know_secret("Basic Y2FuYXJ5LXVzZXI6Y2FuYXJ5IHdvcmQ=");
        let _bearer = know_secret("Bearer canary-bearer");
        let _cookie = know_secret("a=1; sid=canary%2Fcookie");
        let _key = know_secret("canary\"key\\/9");
        for text in [
            "canary-bearer",
            "canary word",
            "canary%20word",
            "Y2FuYXJ5LXVzZXI6Y2FuYXJ5IHdvcmQ=",
            "canary/cookie",
            "canary%2Fcookie",
            "canary\"key\\/9",
            "canary\\\"key\\\\/9",
            "canary%22key%5C%2F9",
        ] {
            let text = format!("<{text}> a=1 \0");
            assert_eq!(without_known_secrets(&text), "<[hidden]> a=1  ");
        }
    }

    #[test]
    fn a_secret_that_is_held_stays_known() {
        let _held = know_secret("canary-that-is-held");
        for number in 0..2 * RELEASED {
            know_secret(&format!("canary-{number:08}"));
        }
        assert_eq!(without_known_secrets("canary-that-is-held"), "[hidden]");
        // Other tests read texts at the same time.
        let is_released = (0..100).any(|number| {
            know_secret(&format!("canary-more-{number}"));
            without_known_secrets("canary-00000003") == "canary-00000003"
        });
        assert!(is_released);
    }
}
