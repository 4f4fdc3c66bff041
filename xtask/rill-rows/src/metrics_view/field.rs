//! The fields of a metrics view: dimensions and measures.

use crate::shape::Shape;
use crate::types::Type;

/// A dimension or a measure.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: Type,
    pub(crate) display_name: Option<String>,
    pub(crate) docs: Option<String>,
}

/// A metrics view, as far as its fields go.
#[derive(Clone, Debug, Default)]
pub(crate) struct MetricsView {
    pub(crate) name: String,
    pub(crate) dimensions: Vec<Field>,
    pub(crate) measures: Vec<Field>,
    pub(crate) timeseries: Option<String>,
    /// Measures that only a comparison with another time gives.
    pub(crate) compared: Vec<String>,
    pub(crate) table: Shape,
    /// Why Rill refuses it.
    pub(crate) refused: Option<String>,
}

impl MetricsView {
    /// Returns a dimension by its exact name.
    pub(crate) fn dimension(&self, name: &str) -> Option<&Field> {
        self.dimensions.iter().find(|field| field.name == name)
    }

    /// Returns a measure by its exact name.
    pub(crate) fn measure(&self, name: &str) -> Option<&Field> {
        self.measures.iter().find(|field| field.name == name)
    }

    /// Returns a dimension, or a measure.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.dimension(name).or_else(|| self.measure(name))
    }

    /// Notes why Rill refuses the view; the first reason stays.
    pub(super) fn refuse(&mut self, why: impl Into<String>) {
        self.refused.get_or_insert_with(|| why.into());
    }
}
