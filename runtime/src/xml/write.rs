//! JSON values to XML.

use quick_xml::escape::escape;
use serde_json::Value;

use super::{Name, Place, XmlKind, XmlMember};
use crate::error::RequestError;

/// Writes a value as the element of a document, which stands at a place of one element.
pub(crate) fn write(place: &str, value: &Value, kind: &XmlKind) -> Result<String, RequestError> {
    let mut writer = XmlWriter {
        text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(),
    };
    writer.place(&Place::new(place), value, kind)?;
    Ok(writer.text)
}

struct XmlWriter {
    text: String,
}

impl XmlWriter {
    fn element(
        &mut self,
        name: Name<'_>,
        value: &Value,
        kind: &XmlKind,
    ) -> Result<(), RequestError> {
        let members = match kind {
            XmlKind::Object(members) => members(),
            _ => &[],
        };
        check_name(name.qualified)?;
        self.text.extend(["<", name.qualified]);
        self.namespace(name);
        for (key, place, _) in members {
            if let (Place::Attribute(name), Some(value)) = (Place::new(place), value.get(key)) {
                self.attribute(name, value)?;
            }
        }
        self.text.push('>');
        self.content(value, kind, members)?;
        self.text.extend(["</", name.qualified, ">"]);
        Ok(())
    }

    fn namespace(&mut self, name: Name<'_>) {
        let Some(namespace) = name.namespace else {
            return;
        };
        self.text.push_str(" xmlns");
        if let Some(prefix) = name.prefix() {
            self.text.extend([":", prefix]);
        }
        self.text.extend(["=\"", &escape(namespace), "\""]);
    }

    fn attribute(&mut self, name: Name<'_>, value: &Value) -> Result<(), RequestError> {
        if value.is_null() {
            return Ok(());
        }
        if name.prefix().is_some() {
            self.namespace(name);
        }
        let text = escaped(&scalar(value))?;
        let text = text.replace('\n', "&#10;").replace('\t', "&#9;");
        self.text.extend([" ", name.qualified, "=\"", &text, "\""]);
        Ok(())
    }

    fn content(
        &mut self,
        value: &Value,
        kind: &XmlKind,
        members: &[XmlMember],
    ) -> Result<(), RequestError> {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    let member = members.iter().find(|(known, ..)| known == key);
                    self.member(key, value, kind, member)?;
                }
            }
            Value::Array(items) => {
                let kind = item_kind(kind);
                for item in items {
                    self.element(Name::new("item"), item, kind)?;
                }
            }
            Value::Null => {}
            other => self.text.push_str(&escaped(&scalar(other))?),
        }
        Ok(())
    }

    fn member(
        &mut self,
        key: &str,
        value: &Value,
        kind: &XmlKind,
        member: Option<&XmlMember>,
    ) -> Result<(), RequestError> {
        let (place, kind) = match (member, kind) {
            _ if value.is_null() => return Ok(()),
            (Some((_, place, kind)), _) => (Place::new(place), kind),
            (None, XmlKind::Map(kind)) => (Place::Element(Name::new(key)), *kind),
            (None, _) => (Place::Element(Name::new(key)), &XmlKind::Any),
        };
        self.place(&place, value, kind)
    }

    /// Writes what a value has at a place; attributes are written with their element.
    fn place(
        &mut self,
        place: &Place<'_>,
        value: &Value,
        kind: &XmlKind,
    ) -> Result<(), RequestError> {
        match (place, value) {
            (Place::Attribute(_), _) => Ok(()),
            (Place::Text, value) => {
                self.text.push_str(&escaped(&scalar(value))?);
                Ok(())
            }
            (Place::Element(name), Value::Array(items)) => items
                .iter()
                .try_for_each(|item| self.element(*name, item, item_kind(kind))),
            (Place::Wrapped(outer, name), Value::Array(items)) => {
                check_name(outer.qualified)?;
                self.text.extend(["<", outer.qualified]);
                self.namespace(*outer);
                self.text.push('>');
                items
                    .iter()
                    .try_for_each(|item| self.element(*name, item, item_kind(kind)))?;
                self.text.extend(["</", outer.qualified, ">"]);
                Ok(())
            }
            (Place::Element(name) | Place::Wrapped(name, _), value) => {
                self.element(*name, value, kind)
            }
        }
    }
}

fn item_kind(list: &XmlKind) -> &XmlKind {
    match list {
        XmlKind::List(item) => item,
        _ => &XmlKind::Any,
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Returns a text as it stands between tags; some characters have no form in XML (XML 1.0, 2.2).
fn escaped(text: &str) -> Result<String, RequestError> {
    let is_lost = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(is_lost) {
        return Err(RequestError::new(
            "the body holds a control character, which XML has no form for",
        ));
    }
    Ok(escape(text).replace('\r', "&#13;"))
}

/// Refuses a key that would not be the name of an element.
fn check_name(name: &str) -> Result<(), RequestError> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    let is_start = |c: char| c.is_alphabetic() || c == '_';
    if name.starts_with(is_start) && name.chars().all(is_part) {
        return Ok(());
    }
    Err(RequestError::new(format!(
        "`{name}` is not a name that an element of XML can have"
    )))
}
