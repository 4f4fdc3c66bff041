//! The pieces that the files are written in.

use super::{FileId, FileRole};
use crate::emit::Model;
use crate::ir::{OperationId, TypeId};

/// A part of a file that can be written and formatted by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The file that it is a part of.
    pub file: FileId,
    /// Its content.
    pub part: Part,
}

/// The content of a [`Piece`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of a file that is short.
    Whole,
    /// Methods, which all stand in one `impl` block of the file.
    Methods(Vec<OperationId>),
    /// Definitions.
    Types(Vec<TypeId>),
}

/// The most that one piece holds: little enough that all threads have something to do until the end.
/// It does not follow from the machine, and the text does not follow from it.
const TYPES_IN_PIECE: usize = 24;
const METHODS_IN_PIECE: usize = 12;

/// Returns the pieces of a crate, those of one file together and in its order: methods come before
/// types.
pub fn plan(model: Model<'_>) -> Vec<Piece> {
    let mut plan = Vec::new();
    for id in model.layout.file_ids() {
        let file = model.layout.file(id);
        let part = |part| Piece { file: id, part };
        match file.role {
            FileRole::Library | FileRole::Client | FileRole::Apis => plan.push(part(Part::Whole)),
            FileRole::Operations(_) | FileRole::Types | FileRole::Part => {
                let before = plan.len();
                let methods = file.operations.chunks(METHODS_IN_PIECE);
                plan.extend(methods.map(|ids| part(Part::Methods(ids.to_vec()))));
                let types = file.types.chunks(TYPES_IN_PIECE);
                plan.extend(types.map(|ids| part(Part::Types(ids.to_vec()))));
                if plan.len() == before {
                    plan.push(part(Part::Whole));
                }
            }
        }
    }
    plan
}
