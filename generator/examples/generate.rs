//! Generates from one document and says how much came out: what profilers and instruction counters run.
//! With a folder, the files and the findings are written there, to be compared with those of another build.
use rill_codegen::{Config, Files, Source, generate};
use std::{env, fs, io, path::Path, process::ExitCode};

fn main() -> ExitCode {
    let Some(path) = env::args().nth(1) else {
        return ExitCode::FAILURE;
    };
    let Ok(bytes) = fs::read(&path) else {
        return ExitCode::FAILURE;
    };
    let source = Source { name: path, bytes };
    let Ok(mut generated) = generate(&source, &Config::new("bench")) else {
        return ExitCode::FAILURE;
    };
    let bytes: usize = generated.files.values().map(String::len).sum();
    eprintln!("{} files, {bytes} bytes", generated.files.len());
    let Some(folder) = env::args().nth(2) else {
        return ExitCode::SUCCESS;
    };
    let findings = generated.diagnostics.render(&source);
    generated.files.insert("findings.txt".to_owned(), findings);
    match write(Path::new(&folder), &generated.files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn write(folder: &Path, files: &Files) -> io::Result<()> {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}
