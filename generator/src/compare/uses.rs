//! The operations whose inputs or outputs hold a type.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::ir::{Api, Operation, OperationId, TypeId};

/// The direction in which values go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    /// From the old crate to the server.
    Input,
    /// From the server to the old crate.
    Output,
}

/// The item of a document that something belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Type(TypeId),
    Operation(OperationId),
}

/// The operations of a document with the types that they send and receive.
pub(super) struct Uses<'a> {
    api: &'a Api,
    types: OnceCell<Vec<[BTreeSet<TypeId>; 2]>>,
}

impl<'a> Uses<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self {
            api,
            types: OnceCell::new(),
        }
    }

    /// Returns the operations that an item belongs to, as `GET /pets`.
    pub(super) fn of(&self, owner: Owner) -> Vec<String> {
        match owner {
            Owner::Type(id) => self.leading(&[Direction::Input, Direction::Output], id),
            Owner::Operation(id) => vec![address(&self.api.operations[id.0])],
        }
    }

    /// Returns the operations that send or receive values of a type, as `GET /pets`.
    pub(super) fn leading(&self, directions: &[Direction], id: TypeId) -> Vec<String> {
        let api = self.api;
        let types = self.types.get_or_init(|| {
            let operations = api.operations.iter();
            let types =
                operations.map(|one| [api.reach(one.request), api.reach(one.response_types())]);
            types.collect()
        });
        let holds = |types: &[BTreeSet<TypeId>; 2]| {
            let mut directions = directions.iter();
            directions
                .any(|direction| types[usize::from(*direction == Direction::Output)].contains(&id))
        };
        let operations = api.operations.iter().zip(types);
        let operations = operations.filter(|(_, types)| holds(types));
        operations
            .map(|(operation, _)| address(operation))
            .collect()
    }
}

fn address(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}
