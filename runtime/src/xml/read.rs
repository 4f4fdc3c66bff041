//! XML to JSON values.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::{Map, Number, Value};

use super::{Place, XmlKind, XmlMember};
use crate::error::Mismatch;

/// The most elements inside each other, which is also JSON's limit.
const DEPTH: usize = 120;

/// Reads the element of a document as a value of a kind. Entities of its own are refused, and so is nesting without end.
pub(crate) fn read(text: &str, kind: &XmlKind) -> Result<Value, Mismatch> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut document = XmlDocument { reader };
    loop {
        match document.next()? {
            Event::Start(start) => return document.element(&start, kind, DEPTH),
            Event::Text(text) if !text.trim().is_empty() => {
                return Err(other("the body is not XML"));
            }
            Event::Eof => return Err(other("the body is empty where XML was expected")),
            _ => {}
        }
    }
}

fn other(reason: impl std::fmt::Display) -> Mismatch {
    Mismatch::other(reason.to_string())
}

struct XmlDocument<'a> {
    reader: Reader<&'a [u8]>,
}

impl<'a> XmlDocument<'a> {
    fn next(&mut self) -> Result<Event<'a>, Mismatch> {
        match self.reader.read_event() {
            Ok(Event::DocType(_)) => Err(other(
                "the body declares a document type, which is not read",
            )),
            Ok(event) => Ok(event),
            Err(error) => Err(other(format!(
                "the body is not XML ({error} at byte {})",
                self.reader.error_position()
            ))),
        }
    }

    /// Reads an element whose start tag is read.
    fn element(
        &mut self,
        start: &BytesStart<'_>,
        kind: &XmlKind,
        depth: usize,
    ) -> Result<Value, Mismatch> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(other("the elements of the body are nested too deeply"));
        };
        let mut element = Element::new(kind);
        let is_nil = element.add_attributes(start)?;
        loop {
            match self.next()? {
                Event::Start(child) => self.child(&child, &mut element, depth)?,
                Event::Text(text) => element.text.push_str(&text.xml10_content()),
                Event::CData(text) => element.text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => resolve(&reference, &mut element.text)?,
                Event::End(_) if is_nil => return Ok(Value::Null),
                Event::End(_) => return Ok(element.finish()),
                Event::Eof => return Err(other("the body ends inside an element")),
                _ => {}
            }
        }
    }

    fn child(
        &mut self,
        start: &BytesStart<'_>,
        parent: &mut Element<'_>,
        depth: usize,
    ) -> Result<(), Mismatch> {
        let local = start.local_name();
        let local: &str = local.as_ref();
        match *parent.kind {
            XmlKind::Object(_) => match parent
                .member(|place| place.child().is_some_and(|name| name.local() == local))
            {
                Some((key, Place::Wrapped(..), kind)) => {
                    let list = self.element(start, kind, depth)?;
                    parent.object.insert(key.to_owned(), list);
                }
                Some((key, _, XmlKind::List(item))) => {
                    let item = self.element(start, item, depth)?;
                    parent.add_item(key, item);
                }
                Some((key, _, kind)) => {
                    let value = self.element(start, kind, depth)?;
                    parent.object.insert(key.to_owned(), value);
                }
                None => self.skip(start)?,
            },
            XmlKind::List(item) => {
                let item = self.element(start, item, depth)?;
                parent.items.push(item);
            }
            XmlKind::Map(kind) => {
                let value = self.element(start, kind, depth)?;
                parent.object.insert(local.to_owned(), value);
            }
            XmlKind::Any => {
                let value = self.element(start, &XmlKind::Any, depth)?;
                match parent.object.get_mut(local) {
                    Some(Value::Array(_)) | None => {}
                    Some(first) => *first = vec![first.take()].into(),
                }
                if parent.object.contains_key(local) {
                    parent.add_item(local, value);
                } else {
                    parent.object.insert(local.to_owned(), value);
                }
            }
            XmlKind::Text | XmlKind::Number | XmlKind::Bool => self.skip(start)?,
        }
        Ok(())
    }

    fn skip(&mut self, start: &BytesStart<'_>) -> Result<(), Mismatch> {
        // Not by `read_to_end`, which lets document types and unknown entities pass; neither matters in what is skipped.
        self.reader
            .read_to_end(start.name())
            .map(drop)
            .map_err(other)
    }
}

