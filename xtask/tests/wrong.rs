//! Every command in every wrong situation: what it says, its exit code, its JSON, and that what it advises exists.
//!
//! The situations stand in `situations.yaml`, the texts in `wrong.txt`; `UPDATE_EXPECT=1` writes the texts anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::BufRead as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use expect_test::expect_file;
use serde_json::Value;
use standin::{Fault, Standin};

/// A document of an ordinary API.
const PETS: &str = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\nservers: [{url: 'https://pets.example.com'}]\npaths:\n  /pets:\n    get: {operationId: listPets, responses: {'200': {description: ok}}}\n";

/// A document of a Rill project that declares no rows.
const API: &str = "openapi: 3.0.3\ninfo: {title: Ads, version: '1'}\nservers: [{url: 'http://localhost:9009/v1/instances/default/api'}]\npaths:\n  /bids: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {type: object}}}}}}}}\n  /metrics: {post: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {type: object}}}}}}}}\n";

/// A client of a config without its source.
const ADS: &str = "[[client]]\nname = \"ads\"\noutput = \"crates/ads\"\nruntime = \"version:0.1\"";

/// A wrong situation, as `situations.yaml` describes it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Situation {
    name: String,
    code: i32,
    run: String,
    config: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Files of bytes that are no text, in hexadecimal.
    #[serde(default)]
    bytes: BTreeMap<String, String>,
    #[serde(default)]
    folders: Vec<String>,
    /// Symbolic links: where they lie, and where they lead.
    #[serde(default)]
    links: BTreeMap<String, String>,
    /// Variables of the environment.
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// The folder that the command is run in, below that of the config.
    #[serde(default)]
    below: String,
    /// `user`, `outsider`, or the token itself.
    #[serde(default)]
    token: String,
    /// `true` if the first response is a web page.
    #[serde(default)]
    html: bool,
}

impl Situation {
    fn words(&self) -> impl Iterator<Item = &str> {
        self.run.split(' ')
    }

    fn token(&self) -> &str {
        match self.token.as_str() {
            "user" => standin::USER_TOKEN,
            "outsider" => standin::OUTSIDER_TOKEN,
            token => token,
        }
    }
}

fn situations() -> Vec<Situation> {
    serde_yaml::from_str(include_str!("situations.yaml")).expect("a list of situations")
}

/// The result of a run of the program.
struct Run {
    code: i32,
    out: String,
    err: String,
}

/// The servers that situations name.
struct Servers {
    rill: Standin,
    closed: String,
}

