//! The door for generated code. Nothing here is for people; it may change with the generator's version.

/// What crates made by this generation of the generator call.
pub mod v1 {
    pub use crate::core::Core;
    pub use crate::date::rill_date;
    pub use crate::union::{Kinds, TagVariant, Variant, decode, tagged_union, union, with_tag};
}
