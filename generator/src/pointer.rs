//! JSON pointers (RFC 6901): how every stage says where in a document something stands.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// A place in a document, in the escaped form of RFC 6901 (`/paths/~1ad-bid-stats/post`).
///
/// The empty pointer is the whole document. Two pointers are equal when they name the same
/// place: the escaped form is kept canonical by every constructor.
///
/// A place can also stand in a file beside the document (`pets.yaml#/Pet`); every place derived
/// from it stands in the same file.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer {
    /// The file, where it is not the document itself.
    file: Option<Arc<str>>,
    text: String,
}

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The whole of a file beside the document.
    pub fn of_file(file: &str) -> Self {
        Self {
            file: Some(file.into()),
            text: String::new(),
        }
    }

    /// The file beside the document that the place stands in; `None` for the document.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The pointer a `$ref` of the form `#/…` or `#` names, percent-decoded.
    ///
    /// `None` when the reference leaves the document, or is no pointer (`#name` is an anchor).
    pub fn parse_fragment(reference: &str) -> Option<Self> {
        let fragment = reference.strip_prefix('#')?;
        if !fragment.contains('%') {
            return Self::parse(fragment);
        }
        let decoded = percent_decode_str(fragment).decode_utf8().ok()?;
        Self::parse(&decoded)
    }

    /// A pointer of the document, in the form that [`push_segment`] writes.
    pub(crate) fn of_canonical(text: &str) -> Self {
        Self {
            file: None,
            text: text.to_owned(),
        }
    }

    /// A pointer in its escaped form; `None` unless it is empty or starts with `/`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::root());
        }
        if text.starts_with('/') && !text.contains('~') {
            return Some(Self::of_canonical(text));
        }
        let segments = text.strip_prefix('/')?.split('/').map(unescape);
        Some(segments.fold(Self::root(), |at, segment| at.push(&segment)))
    }

    /// The place below this one under a key, given unescaped.
    #[must_use]
    pub fn push(&self, key: &str) -> Self {
        let mut text = String::with_capacity(self.text.len() + key.len() + 4);
        text.push_str(&self.text);
        push_segment(&mut text, key);
        self.with(text)
    }

    /// Another place of the same file.
    fn with(&self, text: String) -> Self {
        Self {
            file: self.file.clone(),
            text,
        }
    }

    /// The place of an element of the list this pointer names.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut text = String::with_capacity(self.text.len() + 4);
        text.push_str(&self.text);
        push_index(&mut text, index);
        self.with(text)
    }

    /// This pointer with all segments of another behind it.
    #[must_use]
    pub fn join(&self, below: &Self) -> Self {
        self.with([self.text.as_str(), &below.text].concat())
    }

    /// The place this one stands in; `None` for the whole document.
    pub fn parent(&self) -> Option<Self> {
        let (above, _) = self.text.rsplit_once('/')?;
        Some(self.with(above.to_owned()))
    }

    /// This place and those around it, from the innermost.
    pub fn ancestors(&self) -> impl Iterator<Item = Self> + use<> {
        std::iter::successors(Some(self.clone()), Self::parent)
    }

    /// The last key or index, unescaped; `None` for the whole document.
    pub fn last(&self) -> Option<Cow<'_, str>> {
        self.text
            .rsplit_once('/')
            .map(|(_, segment)| unescape(segment))
    }

    /// The keys and indexes from the top down, unescaped.
    pub fn segments(&self) -> impl Iterator<Item = Cow<'_, str>> {
        // The text before the first slash is always empty and no segment.
        self.text.split('/').skip(1).map(unescape)
    }

    /// Returns the value at this place.
    pub fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.segments()
            .try_fold(value, |value, segment| member(value, &segment))
    }

    /// Returns the value at this place, to change it.
    pub fn find_mut<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value> {
        self.segments()
            .try_fold(value, |value, segment| match value {
                Value::Object(map) => map.get_mut(segment.as_ref()),
                Value::Array(list) => list.get_mut(index(&segment)?),
                _ => None,
            })
    }

    /// Returns `true` if this is `prefix`, or a place inside it.
    pub fn starts_with(&self, prefix: &Self) -> bool {
        self.strip_prefix(prefix).is_some()
    }

    /// Returns the rest of this pointer below `prefix`; `None` when it stands elsewhere.
    pub fn strip_prefix(&self, prefix: &Self) -> Option<Self> {
        if self.file != prefix.file {
            return None;
        }
        let rest = self.text.strip_prefix(&prefix.text)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| Self {
            file: None,
            text: rest.to_owned(),
        })
    }

    /// The escaped form, as [`serde_json::Value::pointer`] takes it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The `$ref` that names this place. Only `%` is percent-encoded, so that
    /// [`Pointer::parse_fragment`] reads the same place back.
    pub fn to_reference(&self) -> String {
        format!("#{}", self.text.replace('%', "%25"))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}#{}",
            self.file().unwrap_or_default(),
            self.text
        )
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Parses an index, which is written without sign and leading zeros (RFC 6901, section 4).
fn index(segment: &str) -> Option<usize> {
    let is_plain = segment == "0" || !segment.starts_with(['0', '+']);
    segment.parse().ok().filter(|_| is_plain)
}

