//! XML as the `xml` objects of schemas describe it (OpenAPI 3.2, XML Object), to and from JSON values.
//!
//! The codecs of types read and write JSON alone; a list of members says which element or attribute each property is.
//! Elements are told apart by their local names, since servers choose prefixes as they like.

mod read;
mod write;

pub(crate) use read::read;
pub(crate) use write::write;

/// A type whose values are also written as XML.
pub trait Xml {
    /// The kind of its values.
    const KIND: XmlKind;
}

/// Says which elements and attributes the properties of a struct are, each as an [`XmlMember`].
#[doc(hidden)]
#[macro_export]
macro_rules! __xml_object {
    ($name:ident { $($member:expr),* $(,)? }) => {
        #[doc(hidden)]
        impl $crate::codegen::v1::Xml for $name {
            const KIND: $crate::codegen::v1::XmlKind = $crate::codegen::v1::XmlKind::Object(|| &[$($member),*]);
        }
    };
}

impl<T: Xml> Xml for Vec<T> {
    const KIND: XmlKind = XmlKind::List(&T::KIND);
}

/// Says of which kind the values of types are.
macro_rules! kinds {
    ($($kind:ident: $($type:ty)*;)*) => {
        $($(impl Xml for $type { const KIND: XmlKind = XmlKind::$kind; })*)*
    };
}

kinds! {
    Text: String;
    Bool: bool;
    Number: i8 i16 i32 i64 u8 u16 u32 u64 f32 f64;
}

/// The key of a property, the place of its value, and the kind of it.
///
/// A place is an element (`Name`), an attribute (`@id`), the text of the element itself (`#`), or for a list the
/// element around it and that of each item (`Parts>Part`). A name may have a prefix and a namespace:
/// `s3:Name=https://example.com/s3`.
pub type XmlMember = (&'static str, &'static str, XmlKind);

/// The kind of a value.
#[derive(Clone, Copy, Debug)]
pub enum XmlKind {
    /// A text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// An object with these properties.
    Object(fn() -> &'static [XmlMember]),
    /// A list.
    List(&'static XmlKind),
    /// An object with an element for each key.
    Map(&'static XmlKind),
    /// Any content: a text, or an object of the elements inside.
    Any,
}

/// The name of an element or attribute.
#[derive(Clone, Copy)]
struct Name<'a> {
    /// With the prefix, if it has one.
    qualified: &'a str,
    namespace: Option<&'a str>,
}

impl<'a> Name<'a> {
    fn new(text: &'a str) -> Self {
        let (qualified, namespace) = match text.split_once('=') {
            Some((name, namespace)) => (name, Some(namespace)),
            None => (text, None),
        };
        Self {
            qualified,
            namespace,
        }
    }

    fn prefix(self) -> Option<&'a str> {
        self.qualified.split_once(':').map(|(prefix, _)| prefix)
    }

    fn local(self) -> &'a str {
        let local = self.qualified.split_once(':');
        local.map_or(self.qualified, |(_, local)| local)
    }
}

/// The place of a value in the element of its object.
enum Place<'a> {
    Element(Name<'a>),
    Attribute(Name<'a>),
    Text,
    /// The element around a list, and that of each item.
    Wrapped(Name<'a>, Name<'a>),
}

impl<'a> Place<'a> {
    fn new(text: &'a str) -> Self {
        match (text.strip_prefix('@'), text.split_once('>')) {
            (Some(name), _) => Self::Attribute(Name::new(name)),
            (None, Some((outer, inner))) => Self::Wrapped(Name::new(outer), Name::new(inner)),
            (None, None) if text == "#" => Self::Text,
            (None, None) => Self::Element(Name::new(text)),
        }
    }

    /// Returns the name of its child element.
    fn child(&self) -> Option<Name<'a>> {
        match self {
            Self::Element(name) | Self::Wrapped(name, _) => Some(*name),
            Self::Attribute(_) | Self::Text => None,
        }
    }
}

#[cfg(test)]
mod tests;
