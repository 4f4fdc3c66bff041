//! Operations of ordinary documents: snippet in, model and findings out; and every document beside
//! the project, of which no operation may be missing.

#[path = "../common/mod.rs"]
mod common;

mod corpus;
