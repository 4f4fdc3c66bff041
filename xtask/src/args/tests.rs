use rill_codegen::{Code, Level};

use clap::Parser;

use super::*;
use crate::lint::Lints;
use crate::{Cli, Command};

fn parse(line: &str) -> RegenerateArgs {
    let words = line.split_whitespace();
    let cli = Cli::try_parse_from(["cargo xtask", "regenerate"].into_iter().chain(words));
    match cli.expect(line).command {
        Command::Regenerate(args) => *args,
        other => panic!("another command: {other:?}"),
    }
}

fn env_in(here: &Path) -> Env {
    Env {
        here: here.to_owned(),
        // As in this repository, whose own config must not matter when flags say everything.
        config: Some("/made-up/rill-client.toml".into()),
        token: None,
        token_is_given: false,
    }
}

#[test]
fn clap_finds_no_fault_in_the_definitions() {
    <Cli as clap::CommandFactory>::command().debug_assert();
}

#[test]
fn one_client_by_flags_alone() {
    let args = parse(
        "--rill acme/ads --branch b --host https://h --name acme-ads --output out --builtins --dialect rill --runtime version:1 --pin /a=b --pin #/components/schemas/X=Y --deny untyped --allow left-out --max-untyped 3 --overlay o.yaml",
    );
    let clients = args.clients(&env_in(Path::new("/here"))).expect("a client");
    let source = DocumentSource::Rill {
        org: "acme".into(),
        project: "ads".into(),
        branch: Some("b".into()),
        host: Some("https://h".into()),
    };
    let lints = Lints {
        document: BTreeMap::from([(Code::Untyped, Level::Deny), (Code::LeftOut, Level::Allow)]),
        ..Lints::default()
    };
    assert_eq!(
        clients,
        [Client {
            name: "acme-ads".into(),
            output: "/here/out".into(),
            runtime: Some(RuntimeSource::Version("1".into())),
            builtins: true,
            dialect: Dialect::Rill,
            names: BTreeMap::from([
                ("/a".into(), "b".into()),
                ("#/components/schemas/X".into(), "Y".into())
            ]),
            lints,
            max_untyped: Some(3),
            overlays: vec!["/here/o.yaml".into()],
            base: "/here".into(),
            ..Client::for_inspection(source)
        }]
    );
}

#[test]
fn flags_that_shut_each_other_out() {
    for line in [
        "--config a.toml --file b.json",
        "--client a --file b.json",
        "--file a.json --url http://x",
        "--name a",
        "--branch b --local",
        "--instance i --rill a/b",
        "--host h --file a.json",
        "--check --dump ir",
        "--timeout 0",
    ] {
        let words = line.split_whitespace();
        let cli = Cli::try_parse_from(["cargo xtask", "regenerate"].into_iter().chain(words));
        assert_eq!(cli.expect_err(line).exit_code(), 2, "{line}");
    }
}

#[test]
fn only_some_clients_of_a_config() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let text = ["a", "bb"].map(|name| {
        format!("[[client]]\nname = \"{name}\"\noutput = \"{name}\"\nsource.local = true\n")
    });
    std::fs::write(dir.path().join(config::FILE_NAME), text.concat()).expect("a config");
    let env = Env {
        config: None,
        ..env_in(dir.path())
    };
    let names = |line: &str| -> Result<Vec<String>, String> {
        let clients = parse(line).clients(&env);
        let clients = clients.map_err(|problem| problem.to_string())?;
        Ok(clients.into_iter().map(|client| client.name).collect())
    };
    assert_eq!(names(""), Ok(vec!["a".into(), "bb".into()]));
    assert_eq!(names("--client bb"), Ok(vec!["bb".into()]));
    let unknown = names("--client b").expect_err("there is no b");
    assert!(unknown.contains("its clients are a, bb"), "{unknown}");
    assert!(unknown.contains("did you mean `bb`?"), "{unknown}");
}

#[test]
fn the_command_that_fixes_it() {
    for line in [
        "",
        "--config conf/rill-client.toml --client a --client b",
        "--file a.json --name a --output out --runtime path:../runtime",
        "--rill a/b --branch c --host https://h --name a --output out --builtins",
        "--url https://h/a.json --name a --output out --offline --dialect rill --pin /a=b",
        "--name a --output out --local --instance i",
        "--rill-api admin --name a --output out",
    ] {
        let wanted: std::collections::BTreeSet<_> = line.split_whitespace().collect();
        let command = parse(&format!("{line} --check")).command();
        let command = command
            .strip_prefix("cargo xtask regenerate")
            .expect("the command");
        let found: std::collections::BTreeSet<_> = command.split_whitespace().collect();
        assert_eq!(found, wanted, "{line}");
    }
    let mut args = parse("--file a --name a --output out");
    args.single.output = Some("it's here".into());
    assert!(
        args.command().contains(r"--output 'it'\''s here'"),
        "{}",
        args.command()
    );
}
