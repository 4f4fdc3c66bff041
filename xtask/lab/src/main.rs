//! This repository's own `cargo lab`.

fn main() -> std::process::ExitCode {
    rill_lab::main()
}
