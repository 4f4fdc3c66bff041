//! Is a generated client what its document says? A judge that shares no rule with the generator.
//!
//! ```text
//! declared   the operations of a document: inputs, bodies, responses
//! standard   its schemas as JSON Schema, by rules that are not the generator's
//! sample     values of a schema, each kind of value it can have  (view, scalar, pattern)
//! judge      those that a JSON Schema library takes
//! cases      arguments and answers of each operation
//! driver     the program that makes the calls over a mock transport, from the generator's model
//! workshop   generated crates, each with its program, under Cargo
//! given      arguments as that program takes them
//! request    what a request has to be, against what was sent  │ equal   what came back, against the answer
//! trial      all of it, for one document
//! live       all of it at a server, which judges the requests
//! crossing   the calls of a crate of an older document
//! ```

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "a package for the tools of this repository; its items are for them"
)]

mod cases;
mod crossing;
mod declared;
mod driver;
pub mod equal;
mod given;
mod judge;
mod live;
mod pattern;
pub mod pointer;
mod request;
pub mod sample;
mod scalar;
pub mod standard;
mod trial;
pub mod view;
mod workshop;

pub use crossing::{Caller, Crossing, Faults};
pub use judge::Judge;
pub use live::Violations;
pub use trial::{Coverage, Trial, Verdict};
pub use workshop::{Package, Workshop};
