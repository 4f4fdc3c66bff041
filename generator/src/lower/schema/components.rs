//! Lowering of all components, whether or not an operation leads to them.

use super::SchemaLowerer;
use crate::pointer::Pointer;

impl SchemaLowerer<'_, '_> {
    /// Lowers every component, in the order of their keys.
    pub(crate) fn lower_components(&mut self) {
        let Some(components) = &self.document.model.components else {
            return;
        };
        let mut keys: Vec<&String> = components.schemas.keys().collect();
        keys.sort();
        let schemas = Pointer::root().push("components").push("schemas");
        for key in keys {
            let at = schemas.push(key);
            let ty = self.lower_reference(&at.to_reference(), &at);
            self.api.exports.extend(ty.refs());
        }
    }
}
