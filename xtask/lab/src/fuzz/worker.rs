//! The process that tries inputs. What it is about to try stands in a file, so that it is there whatever happens.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::mutate::Mutator;
use super::seeds;
use super::targets::Target;

/// The most time for one input: in a debug build on a loaded machine too.
const LONGEST: Duration = Duration::from_secs(20);

/// The status of a worker that found something.
const FOUND: i32 = 9;

/// Tries the seeds as they are, and then changed ones until the time is over.
pub(super) fn run(target: Target, root: &Path, folder: &Path, (start, seconds): (u64, u64)) {
    let begin = Instant::now();
    let executions = Arc::new(AtomicU64::new(0));
    let input: Arc<Mutex<Vec<u8>>> = Arc::default();
    let found = Finding {
        folder: folder.to_owned(),
        input: Arc::clone(&input),
        executions: Arc::clone(&executions),
    };
    let watched = found.clone();
    std::thread::spawn(move || watched.watch());
    std::panic::set_hook(Box::new(move |panic| found.end(&panic.to_string())));
    let seeds = seeds::of(target.name, root);
    let mut mutator = Mutator::new(&seeds, start, target.is_tree);
    let mut file = std::fs::File::create(folder.join("input")).ok();
    let work = (target.prepare)(folder);
    let mut next = 0;
    while next < seeds.len() || begin.elapsed() < Duration::from_secs(seconds) {
        let bytes = match seeds.get(next) {
            Some(seed) => seed.clone(),
            None => mutator.next(),
        };
        next += 1;
        if let Some(file) = &mut file {
            keep(file, &bytes);
        }
        if let Ok(mut input) = input.lock() {
            input.clone_from(&bytes);
        }
        work(&bytes);
        executions.fetch_add(1, Ordering::Relaxed);
    }
    drop(std::fs::write(
        folder.join("executions"),
        executions.load(Ordering::Relaxed).to_string(),
    ));
}

fn keep(file: &mut std::fs::File, bytes: &[u8]) {
    use std::io::{Seek as _, SeekFrom};
    let written = file
        .seek(SeekFrom::Start(0))
        .and_then(|_| file.write_all(bytes));
    drop(written.and_then(|()| file.set_len(bytes.len() as u64)));
}

/// What a worker leaves when it ends early.
#[derive(Clone)]
struct Finding {
    folder: PathBuf,
    input: Arc<Mutex<Vec<u8>>>,
    executions: Arc<AtomicU64>,
}

impl Finding {
    /// Ends the process with a reason, as a panic would in a release that aborts.
    fn end(&self, reason: &str) {
        let input = self
            .input
            .try_lock()
            .map(|input| input.clone())
            .unwrap_or_default();
        drop(std::fs::write(self.folder.join("input"), input));
        drop(std::fs::write(self.folder.join("reason"), reason));
        let executions = self.executions.load(Ordering::Relaxed).to_string();
        drop(std::fs::write(self.folder.join("executions"), executions));
        std::process::exit(FOUND);
    }

    /// Ends the process where one input takes too long.
    fn watch(&self) {
        let (mut last, mut since) = (u64::MAX, Instant::now());
        loop {
            std::thread::sleep(Duration::from_millis(500));
            let now = self.executions.load(Ordering::Relaxed);
            if now != last {
                (last, since) = (now, Instant::now());
            } else if since.elapsed() > LONGEST {
                self.end("it takes too long");
            }
            // A worker that is killed by a signal has no other way to tell; one that ends writes the whole count itself.
            drop(std::fs::write(self.folder.join("so-far"), now.to_string()));
        }
    }
}
