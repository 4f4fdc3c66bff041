//! Calls to a server on this machine: the wire in both directions, and every way to fail.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod calls;
mod clients;
mod connections;
mod doubles;
mod failures;
mod hostile;
mod live;
mod operations;
mod reports;
mod retries;
mod rows;
mod secrets;
mod server;
mod tokens;
