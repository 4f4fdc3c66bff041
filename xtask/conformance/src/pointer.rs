//! JSON Pointers as text (RFC 6901), and as fragments of an address.

use std::fmt::Write;

/// Returns a key as a segment.
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Returns the last segment of a reference, as a key.
pub fn last(reference: &str) -> String {
    let segment = reference.rsplit('/').next().unwrap_or_default();
    decode(segment).replace("~1", "/").replace("~0", "~")
}

/// Resolves the percent-encoding of a fragment.
pub fn decode(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [first, after @ ..] = rest {
        let code = (*first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| fragment.to_owned())
}

/// Returns a pointer as a reference into the same document.
pub fn fragment(pointer: &str) -> String {
    let mut text = String::from("#");
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/$!&'()*+,;=:@".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let pointer = format!("/a/{}", escape("b/c d~€"));
        assert_eq!(pointer, "/a/b~1c d~0€");
        let reference = fragment(&pointer);
        assert_eq!(reference, "#/a/b~1c%20d~0%E2%82%AC");
        assert_eq!(decode(&reference[1..]), pointer);
        assert_eq!(last(&reference), "b/c d~€");
        assert_eq!(decode("100%"), "100%");
    }
}
