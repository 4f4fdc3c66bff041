//! Facts that follow from the model: side tables by id.

pub(crate) mod cycles;
mod depth;
mod derives;
mod exact;
mod fixpoint;
pub(crate) mod nesting;
mod pages;
mod security;
mod single;
mod usage;

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Type, TypeId};

pub use derives::Derives;
pub use pages::{Page, Pages};
pub use usage::Usage;

/// The facts that later stages need.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Edges from a type to a type inside it, by the index of the field or variant, that are boxed
    /// since they close a cycle, or since the type inside is very large.
    pub boxed: BTreeSet<(TypeId, usize)>,
    /// The approximate size of each type in bytes.
    pub sizes: Vec<usize>,
    /// The traits that each type can derive.
    pub derives: Vec<Derives>,
    /// Types that are the keys of maps, which derive an order.
    pub keys: BTreeSet<TypeId>,
    /// The directions in which values of each type travel.
    pub usage: Vec<Usage>,
    /// The minimal nesting of a value of each type; none if the type has no finite value.
    pub min_nesting: Vec<Option<usize>>,
    /// Operations whose responses are pages.
    pub pages: Pages,
    /// The security requirements that operations have by default.
    pub security: Vec<Vec<usize>>,
    /// Requests that require exactly one input, and the index of its field.
    pub single_inputs: BTreeMap<TypeId, usize>,
    /// The types that are read or written as XML.
    pub in_xml: BTreeSet<TypeId>,
    /// The types whose values hold decimal numbers.
    pub exact: BTreeSet<TypeId>,
    /// The longest path from a type to one inside it, in the compiler's steps.
    pub depth: usize,
}

/// Computes all facts.
pub fn analyze(api: &Api) -> Facts {
    let (boxed, sizes) = cycles::boxing(api);
    let derives = derives::derives(api, &boxed);
    let pages = pages::pages(api, &boxed);
    let min_nesting = nesting::min_nesting(api);
    let single_inputs = single::single_inputs(api, &boxed, &min_nesting);
    Facts {
        boxed,
        sizes,
        derives,
        keys: derives::keys(api),
        usage: usage::usage(api),
        min_nesting,
        pages,
        security: security::default_requirements(api),
        single_inputs,
        in_xml: api.reach(api.xml_bodies().flat_map(Type::refs)),
        exact: exact::holders(api),
        depth: depth::depth(api),
    }
}
