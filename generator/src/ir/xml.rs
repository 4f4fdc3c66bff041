//! `xml` objects of schemas (OpenAPI 3.2, XML Object).

use serde_json::Value;

/// The form of a value in XML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XmlObject {
    /// The name of its element or attribute, where that is not the property's.
    pub name: Option<String>,
    /// The prefix of the name.
    pub prefix: Option<String>,
    /// The namespace of the name.
    pub namespace: Option<String>,
    /// `true` if it is an attribute.
    pub is_attribute: bool,
    /// `true` if it is the text of the element around it.
    pub is_text: bool,
    /// `true` if a list has an element around it.
    pub is_wrapped: bool,
}

impl XmlObject {
    /// Adds what another `xml` object of the same value says beside this one, which is nearer.
    pub fn add(&mut self, xml: &Value) {
        let text = |key: &str| xml.get(key).and_then(Value::as_str).map(str::to_owned);
        let is = |key: &str| xml.get(key) == Some(&Value::Bool(true));
        let node = xml
            .get("nodeType")
            .and_then(Value::as_str)
            .unwrap_or_default();
        self.join(Self {
            name: text("name"),
            prefix: text("prefix"),
            namespace: text("namespace"),
            is_attribute: is("attribute") || node == "attribute",
            is_text: is("x-ms-text") || matches!(node, "text" | "cdata"),
            is_wrapped: is("wrapped") || node == "element",
        });
    }

    /// Adds what another object says of the same value beside this one, which is nearer.
    pub fn join(&mut self, other: Self) {
        self.name = self.name.take().or(other.name);
        self.prefix = self.prefix.take().or(other.prefix);
        self.namespace = self.namespace.take().or(other.namespace);
        self.is_attribute |= other.is_attribute;
        self.is_text |= other.is_text;
        self.is_wrapped |= other.is_wrapped;
    }

    /// Returns a name as the runtime takes it: `prefix:name=namespace`.
    pub fn qualified(&self, name: &str) -> String {
        let prefix = self.prefix.as_ref().map(|prefix| format!("{prefix}:"));
        let namespace = self
            .namespace
            .as_ref()
            .map(|namespace| format!("={namespace}"));
        prefix.unwrap_or_default() + name + &namespace.unwrap_or_default()
    }
}