/// Writes a slash and a key behind a pointer.
pub(crate) fn push_segment(text: &mut String, key: &str) {
    text.push('/');
    if !key.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        text.push_str(key);
        return;
    }
    let mut rest = key;
    while let Some(at) = rest.find(['~', '/']) {
        let (plain, special) = rest.split_at(at);
        text.push_str(plain);
        text.push_str(if special.starts_with('~') { "~0" } else { "~1" });
        rest = special.get(1..).unwrap_or_default();
    }
    text.push_str(rest);
}

/// Writes a slash and an index behind a pointer.
pub(crate) fn push_index(text: &mut String, index: usize) {
    text.push('/');
    text.push_str(&index.to_string());
}

/// The member of an object or the element of a list, by a segment of a pointer.
pub(crate) fn member<'v>(value: &'v Value, segment: &str) -> Option<&'v Value> {
    match value {
        Value::Object(map) => map.get(segment),
        Value::Array(list) => list.get(index(segment)?),
        _ => None,
    }
}

/// Returns a segment unescaped: `~1` is a slash and `~0` a tilde; a lone tilde is kept, as real documents have it.
fn unescape(segment: &str) -> Cow<'_, str> {
    let Some((first, rest)) = segment.split_once('~') else {
        return Cow::Borrowed(segment);
    };
    let mut text = String::with_capacity(segment.len());
    text.push_str(first);
    for part in rest.split('~') {
        let (letter, part) = match part.as_bytes().first() {
            Some(b'0') => ('~', part.get(1..)),
            Some(b'1') => ('/', part.get(1..)),
            _ => ('~', Some(part)),
        };
        text.push(letter);
        text.push_str(part.unwrap_or_default());
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn keys_are_escaped_and_read_back() {
        let pointer = Pointer::root()
            .push("paths")
            .push("/a~b/{c}")
            .index(3)
            .push("");
        assert_eq!(pointer.as_str(), "/paths/~1a~0b~1{c}/3/");
        assert_eq!(
            pointer.segments().collect::<Vec<_>>(),
            ["paths", "/a~b/{c}", "3", ""]
        );
        assert_eq!(pointer.last().as_deref(), Some(""));
        assert_eq!(Pointer::parse(pointer.as_str()), Some(pointer));
        let lone = Pointer::parse("/a~~1~01~").expect("a pointer");
        assert_eq!(lone.last().as_deref(), Some("a~/~1~"));
    }

    #[test]
    fn the_root_has_neither_segments_nor_a_parent() {
        let root = Pointer::root();
        assert_eq!(root.segments().count(), 0);
        assert_eq!(root.parent(), None);
        assert_eq!(root.last(), None);
        assert_eq!(root.to_string(), "#");
        assert_eq!(root.push("a").parent(), Some(root));
    }

    #[test]
    fn fragments_are_percent_decoded() {
        let pointer = Pointer::parse_fragment("#/components/schemas/My%20Type~1x");
        assert_eq!(
            pointer,
            Some(
                Pointer::root()
                    .push("components")
                    .push("schemas")
                    .push("My Type/x")
            )
        );
        assert_eq!(Pointer::parse_fragment("#"), Some(Pointer::root()));
        let percent = Pointer::root().push("100%25 sure");
        assert_eq!(
            Pointer::parse_fragment(&percent.to_reference()),
            Some(percent)
        );
        assert_eq!(Pointer::parse_fragment("#anchor"), None);
        assert_eq!(Pointer::parse_fragment("other.yaml#/a"), None);
        assert_eq!(Pointer::parse_fragment("#/%ff"), None);
    }

    #[test]
    fn places_of_another_file_are_their_own() {
        let file = Pointer::of_file("pets.yaml");
        let pet = file.push("Pet");
        assert_eq!(pet.to_string(), "pets.yaml#/Pet");
        assert_eq!(pet.parent(), Some(file.clone()));
        assert_eq!(pet.strip_prefix(&file), Some(Pointer::root().push("Pet")));
        assert!(!pet.starts_with(&Pointer::root()));
        assert!(Pointer::root().push("z") < pet);
    }

    #[test]
    fn a_prefix_ends_at_a_segment() {
        let long = Pointer::root().push("ab").push("c");
        assert!(long.starts_with(&Pointer::root().push("ab")));
        assert!(long.starts_with(&Pointer::root()));
        assert!(!long.starts_with(&Pointer::root().push("a")));
        assert_eq!(
            long.strip_prefix(&Pointer::root().push("ab")),
            Some(Pointer::root().push("c"))
        );
    }
}
