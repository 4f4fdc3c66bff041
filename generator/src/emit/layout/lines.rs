//! Estimates how many lines an item takes, from the model alone: no text has to be written to decide
//! where it stands, and a change in how a type is written moves nothing.

use crate::analyze::Facts;
use crate::ir::{Api, Docs, OperationId, Shape, TypeId};

/// Lines of an item beside those of its parts.
const ITEM: usize = 12;
/// Lines of a part: where it is declared, read, written, and set.
const FIELD: usize = 3;
const ENUM_VALUE: usize = 2;
const UNION_VARIANT: usize = 12;

/// Estimates the lines of a type.
pub(super) fn of_type(api: &Api, facts: &Facts, id: TypeId) -> usize {
    let def = api.def(id);
    let parts = match &def.shape {
        Shape::Struct(body) => {
            let setters = usize::from(facts.usage[id.0].sent);
            let fields = body.fields.iter();
            fields
                .map(|field| FIELD + setters + of_docs(&field.docs))
                .sum()
        }
        Shape::Enum(body) => body.values.len() * ENUM_VALUE,
        Shape::Union(body) => body.variants.len() * UNION_VARIANT,
        Shape::ContentEnum(body) => body.cases.len() * UNION_VARIANT,
        Shape::Alias(_) | Shape::Newtype(_) => 0,
    };
    ITEM + of_docs(&def.docs) + parts
}

/// Estimates the lines of a method.
pub(super) fn of_operation(api: &Api, id: OperationId) -> usize {
    let operation = &api.operations[id.0];
    let inputs = operation.http().map_or(0, |http| {
        http.parameters.len() + http.statuses.len() + http.success.cases.len()
    });
    ITEM + ITEM + of_docs(&operation.docs) + inputs
}

/// Estimates the lines of documentation: long lines stay as they are.
fn of_docs(docs: &Docs) -> usize {
    let text = |text: &Option<String>| text.as_ref().map_or(0, |text| 1 + count_lines(text));
    let notes = usize::from(!docs.notes.is_empty());
    text(&docs.summary) + text(&docs.description) + notes
}

fn count_lines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}