impl Servers {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let closed = format!("http://{}", listener.local_addr().expect("an address"));
        Self {
            rill: Standin::spawn().expect("the stand-in runs"),
            closed,
        }
    }

    fn fill(&self, text: &str) -> String {
        text.replace("{pets}", "{ads}\nsource = { file = \"pets.yaml\" }")
            .replace("{ads}", ADS)
            .replace("{_}", " ")
            .replace("{ORIGIN}", self.rill.origin())
            .replace("{CLOSED}", &self.closed)
            .replace("{LONG}", &"a".repeat(5000))
    }

    /// Takes out of a text what differs from run to run.
    fn plain(&self, text: &str, here: &Path) -> String {
        let text = text
            .replace(&here.display().to_string(), "HERE")
            .replace(self.rill.origin(), "ORIGIN")
            .replace(&self.closed, "CLOSED")
            .replace(&"a".repeat(5000), "aaa…");
        let lines = text.lines().map(|line| {
            if line.starts_with('|') {
                return table_line(line);
            }
            match line.split_once("error sending request") {
                Some((start, _)) => format!("{start}error sending request …"),
                None => line.trim_end().to_owned(),
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Returns a line of a table without what differs from run to run: times, widths, the words of the system.
fn table_line(line: &str) -> String {
    let cells = line.split('|').map(|cell| {
        let cell = cell.trim().trim_matches('-');
        match cell.split_once("error sending request") {
            Some((start, _)) => format!("{start}error sending request …"),
            None if cell.ends_with(" ms") => "… ms".to_owned(),
            None => cell.to_owned(),
        }
    });
    cells.collect::<Vec<_>>().join("|")
}

fn run(situation: &Situation, servers: &Servers, here: &Path, more: &[&str]) -> Run {
    servers.rill.clear_faults();
    if situation.html {
        servers.rill.inject(Fault::Html { status: 200 });
    }
    let words = situation.words().map(|word| servers.fill(word));
    let output = Command::new(env!("CARGO_BIN_EXE_rill-client"))
        .current_dir(here.join(&situation.below))
        .env_remove("RILL_CLIENT_CONFIG")
        .env_remove("CARGO_TERM_COLOR")
        .env("RILL_TOKEN", situation.token())
        .envs(
            situation
                .env
                .iter()
                .map(|(name, value)| (name, servers.fill(value))),
        )
        .args(words)
        .args(more)
        .stdin(std::process::Stdio::null())
        .output()
        .expect("the program runs");
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: text(&output.stdout),
        err: text(&output.stderr),
    }
}

fn prepare(situation: &Situation, servers: &Servers) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| {
        let path = folder.path().join(servers.fill(name));
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        path
    };
    let write = |name: &str, text: &str| fs::write(at(name), servers.fill(text)).expect("written");
    write("pets.yaml", PETS);
    write("api.yaml", API);
    for (name, text) in &situation.files {
        write(name, text);
    }
    if let Some(text) = &situation.config {
        write("rill-client.toml", text);
    }
    for name in situation.folders.iter().chain([&situation.below]) {
        fs::create_dir_all(at(name)).expect("made");
    }
    for (name, hex) in &situation.bytes {
        let bytes = (0..hex.len()).step_by(2);
        let bytes = bytes.map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal"));
        fs::write(at(name), bytes.collect::<Vec<u8>>()).expect("written");
    }
    #[cfg(unix)]
    for (name, to) in &situation.links {
        std::os::unix::fs::symlink(to, at(name)).expect("linked");
    }
    folder
}

/// A key of a client, and where it stands in the schema: those that are tables with theirs.
fn keys_of(schema: &Value, whole: &Value, at: &str, keys: &mut Vec<String>) {
    let target = schema["$ref"]
        .as_str()
        .and_then(|text| whole.pointer(&text[1..]));
    let schema = target.unwrap_or(schema);
    let choices = schema["anyOf"].as_array().into_iter().flatten();
    for choice in choices.chain([schema]) {
        for (key, schema) in choice["properties"].as_object().into_iter().flatten() {
            let at = format!("{at}{key}");
            keys_of(schema, whole, &format!("{at}."), keys);
            keys.push(at);
        }
    }
}

/// For every key of a client, and those of its tables, every type of values: the program takes those that the schema
/// takes, and refuses the others where they stand, without words of its own source.
#[test]
fn a_value_of_another_type_is_refused_where_it_stands() {
    let program = || Command::new(env!("CARGO_BIN_EXE_rill-client"));
    let schema = program()
        .arg("schema")
        .output()
        .expect("the program runs")
        .stdout;
    let schema: Value = serde_json::from_slice(&schema).expect("JSON");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler
        .add_resource("config.json", schema.clone())
        .expect("a resource");
    let index = compiler
        .compile("config.json", &mut schemas)
        .expect("a schema");
    let mut keys = Vec::new();
    keys_of(&schema["definitions"]["client"], &schema, "", &mut keys);
    assert!(keys.len() > 35, "{keys:?}");
    let folder = tempfile::tempdir().expect("a folder");
    let mut refused = 0;
    for key in &keys {
        for value in [
            "true",
            "1",
            "-1",
            "1.5",
            "\"x\"",
            "[1]",
            "[\"x\"]",
            "{ x = 1 }",
            "2025-01-01",
        ] {
            let mut lines = vec![format!("{key} = {value}")];
            let usual = [
                ("name", "\"ads\""),
                ("output", "\"ads\""),
                ("source.file", "\"gone\""),
            ];
            lines.extend(usual.iter().filter_map(|(one, usual)| {
                let is_given = key.split('.').next() == one.split('.').next();
                (!is_given).then(|| format!("{one} = {usual}"))
            }));
            let text = format!("[[client]]\n{}\n", lines.join("\n"));
            let config: toml::Value = toml::from_str(&text).expect("TOML");
            let config = serde_json::to_value(config).expect("JSON");
            if schemas.validate(&config, index).is_ok() {
                continue;
            }
            refused += 1;
            fs::write(folder.path().join("rill-client.toml"), &text).expect("written");
            let output = program()
                .args(["document", "--client", "ads"])
                .current_dir(folder.path())
                .env_remove("RILL_CLIENT_CONFIG")
                .output()
                .expect("the program runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{text}{said}");
            assert!(said.contains(" --> rill-client.toml:"), "{text}{said}");
            let odd = ["invalid type", "usize", "sequence", "variant", "wanted"];
            assert!(!odd.iter().any(|word| said.contains(word)), "{text}{said}");
        }
    }
    assert!(refused > 200, "{refused}");
}

/// The commands that go on until they are stopped print an object a line.
#[test]
fn what_goes_on_prints_an_object_a_line() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("pets.yaml"), PETS).expect("written");
    let watch = "watch --file pets.yaml --runtime version:0.1 --name ads --output ads --json";
    for (words, outcome, key) in [
        (watch, "done", "clients"),
        ("standin --json", "serving", "token"),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rill-client"))
            .args(words.split(' '))
            .current_dir(folder.path())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("the program runs");
        let mut line = String::new();
        let mut lines = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
        lines.read_line(&mut line).expect("a line");
        child.kill().expect("it runs");
        child.wait().expect("it ends");
        let object: Value = serde_json::from_str(&line).expect(&line);
        assert_eq!(
            (&object["exit"], &object["outcome"]),
            (&0.into(), &outcome.into()),
            "{line}"
        );
        assert!(!object[key].is_null(), "{line}");
    }
}

