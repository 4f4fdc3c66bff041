//! The name that the user calls this program by.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::OnceLock;

/// The name in the sources of all messages.
const XTASK: &str = "cargo xtask";

/// Returns the name by which this program was called: `cargo xtask` where Cargo runs it, else its own file's name.
pub fn program_name() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let run_by_cargo = std::env::var_os("CARGO_MANIFEST_DIR").is_some();
        let path = std::env::args_os().next().unwrap_or_default();
        let stem = Path::new(&path).file_stem().and_then(OsStr::to_str);
        match stem {
            Some(stem) if !run_by_cargo => stem.to_owned(),
            _ => XTASK.to_owned(),
        }
    })
}

/// Returns a message whose commands are written as this program was called.
pub fn as_called(message: &str) -> Cow<'_, str> {
    match program_name() {
        XTASK => Cow::Borrowed(message),
        name => Cow::Owned(message.replace(XTASK, name)),
    }
}