/// An element that is being read.
struct Element<'k> {
    kind: &'k XmlKind,
    object: Map<String, Value>,
    items: Vec<Value>,
    text: String,
}

impl<'k> Element<'k> {
    fn new(kind: &'k XmlKind) -> Self {
        Self {
            kind,
            object: Map::new(),
            items: Vec::new(),
            text: String::new(),
        }
    }

    fn members(&self) -> &'static [XmlMember] {
        match self.kind {
            XmlKind::Object(members) => members(),
            _ => &[],
        }
    }

    fn member(
        &self,
        is_it: impl Fn(&Place<'static>) -> bool,
    ) -> Option<(&'static str, Place<'static>, &'static XmlKind)> {
        let mut members = self.members().iter();
        members.find_map(|(key, place, kind)| {
            let place = Place::new(place);
            is_it(&place).then_some((*key, place, kind))
        })
    }

    /// Adds the attributes that are properties. Returns `true` if the element says that it is null.
    fn add_attributes(&mut self, start: &BytesStart<'_>) -> Result<bool, Mismatch> {
        let mut is_nil = false;
        // Comparing each with each takes long where a server sends many.
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(other)?;
            let local = attribute.key.local_name();
            let local: &str = local.as_ref();
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(other)?;
            is_nil |= attribute.key.prefix().is_some()
                && local == "nil"
                && matches!(&*value, "true" | "1");
            let is_it = |place: &Place<'_>| matches!(place, Place::Attribute(name) if name.local() == local);
            if let Some((key, _, kind)) = self.member(is_it) {
                self.object.insert(key.to_owned(), scalar(kind, &value));
            }
        }
        Ok(is_nil)
    }

    fn add_item(&mut self, key: &str, item: Value) {
        let list = self
            .object
            .entry(key)
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(items) = list {
            items.push(item);
        }
    }

    fn finish(mut self) -> Value {
        match self.kind {
            XmlKind::Object(_) => {
                for (key, place, kind) in self.members() {
                    match (Place::new(place), kind) {
                        (Place::Text, kind) => {
                            self.object
                                .insert((*key).to_owned(), scalar(kind, &self.text));
                        }
                        // Without an element around them no items are an empty list.
                        (Place::Element(_), XmlKind::List(_))
                            if !self.object.contains_key(*key) =>
                        {
                            self.object
                                .insert((*key).to_owned(), Value::Array(Vec::new()));
                        }
                        _ => {}
                    }
                }
                Value::Object(self.object)
            }
            XmlKind::List(_) => Value::Array(self.items),
            XmlKind::Map(_) => Value::Object(self.object),
            XmlKind::Any if !self.object.is_empty() => Value::Object(self.object),
            kind => scalar(kind, &self.text),
        }
    }
}

/// Returns a text as a value of a kind; as it is where it is none, for the type to refuse.
fn scalar(kind: &XmlKind, text: &str) -> Value {
    let trimmed = text.trim();
    let found = match kind {
        XmlKind::Number | XmlKind::Bool if trimmed.is_empty() => Some(Value::Null),
        XmlKind::Number => trimmed.parse::<Number>().ok().map(Value::Number),
        XmlKind::Bool => match trimmed {
            "true" | "1" => Some(Value::Bool(true)),
            "false" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        _ => None,
    };
    found.unwrap_or_else(|| text.into())
}

fn resolve(reference: &BytesRef<'_>, text: &mut String) -> Result<(), Mismatch> {
    if let Some(c) = reference.resolve_char_ref().map_err(other)? {
        text.push(c);
        return Ok(());
    }
    let name: &str = reference;
    match resolve_predefined_entity(name) {
        Some(resolved) => text.push_str(resolved),
        None => return Err(other("the body names an entity that XML does not define")),
    }
    Ok(())
}
