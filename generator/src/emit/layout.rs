//! Which file each type stands in, and which pieces each file is made of.

use std::collections::BTreeMap;

use super::{File, Model};
use crate::ir::{Api, Hint, OperationId, Type, TypeId};
use crate::names::Names;

/// The file of each type.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    homes: Vec<File>,
    /// The types of each file, in the model's order.
    types: BTreeMap<File, Vec<TypeId>>,
}

impl Layout {
    fn new(homes: Vec<File>) -> Self {
        let mut types: BTreeMap<File, Vec<TypeId>> = BTreeMap::new();
        for (index, home) in homes.iter().enumerate() {
            types.entry(*home).or_default().push(TypeId(index));
        }
        Self { homes, types }
    }

    /// The file that a type is written to.
    pub(super) fn home(&self, id: TypeId) -> File {
        self.homes.get(id.0).copied().unwrap_or(File::Types)
    }
}

/// Types stand with the methods that use them; what several modules use stands apart.
pub fn layout(api: &Api, names: &Names) -> Layout {
    Layout::new(if api.rill {
        api.type_ids().map(|id| by_hint(api, id)).collect()
    } else {
        by_usage(api, names)
    })
}

/// What a Rill document keeps among its components is shared, used once or not.
fn by_hint(api: &Api, mut id: TypeId) -> File {
    loop {
        match &api.def(id).hint {
            // The modules of a Rill document are its operations.
            Hint::Operation { id, .. } => return File::Module(id.0),
            Hint::Component(_) | Hint::Webhook(_) | Hint::Failures(_) | Hint::Headers(_) => {
                return File::Types;
            }
            Hint::Within { parent, .. } => id = *parent,
        }
    }
}

/// A type that one module alone leads to stands there. Whatever leads to a shared type, all that is
/// inside is shared too, so no shared type names one of a module that may be switched off.
fn by_usage(api: &Api, names: &Names) -> Vec<File> {
    let mut homes: Vec<Option<File>> = vec![None; api.types.len()];
    for (index, module) in names.modules.iter().enumerate() {
        let roots = module.operations.iter().flat_map(|id| {
            let operation = &api.operations[id.0];
            operation.request.into_iter().chain(operation.answers())
        });
        settle(api, &mut homes, File::Module(index), roots.collect());
    }
    let others = api.webhooks.iter().chain(&api.exports).copied();
    settle(api, &mut homes, File::Types, others.collect());
    let homes = homes.into_iter();
    homes.map(|home| home.unwrap_or(File::Types)).collect()
}

/// Lets some types and all inside them stand in a file, or where what is shared stands. No type
/// moves more than twice.
fn settle(api: &Api, homes: &mut [Option<File>], home: File, mut open: Vec<TypeId>) {
    while let Some(id) = open.pop() {
        let known = &mut homes[id.0];
        let now = match *known {
            None => home,
            Some(File::Types) => continue,
            Some(other) if other == home => continue,
            Some(_) => File::Types,
        };
        *known = Some(now);
        let inside = api.def(id).shape.parts().into_iter().flat_map(Type::refs);
        open.extend(inside);
    }
}

/// A part of a file that can be written and formatted by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The file that it is a part of.
    pub file: File,
    /// What stands in it.
    pub part: Part,
}

/// What a [`Piece`] holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of a file that is short.
    Whole,
    /// Definitions.
    Types(Vec<TypeId>),
    /// Methods, which all stand in one `impl` block of the file.
    Methods(Vec<OperationId>),
}

/// How much one piece holds: little enough that all threads have something to do until the end.
/// It does not follow from the machine, and the text does not follow from it.
const TYPES_IN_PIECE: usize = 24;
const METHODS_IN_PIECE: usize = 12;

/// The pieces of a crate, those of one file together and in its order.
pub fn plan(model: Model<'_>) -> Vec<Piece> {
    let mut plan = Vec::new();
    for file in files(model) {
        let part = |part| Piece { file, part };
        let types = types_of(model, file);
        let types = types
            .chunks(TYPES_IN_PIECE)
            .map(|ids| part(Part::Types(ids.to_vec())));
        match file {
            File::Library | File::Client | File::Apis => plan.push(part(Part::Whole)),
            File::Types => plan.extend(types),
            File::Module(index) => {
                let methods = model.names.modules[index]
                    .operations
                    .chunks(METHODS_IN_PIECE)
                    .map(|ids| part(Part::Methods(ids.to_vec())));
                if model.api.rill {
                    plan.extend(types.chain(methods));
                } else {
                    plan.extend(methods.chain(types));
                }
            }
        }
    }
    plan
}

/// The files of a crate.
pub(super) fn files(model: Model<'_>) -> Vec<File> {
    let mut files = vec![File::Library];
    if has_client(model) {
        files.push(File::Client);
    }
    if !model.names.modules.is_empty() {
        files.push(File::Apis);
    }
    files.extend((0..model.names.modules.len()).map(File::Module));
    if !types_of(model, File::Types).is_empty() {
        files.push(File::Types);
    }
    files
}

/// Whether the crate has a client, or is one of types alone.
pub(super) fn has_client(model: Model<'_>) -> bool {
    !model.config.selection.types_only
}

/// Types of a file: as the model has them in a Rill API's file, else by name.
pub(super) fn types_of(model: Model<'_>, file: File) -> Vec<TypeId> {
    let mut ids: Vec<TypeId> = model
        .layout
        .types
        .get(&file)
        .into_iter()
        .flatten()
        .copied()
        .filter(|id| is_written(model, *id))
        .collect();
    if file == File::Types {
        ids.sort_by_key(|id| model.names.ty(*id));
    }
    ids
}

/// A type that turned out to be another one, and was only reserved to find that out, is not
/// written: no place refers to it.
pub(super) fn is_written(model: Model<'_>, id: TypeId) -> bool {
    let usage = model.facts.usage[id.0];
    usage.sent || usage.received
}
