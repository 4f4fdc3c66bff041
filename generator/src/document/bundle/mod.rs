//! References to other files: what they name is taken into the document.
//!
//! Schemas become components; anything else takes the place of its reference. Afterwards there is
//! one document, which leads back to the files by [`PointerMap`]. Nothing is read or fetched here:
//! [`Bundle::missing`] lists what the caller may want to add.

pub(super) mod find;
pub(super) mod inline;
mod names;
mod schemas;

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;
use serde_json::Value;

use self::find::{FileReference, Role, anchor_in_file};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::address;
use crate::document::input::Input;
use crate::document::origin::PointerMap;
use crate::document::parse;
use crate::document::refs::addresses::Addresses;
use crate::document::value::count;
use crate::pointer::Pointer;

/// The most values that are copied from other files. A few small files can refer to each other
/// so that their copies would fill any memory.
const MOST_VALUES: usize = 2_000_000;

/// The most places that copies may take. Documents of thousands of files have some ten thousand.
const MOST_COPIES: usize = 500_000;

/// The files that were parsed, by address: the value, or the reason why there is none.
pub(super) type ParsedFiles = BTreeMap<String, Result<Value, String>>;

/// Returns `true` if a reference of the document or an overlay may lead to another file.
///
/// The text is looked at before it is read: most documents refer to themselves alone, and looking
/// costs a hundredth of reading. What is not plainly a fragment counts as leading away, and so
/// does the value of a discriminator's mapping, which need not say `$ref`.
pub(super) fn may_refer_outside(input: &Input) -> bool {
    let texts = std::iter::once(&input.document).chain(&input.overlays);
    texts.into_iter().any(|source| leads_away(&source.bytes))
}

fn leads_away(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return true;
    };
    let found = |key: &'static str| {
        let found = memmem::find_iter(bytes, key);
        found.map(move |at| {
            (
                text.get(..at).unwrap_or_default(),
                text.get(at + key.len()..).unwrap_or_default(),
            )
        })
    };
    found("mapping").any(|(_, behind)| maps_away(behind))
        || found("$ref").any(|(before, behind)| refers_away(before, behind))
}

/// Returns `true` if a word `$ref` may be the key of a reference to another file: it is a key, and
/// its value is neither a fragment nor an object.
fn refers_away(before: &str, behind: &str) -> bool {
    let begins = !before.ends_with(|last: char| last.is_alphanumeric() || "($`_/".contains(last));
    let behind = behind.strip_prefix(['"', '\'']).unwrap_or(behind);
    let value = behind
        .trim_start()
        .strip_prefix(':')
        .map(|value| value.trim_start().trim_start_matches(['"', '\'']));
    begins && value.is_some_and(|value| !value.starts_with(['#', '{']))
}

/// Returns `true` if a discriminator's mapping may lead to another file because it has an
/// address. `text` follows its key.
fn maps_away(text: &str) -> bool {
    let Some(text) = text.trim_start_matches(['"', '\'', ' ']).strip_prefix(':') else {
        return false;
    };
    let own = match text.trim_start() {
        // JSON, or YAML in its manner. No name of a schema has a brace.
        braces if braces.starts_with('{') => braces.split('}').next().unwrap_or(braces),
        _ => indented(text),
    };
    let has_address = ["://", "./", ".json", ".yaml", ".yml"]
        .iter()
        .any(|mark| own.contains(mark));
    let mut before_fragments = own
        .match_indices('#')
        .map(|(at, _)| own.get(..at).and_then(|own| own.chars().next_back()));
    has_address || before_fragments.any(|before| before.is_some_and(char::is_alphanumeric))
}

/// The lines behind a key of YAML that are as far in as the first of them.
fn indented(text: &str) -> &str {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut end = 0;
    let mut least = None;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let is_blank = number == 0 || line.trim().is_empty();
        if !is_blank && indent(line) < *least.get_or_insert(indent(line)) {
            break;
        }
        end += line.len();
    }
    text.get(..end).unwrap_or(text)
}

/// Takes what the document refers to in other files into it. Returns the addresses that are
/// referred to and are neither there nor refused. A file among `files` is not parsed again.
pub(super) fn bundle(
    cx: &mut Diagnostics,
    input: &Input,
    document: &mut Value,
    written: &mut PointerMap,
    files: &mut ParsedFiles,
) -> BTreeSet<String> {
    if !find::any_leads_away(document) {
        return BTreeSet::new();
    }
    let section = section(document);
    let known = section.find(document).and_then(Value::as_object);
    let mut bundle = Bundle {
        own: address::of_document(&input.document.name),
        calls_itself: document
            .get("$self")
            .and_then(Value::as_str)
            .map(str::to_owned),
        known: known
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect(),
        section,
        files,
        input,
        addresses: Addresses::of(document, &[]),
        missing: BTreeSet::new(),
        left: MOST_VALUES,
        copies_left: MOST_COPIES,
        cx,
        written,
    };
    bundle.inline(document);
    bundle.schemas(document);
    bundle.missing
}

