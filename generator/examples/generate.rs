//! Generates from one document and says how much came out: what profilers and instruction counters run.
use rill_codegen::{Config, Source, generate};
use std::{env, fs, process::ExitCode};
fn main() -> ExitCode {
    let Some(path) = env::args().nth(1) else {
        return ExitCode::FAILURE;
    };
    let Ok(bytes) = fs::read(&path) else {
        return ExitCode::FAILURE;
    };
    let source = Source { name: path, bytes };
    let Ok(generated) = generate(&source, &Config::new("bench")) else {
        return ExitCode::FAILURE;
    };
    let bytes: usize = generated.files.values().map(String::len).sum();
    eprintln!("{} files, {bytes} bytes", generated.files.len());
    ExitCode::SUCCESS
}
