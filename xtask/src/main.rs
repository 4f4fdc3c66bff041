//! This workspace's own `cargo xtask`.

fn main() -> std::process::ExitCode {
    xtask::main()
}
