//! Every command in every wrong situation: what it says, its exit code, its JSON, and that what it advises exists.
//!
//! The situations stand in `situations.yaml`, the texts in `wrong.txt`; `UPDATE_EXPECT=1` writes the texts anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
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
        text.replace("{ORIGIN}", self.rill.origin())
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
        .current_dir(here)
        .env_remove("RILL_CLIENT_CONFIG")
        .env_remove("CARGO_TERM_COLOR")
        .env("RILL_TOKEN", situation.token())
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
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, servers.fill(text)).expect("written");
    };
    write("pets.yaml", PETS);
    write("api.yaml", API);
    for (name, text) in &situation.files {
        write(name, text);
    }
    if let Some(text) = &situation.config {
        write("rill-client.toml", text);
    }
    folder
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
        let json = check_json(situation, &servers, &here);
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
        let words = command.split_whitespace().skip(1);
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
