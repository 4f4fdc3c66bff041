//! Looks up the targets of references, for later stages.
//!
//! Loading has pointed every reference to a component that exists, so following one is a look-up;
//! see `refs::components` for those that led elsewhere in the author's document.

use std::collections::BTreeSet;

use openapiv3::{
    Components, Example, Header, Link, Parameter, PathItem, ReferenceOr, RequestBody, Response,
    Schema, SecurityScheme,
};

use crate::document::Document;
use crate::document::refs::scope::component_of;
use crate::pointer::Pointer;

/// Writes the look-ups of parts that stand at a place, or that a reference leads to.
macro_rules! look_ups {
    ($($(#[$docs:meta])* $name:ident: $part:ty = $section:literal, $field:ident;)*) => {
        impl Document {$(
            $(#[$docs])*
            pub fn $name<'a>(
                &'a self,
                at: &Pointer,
                part: &'a ReferenceOr<$part>,
            ) -> Option<(Pointer, &'a $part)> {
                self.follow(at, part, $section, |components, name| components.$field.get(name))
            }
        )*}
    };
}

look_ups! {
    /// A parameter that stands at `at`, or the one its reference leads to, with its place.
    parameter: Parameter = "parameters", parameters;
    /// A response that stands at `at`, or the one its reference leads to, with its place.
    response: Response = "responses", responses;
    /// A request body that stands at `at`, or the one its reference leads to, with its place.
    request_body: RequestBody = "requestBodies", request_bodies;
    /// A header that stands at `at`, or the one its reference leads to, with its place.
    header: Header = "headers", headers;
    /// An example that stands at `at`, or the one its reference leads to, with its place.
    example: Example = "examples", examples;
    /// A link that stands at `at`, or the one its reference leads to, with its place.
    link: Link = "links", links;
}

impl Document {
    /// The security scheme of a name, with its place; `None` if the document declares none.
    pub fn security_scheme(&self, name: &str) -> Option<(Pointer, &SecurityScheme)> {
        let part = self.model.components.as_ref()?.security_schemes.get(name)?;
        let at = Pointer::root()
            .push("components")
            .push("securitySchemes")
            .push(name);
        self.follow(&at, part, "securitySchemes", |components, name| {
            components.security_schemes.get(name)
        })
    }

    /// Every path with its path item and the place of it, in the order of the paths. References
    /// of path items are gone: what they named has been copied to where they stood.
    pub fn path_items(&self) -> impl Iterator<Item = (Pointer, &str, &PathItem)> {
        let paths = Pointer::root().push("paths");
        let items = self.model.paths.paths.iter();
        items.filter_map(move |(path, item)| {
            Some((paths.push(path), path.as_str(), item.as_item()?))
        })
    }

    /// Every webhook (OpenAPI 3.1.0, section 4.8.1) with its path item and the place of it.
    pub fn webhooks(&self) -> impl Iterator<Item = (Pointer, &str, &PathItem)> {
        let webhooks = Pointer::root().push("webhooks");
        let items = self.webhooks.iter();
        items.map(move |(name, item)| (webhooks.push(name), name.as_str(), item))
    }

    /// The schema of each item of a stream (OpenAPI 3.2, `itemSchema` of a media type), for the
    /// media type that stands at `at`.
    pub fn item_schema(&self, at: &Pointer) -> Option<(Pointer, &ReferenceOr<Schema>)> {
        let place = at.push("itemSchema");
        let schema = self.item_schemas.get(&place)?;
        Some((place, schema))
    }

    fn follow<'a, T>(
        &'a self,
        at: &Pointer,
        part: &'a ReferenceOr<T>,
        section: &str,
        component: fn(&'a Components, &str) -> Option<&'a ReferenceOr<T>>,
    ) -> Option<(Pointer, &'a T)> {
        let mut at = at.clone();
        let mut part = part;
        let mut seen = BTreeSet::new();
        loop {
            let reference = match part {
                ReferenceOr::Item(item) => return Some((at, item)),
                ReferenceOr::Reference { reference } => reference,
            };
            let target = Pointer::parse_fragment(reference)?;
            let name = component_of(&target, section)?;
            part = component(self.model.components.as_ref()?, &name)?;
            if !seen.insert(target.clone()) {
                return None;
            }
            at = target;
        }
    }
}