struct Bundle<'a> {
    cx: &'a mut Diagnostics,
    input: &'a Input,
    written: &'a mut PointerMap,
    /// The document's own address.
    own: String,
    /// The address that the document gives itself.
    calls_itself: Option<String>,
    /// The section that holds the document's schemas.
    section: Pointer,
    /// The schemas that the document has there.
    known: BTreeSet<String>,
    files: &'a mut ParsedFiles,
    /// Addresses that schemas of the document give themselves.
    addresses: Addresses,
    missing: BTreeSet<String>,
    /// The number of values that may still be copied.
    left: usize,
    copies_left: usize,
}

/// The target of a reference.
enum Target {
    /// A place of the document, named in a way that needs no change.
    AsItIs,
    /// A place of the document.
    Own(Pointer),
    /// A place of another file.
    Other(Pointer),
    /// Nothing that is there.
    None,
}

impl Bundle<'_> {
    /// The file that a place of the document was written in.
    fn base_of(&self, at: &Pointer) -> Option<String> {
        let written = self.written.before(at);
        // What an overlay writes stands in the document from then on.
        let file = written.file()?;
        self.input
            .others
            .contains_key(file)
            .then(|| file.to_owned())
    }

    /// Resolves a reference; one that leads nowhere is reported at `at`, a place that was written.
    fn target(&mut self, base: Option<&str>, found: &FileReference, at: &Pointer) -> Target {
        if base.is_none() && found.text.starts_with('#') {
            return Target::AsItIs;
        }
        if found.is_mapping {
            match self.mapped(base, &found.text) {
                Some(target) => return target,
                None if !is_address(&found.text) => return Target::AsItIs,
                None => {}
            }
        }
        if base.is_none() && self.known.contains(&found.text) {
            // Old documents refer to a schema by its name alone.
            return Target::Own(self.section.push(&found.text));
        }
        let own = self.own.clone();
        let (file, fragment) = address::resolve(base.unwrap_or(&own), &found.text);
        let file = self.file_called(file);
        if base.is_none() && self.addresses.find(&found.at, &found.text).is_some() {
            return Target::AsItIs;
        }
        if file == self.own {
            return match Pointer::parse_fragment(&fragment) {
                Some(pointer) => Target::Own(pointer),
                None => self.lost(found, at, "the anchor is not looked for there"),
            };
        }
        if !self.input.others.contains_key(&file) {
            return self.outside(&file, found, at);
        }
        match self.file(&file) {
            Err(why) => {
                let why = format!("the file cannot be read, {why}");
                self.lost(found, at, &why)
            }
            Ok(value) => match place_in(value, &file, &fragment, at) {
                Some(place) => Target::Other(place),
                None => self.dangling(&file, found, at),
            },
        }
    }

    /// A mapping's value that is the name of a schema in the same file.
    fn mapped(&mut self, base: Option<&str>, text: &str) -> Option<Target> {
        let base = base?;
        if text.contains(['/', '#']) {
            return None;
        }
        let value = self.file(base).ok()?;
        let root = Pointer::root();
        let places = [
            root.push("components").push("schemas").push(text),
            root.push("definitions").push(text),
            root.push(text),
        ];
        let there = places
            .into_iter()
            .find(|place| place.find(value).is_some())?;
        Some(Target::Other(Pointer::of_file(base).join(&there)))
    }

    /// The address that a file was read from, by any that it has.
    fn file_called(&self, address: String) -> String {
        if address == self.own || self.input.others.contains_key(&address) {
            return address;
        }
        if self.calls_itself.as_ref() == Some(&address) {
            return self.own.clone();
        }
        let read = self.files.iter();
        let mut read = read.filter_map(|(file, value)| Some((file, value.as_ref().ok()?)));
        let found = read.find(|(file, value)| is_called(file, value, &address));
        found.map_or(address, |(file, _)| file.clone())
    }

    fn file(&mut self, address: &str) -> Result<&Value, &str> {
        if !self.files.contains_key(address) {
            let top = Pointer::of_file(address);
            let read = match self.input.others.get(address) {
                Some(source) => parse::decode_in(self.cx, source, &top)
                    .map_err(|refusal| refusal.message.replace("the document", "it")),
                None => Err("it is not there".to_owned()),
            };
            self.files.insert(address.to_owned(), read);
        }
        match self.files.get(address) {
            Some(Ok(value)) => Ok(value),
            Some(Err(why)) => Err(why),
            None => Err("it is not there"),
        }
    }

    /// A value of another file, if there is still room for a copy.
    fn copy(&mut self, place: &Pointer) -> Option<Value> {
        let (left, copies_left) = (self.left, self.copies_left.checked_sub(1)?);
        let file = self.file(place.file()?).ok()?;
        let value = place.find(file)?;
        let left = left.checked_sub(count(value, left)?)?;
        let value = value.clone();
        self.left = left;
        self.copies_left = copies_left;
        Some(value)
    }

    fn outside(&mut self, file: &str, found: &FileReference, at: &Pointer) -> Target {
        if let Some(why) = self.input.refused.get(file) {
            return self.lost(found, at, &why.clone());
        }
        self.missing.insert(file.to_owned());
        if found.is_mapping {
            // What reads mappings says that it names no schema.
            return Target::None;
        }
        let message = format!(
            "`{}` is outside the document and nothing is fetched; {}",
            found.text,
            rest(found)
        );
        let help = "copy what it names into the document";
        self.cx
            .report(Code::ExternalReference, at.clone(), message, help);
        Target::None
    }

    fn lost(&mut self, found: &FileReference, at: &Pointer, why: &str) -> Target {
        let (message, help) = (
            format!("`{}` is not followed: {why}; {}", found.text, rest(found)),
            "copy what it names into the document, or allow its address under `references` in the config",
        );
        // A mapping only tells variants apart, and the document is whole without it.
        let code = if found.is_mapping {
            Code::DiscriminatorMapping
        } else {
            Code::ExternalReference
        };
        self.cx.report(code, at.clone(), message, help);
        Target::None
    }

    fn dangling(&mut self, file: &str, found: &FileReference, at: &Pointer) -> Target {
        let message = format!("`{}` names nothing in {file}; {}", found.text, rest(found));
        let help = "refer to something that is there";
        self.cx
            .report(Code::DanglingReference, at.clone(), message, help);
        Target::None
    }
}

