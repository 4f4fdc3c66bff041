//! All that is said in a process, by `tracing` and by `log`, at the finest level, read for a word that must not be
//! there.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// The lines that were logged.
#[derive(Clone)]
pub(super) struct Logs {
    word: &'static str,
    said: Arc<Mutex<Said>>,
}

/// Returns the number of lines of each source, and those that have the word.
type Said = (BTreeMap<String, usize>, Vec<String>);

/// Listens from now on.
pub(super) fn read_for(word: &'static str) -> Logs {
    let logs = Logs {
        word,
        said: Arc::default(),
    };
    tracing::subscriber::set_global_default(logs.clone()).unwrap();
    log::set_boxed_logger(Box::new(logs.clone())).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    logs
}

impl Logs {
    /// Returns the number of lines of each source, and those that have the word.
    pub(super) fn told(&self) -> Said {
        self.said.lock().unwrap().clone()
    }

    fn say(&self, source: String, line: String) {
        let mut said = self.said.lock().unwrap();
        *said.0.entry(source).or_default() += 1;
        if line.contains(self.word) {
            said.1.push(line);
        }
    }
}

#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

fn source(metadata: &Metadata<'_>) -> String {
    format!("{} {}", metadata.target(), metadata.name())
}

impl Subscriber for Logs {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields::default();
        span.record(&mut fields);
        self.say(source(span.metadata()), fields.0);
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        self.say("fields of spans".to_owned(), fields.0);
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.say(source(event.metadata()), fields.0);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

impl log::Log for Logs {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }
    fn log(&self, record: &log::Record<'_>) {
        self.say(
            format!("log {}", record.target()),
            record.args().to_string(),
        );
    }
    fn flush(&self) {}
}
