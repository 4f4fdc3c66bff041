//! Operations of the model.

use super::{Docs, Type, TypeId};
use crate::pointer::Pointer;

/// Index into [`super::Api::operations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(pub usize);

/// One thing a client can ask for.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where it stands in the author's document.
    pub origin: Pointer,
    /// The document's path key, as written.
    pub path: String,
    /// The HTTP method, upper case.
    pub method: &'static str,
    /// What the author says of it.
    pub docs: Docs,
    /// The struct of all inputs; none where nothing is declared.
    pub request: Option<TypeId>,
    /// How it is called and what it gives.
    pub call: Call,
}

/// How an operation is called.
#[derive(Clone, Debug)]
pub enum Call {
    /// A Rill API: named arguments in, rows out.
    CustomApi {
        /// The API's name, as it stands in the URL before encoding.
        name: String,
        /// Where arguments go unless the caller says otherwise.
        via: Via,
        /// Arguments that are declared as parameters although the rest goes in the body.
        in_query: Vec<String>,
        /// Type of one row.
        row: Type,
    },
}

/// Where the arguments of a Rill API go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// GET, in the query.
    Query,
    /// POST, in a JSON object.
    Body,
}
