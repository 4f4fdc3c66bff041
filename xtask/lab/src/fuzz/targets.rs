//! What reads inputs that others wrote. A target ends in any way but a panic, and soon.

use std::path::Path;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use catalogue::Client;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::{
    ByteStream, Credential, Middleware, Next, Options, ResponseFuture, RetryPolicy,
    Target as Address, Value, Via,
};
use rill_client_xtask::internal::check_config;
use rill_codegen::{Config, Input, Source};
use rill_project::{Undeclared, generate_document};
use tokio::runtime::Runtime;

/// Tries an input.
type Work = Box<dyn Fn(&[u8])>;

/// A reader of inputs.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) name: &'static str,
    /// `true` if its inputs are trees of JSON or YAML.
    pub(super) is_tree: bool,
    /// Is given a folder to write in.
    pub(super) prepare: fn(&Path) -> Work,
}

const fn target(name: &'static str, is_tree: bool, prepare: fn(&Path) -> Work) -> Target {
    Target {
        name,
        is_tree,
        prepare,
    }
}

pub(super) const TARGETS: [Target; 8] = [
    target("documents", true, |_| Box::new(document)),
    target("texts", false, |_| Box::new(text)),
    target("overlays", true, |_| Box::new(overlay)),
    target("configs", false, configs),
    target("answers", true, |_| answers(decode_answers)),
    target("events", false, |_| answers(decode_streams)),
    target("projects", true, |folder| {
        in_project(folder, |folder| {
            drop(generate_document(folder, Undeclared::Inferred));
        })
    }),
    target("sql", true, |folder| {
        in_project(folder, |folder| drop(rill_rows::read_rows(folder)))
    }),
];

fn source(name: &str, bytes: &[u8]) -> Source {
    Source {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    }
}

fn document(bytes: &[u8]) {
    drop(rill_codegen::generate(
        &source("document", bytes),
        &Config::new("fuzzed"),
    ));
}

/// Reads a text and renders why it is refused, with its place.
fn text(bytes: &[u8]) {
    let source = source("document", bytes);
    if let Err(refusal) = rill_codegen::dump_document(&source, &Config::new("fuzzed")) {
        drop(refusal.render(&source));
    }
}

/// The document that overlays are applied to.
const DOCUMENT: &str = include_str!("../../../../fixtures/cases/other-files/document.yaml");

fn overlay(bytes: &[u8]) {
    let input = Input {
        document: source("document.yaml", DOCUMENT.as_bytes()),
        overlays: vec![source("overlay.yaml", bytes)],
        ..Input::default()
    };
    drop(rill_codegen::generate(&input, &Config::new("fuzzed")));
}

fn configs(folder: &Path) -> Work {
    let path = folder.join("rill-client.toml");
    Box::new(move |bytes| {
        drop(check_config(&path, &String::from_utf8_lossy(bytes)));
    })
}

/// A server whose answer is the input; the last bytes say its status and its media type.
#[derive(Clone, Default)]
struct Answer(Arc<Mutex<Vec<u8>>>);

impl Middleware for Answer {
    fn handle<'a>(&'a self, _: http::Request<Bytes>, _: Next<'a>) -> ResponseFuture<'a> {
        let bytes = self.0.lock().map(|bytes| bytes.clone()).unwrap_or_default();
        let (status, media_type) = head(&bytes);
        let mut response = http::Response::new(ByteStream::from(Bytes::from(bytes)));
        *response.status_mut() = status;
        let media_type = HeaderValue::from_static(media_type);
        response.headers_mut().insert(CONTENT_TYPE, media_type);
        Box::pin(async { Ok(response) })
    }
}

/// Calls with each input as the answer.
fn answers(calls: fn(&Client, &Core, &Runtime)) -> Work {
    let answer = Answer::default();
    let options = Options::default()
        .retries(RetryPolicy::none())
        .transport(answer.clone());
    let client = Client::builder()
        .address("https://mock.example")
        .options(options.clone())
        .build();
    let core = Core::new(
        Address::url("https://mock.example"),
        Credential::none(),
        options,
        "fuzz",
    );
    let executor = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    Box::new(move |bytes| {
        if let Ok(mut answer) = answer.0.lock() {
            *answer = bytes.to_vec();
        }
        if let (Ok(client), Ok(core), Ok(executor)) = (&client, &core, &executor) {
            calls(client, core, executor);
        }
    })
}

fn head(bytes: &[u8]) -> (StatusCode, &'static str) {
    let pick = |index: usize, of: usize| {
        let byte = bytes.iter().rev().nth(index);
        byte.map_or(0, |byte| usize::from(*byte) % of)
    };
    let media_types = [
        "application/json",
        "text/event-stream",
        "application/x-ndjson",
        "text/html",
    ];
    let statuses = [
        StatusCode::OK,
        StatusCode::OK,
        StatusCode::OK,
        StatusCode::NOT_FOUND,
        StatusCode::INTERNAL_SERVER_ERROR,
        StatusCode::NO_CONTENT,
    ];
    (statuses[pick(0, 6)], media_types[pick(1, 4)])
}

fn decode_answers(client: &Client, _: &Core, executor: &Runtime) {
    executor.block_on(async {
        drop(
            client
                .several()
                .send()
                .await
                .map_err(|error| error.to_string()),
        );
        drop(
            client
                .asked_versioned()
                .send()
                .await
                .map_err(|error| error.to_string()),
        );
        drop(
            client
                .headers_by_status()
                .send()
                .await
                .map_err(|error| error.to_string()),
        );
        drop(
            client
                .pointer()
                .send()
                .await
                .map_err(|error| error.to_string()),
        );
        drop(
            client
                .by_constant()
                .send()
                .await
                .map_err(|error| error.to_string()),
        );
    });
}

fn decode_streams(client: &Client, core: &Core, executor: &Runtime) {
    executor.block_on(async {
        if let Ok(mut events) = client.events().await {
            while let Some(event) = events.next().await {
                drop(event.map_err(|error| error.to_string()));
            }
        }
        let mut rows = core.custom_api::<_, Value>("rows", Via::Query, &()).rows();
        while let Some(row) = rows.next().await {
            drop(row.map_err(|error| error.to_string()));
        }
    });
}

/// Writes the input as the API of a project.
fn in_project(folder: &Path, read: fn(&Path)) -> Work {
    let folder = folder.join("project");
    drop(std::fs::create_dir_all(folder.join("apis")));
    drop(std::fs::write(
        folder.join("rill.yaml"),
        "olap_connector: duckdb\n",
    ));
    Box::new(move |bytes| {
        drop(std::fs::write(folder.join("apis/one.yaml"), bytes));
        read(&folder);
    })
}