/// The reference of a copy to what is not there, such that it says so wherever it stands.
fn whole_address(base: Option<&str>, text: &str) -> Option<String> {
    let (file, fragment) = address::resolve(base?, text);
    let fragment = if fragment == "#" { "" } else { &fragment };
    Some(format!("{file}{fragment}"))
}

/// Returns the consequence for a place whose reference is not followed.
fn rest(found: &FileReference) -> &'static str {
    match found.role {
        _ if found.is_mapping => "the entry is left out",
        Role::Schema => "any value is taken",
        _ => "it is left out",
    }
}

/// Returns `true` if the value of a mapping is written as an address, and not as a name.
fn is_address(text: &str) -> bool {
    let file = text.split('#').next().unwrap_or_default();
    text.contains('#')
        || text.contains("://")
        || text.starts_with('.')
        || [".json", ".yaml", ".yml"]
            .iter()
            .any(|ending| file.ends_with(ending))
}

/// Returns the section that holds the schemas in the document's version.
fn section(document: &Value) -> Pointer {
    if document.get("swagger").is_some() {
        Pointer::root().push("definitions")
    } else {
        Pointer::root().push("components").push("schemas")
    }
}

/// The place a fragment names: by pointer, or by an anchor. Authors write `#/` for the whole file, and pointers that
/// start from a schema around the reference, which stands at `from`.
fn place_in(value: &Value, file: &str, fragment: &str, from: &Pointer) -> Option<Pointer> {
    let top = Pointer::of_file(file);
    let below = match Pointer::parse_fragment(fragment) {
        Some(pointer) => pointer,
        None => anchor_in_file(value, fragment.trim_start_matches('#'))?,
    };
    if below.find(value).is_some() {
        return Some(top.join(&below));
    }
    let around = from.ancestors().filter(|above| above.file() == Some(file));
    let mut inside = around.map(|above| above.join(&below));
    match fragment {
        "#/" => Some(top),
        _ => inside.find(|place| place.find(value).is_some()),
    }
}

/// Returns `true` if a file gives itself an address (OpenAPI 3.2, `$self`; JSON Schema, `$id`).
fn is_called(file: &str, value: &Value, address: &str) -> bool {
    ["$self", "$id"].iter().any(|key| {
        let own = value.get(key).and_then(Value::as_str);
        own.is_some_and(|own| address::resolve(file, own).0 == address)
    })
}

#[cfg(test)]
mod tests {
    use super::leads_away;

    #[test]
    fn only_addresses_lead_to_other_files() {
        let stays = [
            r##"{"$ref": "#/a", "mapping": {"cat": "#/components/schemas/Cat", "dog": "Dog"}, "x": "./b.json"}"##,
            "mapping:\n  cat: '#/a/b'\n  dog: \"#/c\"\nservers:\n  - url: https://example.org\n",
            r#"{"description": "a mapping to http://example.org", "attribute_mapping": {"type": "object"}}"#,
            "  $ref: '#/a'\n",
            // Texts about references, and properties of that name.
            "description: |\n  a pet ($ref: 'pets.yaml#/Pet'), `$ref: a.yaml`, $ref cannot; $refund: 1\n",
            r#"{"properties": {"$ref": {"type": "string"}}}"#,
        ];
        for text in stays {
            assert!(!leads_away(text.as_bytes()), "{text}");
        }
        let leads = [
            r#"{"$ref": "a.json"}"#,
            r##"{"mapping": {"cat": "cat.json#/Cat"}}"##,
            r#"{"mapping" : {"cat": "./cat"}}"#,
            "mapping:\n\n    cat: https://example.org/cat\n",
            "mapping: {cat: pets#Cat}\n",
            "$ref: pets.yaml\n",
            "items: {$ref: 'pets.yaml'}\n",
            "? $ref\n: pets.yaml\n",
            "'$ref' : pets.yaml\n",
        ];
        for text in leads {
            assert!(leads_away(text.as_bytes()), "{text}");
        }
    }
}
