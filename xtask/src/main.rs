//! The installable program, and this workspace's own `cargo xtask`.

fn main() -> std::process::ExitCode {
    rill_client_xtask::main()
}
