//! Rust types from the config that replace types of the document.

use super::{SchemaLowerer, component_key};
use crate::diagnostic::Code;
use crate::ir::{Scalar, Type};
use crate::pointer::Pointer;

impl SchemaLowerer<'_, '_> {
    /// Returns the type that the config sets for a format.
    pub(super) fn external_format(&mut self, format: Option<&str>) -> Option<usize> {
        let path = self.config.types.formats.get(format?)?;
        Some(self.external_type(path))
    }

    /// Returns the type that the config sets for a schema, by the key of its component or by its
    /// location in the author's document.
    pub(super) fn replacement(&mut self, at: &Pointer) -> Option<Type> {
        let schemas = &self.config.types.schemas;
        if schemas.is_empty() {
            return None;
        }
        let author = self.document.author(at);
        let by_place = || {
            let reference = author.to_reference();
            schemas.keys().find(|key| {
                **key == reference
                    || Pointer::parse_fragment(key).is_some_and(|pointer| pointer == author)
            })
        };
        let key = component_key(at).filter(|key| schemas.contains_key(&**key));
        let key = match key {
            Some(key) => key.into_owned(),
            None => by_place()?.clone(),
        };
        let path = schemas.get(&key)?;
        let external = self.external_type(path);
        self.replacements.insert(key);
        Some(Type::Scalar(Scalar::External(external)))
    }

    /// Reports replacements of schemas that no type leads to.
    pub(crate) fn report_unused_replacements(&mut self) {
        let config = self.config;
        for key in config.types.schemas.keys() {
            if !self.replacements.contains(key) {
                self.report(
                    Code::ReplacementUnused,
                    &Pointer::root(),
                    format!("the config replaces `{key}`, which no generated type leads to"),
                    "name a schema by the key of its component, or by its pointer in the document",
                );
            }
        }
    }

    fn external_type(&mut self, path: &str) -> usize {
        let externals = &mut self.api.externals;
        let known = externals.iter().position(|known| known == path);
        known.unwrap_or_else(|| {
            externals.push(path.to_owned());
            externals.len() - 1
        })
    }
}
