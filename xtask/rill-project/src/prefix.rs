//! Default prefix for the names of an API's definitions.

/// Returns the name in Pascal case as Rill has it: it splits at `_`, `-` and spaces alone, and raises the first byte of
/// each word, as if it were a character.
pub(super) fn prefix(name: &str) -> String {
    let words = name.split(['_', '-', ' ']);
    words
        .map(|word| match word.as_bytes() {
            [] => String::new(),
            [first, rest @ ..] => {
                let first: String = char::from(*first).to_uppercase().collect();
                first + &each_byte(rest)
            }
        })
        .collect()
}

/// Text as Go writes it into JSON: each byte that is none becomes a replacement character of its own.
fn each_byte(mut bytes: &[u8]) -> String {
    let mut out = String::new();
    while !bytes.is_empty() {
        match std::str::from_utf8(bytes) {
            Ok(text) => return out + text,
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                out.push_str(&String::from_utf8_lossy(valid));
                out.push('\u{fffd}');
                bytes = rest.get(1..).unwrap_or_default();
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn prefixes() {
        for (name, expected) in [
            ("campaign_performance", "CampaignPerformance"),
            ("13.dotted.name", "13.dotted.name"),
            ("ns:x", "Ns:x"),
            ("12 name with spaces", "12NameWithSpaces"),
            ("a--b", "AB"),
            ("größe_x", "GrößeX"),
            // 0xC3 is raised alone.
            ("öl", "Ã\u{fffd}l"),
        ] {
            assert_eq!(prefix(name), expected);
        }
    }
}