#[test]
fn every_message_is_as_it_is_written_down() {
    let servers = Servers::start();
    let mut all = String::new();
    let situations = situations();
    let mut wrong = Vec::new();
    for situation in &situations {
        let folder = prepare(situation, &servers);
        let here = folder.path().canonicalize().expect("a folder");
        let found = run(situation, &servers, &here, &[]);
        if found.code != situation.code {
            wrong.push(format!(
                "{}: exit code {}\n{}{}",
                situation.name, found.code, found.out, found.err
            ));
        }
        let advice = check_advice(situation, &found.err, &here);
        let fresh = prepare(situation, &servers);
        let json = check_json(situation, &servers, fresh.path());
        wrong.extend([advice, json].into_iter().flatten());
        let _ = writeln!(
            all,
            "## {}\n$ cargo xtask {}",
            situation.name, situation.run
        );
        for text in [&found.out, &found.err] {
            let text = servers.plain(text, &here);
            let lines: Vec<&str> = text.trim_end().lines().take(40).collect();
            if !lines.is_empty() {
                let _ = writeln!(all, "{}", lines.join("\n"));
            }
        }
        let _ = writeln!(all, "(exit code {})\n", found.code);
    }
    assert!(situations.len() >= 60, "{}", situations.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    expect_file!["wrong.txt"].assert_eq(&all);
}

/// With `--json` the output is one object whatever happens, and says the same as the exit code. Returns what is wrong.
fn check_json(situation: &Situation, servers: &Servers, here: &Path) -> Option<String> {
    let found = run(situation, servers, here, &["--json"]);
    let wrong = |why: &str| {
        Some(format!(
            "{}: {why}\n{}{}",
            situation.name, found.out, found.err
        ))
    };
    let Ok(object) = serde_json::from_str::<Value>(&found.out) else {
        return wrong("not one JSON object");
    };
    if object["exit"] != found.code || found.code != situation.code {
        return wrong("another exit code");
    }
    if ["version", "command", "outcome"]
        .iter()
        .any(|key| object[key].is_null())
    {
        return wrong("a key is missing");
    }
    let code = object["error"]["code"].as_str();
    let is_right = match situation.code {
        0 => code.is_none(),
        1 => matches!(code, None | Some("failed")),
        2 => code == Some("usage"),
        // What `verify` finds stands with each API.
        3 => matches!(code, Some("network" | "token")) || object["outcome"] == "faults",
        _ => false,
    };
    if is_right {
        None
    } else {
        wrong("another code of the error")
    }
}

/// Commands that a message names exist, and help in this situation. Returns what is wrong.
fn check_advice(situation: &Situation, said: &str, here: &Path) -> Option<String> {
    let wrong = |why: &str| Some(format!("{}: {why}\n{said}", situation.name));
    for line in said.lines().filter(|line| !line.starts_with("Usage:")) {
        let Some(at) = line.find("cargo xtask ") else {
            continue;
        };
        let command = line[at..].split('`').next().unwrap_or_default();
        let words = shlex::split(command).unwrap_or_default();
        let words = words.into_iter().skip(1);
        let parsed = rill_client_xtask::internal::command().try_get_matches_from(words);
        if parsed.is_err_and(|error| error.use_stderr()) {
            return wrong(&format!("no such command: {command}"));
        }
    }
    let files = walkdir::WalkDir::new(here)
        .into_iter()
        .filter_map(Result::ok);
    let is_committed = files
        .filter(|file| file.file_name() == "openapi.json")
        .count()
        > 0;
    if said.contains("`--offline`") && !is_committed {
        return wrong("nothing is committed to use offline");
    }
    if situation.run.starts_with("verify") && said.contains("cargo xtask regenerate") {
        return wrong("verify does not lead to regenerate");
    }
    None
}
