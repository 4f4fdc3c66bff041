//! A run that is killed leaves the old crate or the new one, once the next run has looked at it, and nothing else.
//!
//! `cargo lab kills` does it more often: the variable `KILLS` says how often.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const RUN: &str = ".rill-client-run";

type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// Returns a document of many tags, each of which becomes a file.
fn document(tags: std::ops::Range<usize>, version: &str) -> String {
    let mut text = format!(
        "openapi: 3.0.3\ninfo: {{title: Kill, version: '{version}'}}\nservers: [{{url: 'https://example.com'}}]\npaths:\n"
    );
    for tag in tags {
        let schema = format!("{{type: object, properties: {{v{version}: {{type: string}}}}}}");
        let _ = writeln!(
            text,
            "  /t{tag}: {{get: {{tags: [tag{tag}], operationId: get{tag}, responses: {{'200': {{description: ok, content: {{application/json: {{schema: {schema}}}}}}}}}}}}}"
        );
    }
    text
}

fn command(here: &Path, document: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rill-client"));
    command
        .current_dir(here)
        .env_remove("RILL_CLIENT_CONFIG")
        .args(["regenerate", "--name", "kill", "--output", "out"])
        .args(["--runtime", "version:0.1", "--file", document])
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

#[track_caller]
fn regenerate(here: &Path, document: &str, code: i32) -> String {
    let output = command(here, document).output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

fn tree(folder: &Path) -> Tree {
    let files = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok);
    files
        .filter(|file| file.file_type().is_file())
        .map(|file| {
            let name = file.path().strip_prefix(folder).expect("below");
            (name.to_owned(), fs::read(file.path()).expect("readable"))
        })
        .collect()
}

/// Returns a moment below the longest, another one each time.
fn moment(longest: Duration) -> Duration {
    let random = RandomState::new().hash_one(0_u8);
    let part = u32::try_from(random % 1000).expect("below a thousand");
    longest * part / 1000
}

/// Runs until a moment and kills: at any time, or shortly after the run began to write.
fn kill_once(here: &Path, whole: Duration, while_it_writes: bool) {
    let mut child = command(here, "new.yaml").spawn().expect("the program runs");
    if while_it_writes {
        let run = here.join("out").join(RUN);
        let start = Instant::now();
        while !run.exists() && start.elapsed() < whole * 4 {
            std::hint::spin_loop();
        }
        sleep(moment(whole / 16));
    } else {
        sleep(moment(whole));
    }
    drop(child.kill());
    drop(child.wait());
}

#[test]
fn a_killed_run_leaves_one_crate_whole() {
    let times = std::env::var("KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(16);
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::write(here.join("old.yaml"), document(0..40, "1")).expect("a file");
    fs::write(here.join("new.yaml"), document(20..60, "2")).expect("a file");
    let out = here.join("out");
    let start = Instant::now();
    regenerate(here, "new.yaml", 0);
    let whole = start.elapsed();
    let new = tree(&out);
    regenerate(here, "old.yaml", 0);
    let old = tree(&out);
    assert_ne!(old, new);
    let (mut interrupted, mut unfinished) = (0, 0);
    for time in 0..times {
        kill_once(here, whole, time % 2 == 0);
        if out.join(RUN).exists() {
            interrupted += 1;
            let mut found = tree(&out);
            found.retain(|name, _| !name.starts_with(RUN));
            unfinished += usize::from(found != old && found != new);
        }
        // The next run looks at the crate before anything else, and this one ends there.
        regenerate(here, "gone.yaml", 2);
        let found = tree(&out);
        assert!(found == old || found == new, "mixed: {:?}", found.keys());
        assert!(!out.join(RUN).exists(), "left over");
        regenerate(here, "new.yaml", 0);
        assert_eq!(tree(&out), new);
        regenerate(here, "old.yaml", 0);
        assert_eq!(tree(&out), old);
    }
    eprintln!(
        "{times} kills: {interrupted} while it wrote, {unfinished} of them between two crates until the next run"
    );
    assert!(interrupted > 0, "no kill came while it wrote");
}

#[test]
fn a_first_run_that_is_killed_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::write(here.join("new.yaml"), document(0..40, "1")).expect("a file");
    let start = Instant::now();
    regenerate(here, "new.yaml", 0);
    let whole = start.elapsed();
    let new = tree(&here.join("out"));
    for _ in 0..4 {
        fs::remove_dir_all(here.join("out")).expect("it is there");
        kill_once(here, whole, true);
        regenerate(here, "gone.yaml", 2);
        let found = tree(&here.join("out"));
        assert!(found.is_empty() || found == new, "{:?}", found.keys());
        regenerate(here, "new.yaml", 0);
        assert_eq!(tree(&here.join("out")), new);
    }
}

/// Runs `new.yaml` over the crate of `old.yaml` by a shell that prepares for it, and expects the old crate after a failure.
#[cfg(unix)]
#[track_caller]
fn fails_and_leaves_the_old_crate(prepare: &str, says: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::write(here.join("old.yaml"), document(0..40, "1")).expect("a file");
    fs::write(here.join("new.yaml"), document(20..60, "2")).expect("a file");
    regenerate(here, "old.yaml", 0);
    let out = here.join("out");
    let old = tree(&out);
    let inner = command(here, "new.yaml");
    let mut shell = Command::new("sh");
    shell
        .current_dir(here)
        .args(["-c", &format!("{prepare}; exec \"$0\" \"$@\"")]);
    let output = shell
        .arg(inner.get_program())
        .args(inner.get_args())
        .output()
        .expect("the shell runs");
    drop(
        Command::new("sh")
            .current_dir(here)
            .args(["-c", "chattr -R -i out 2>/dev/null"])
            .status(),
    );
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(says), "{said}");
    assert_eq!(tree(&out), old, "{said}");
    assert!(!out.join(RUN).exists(), "left over");
    regenerate(here, "new.yaml", 0);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_crate() {
    // A file that must not grow fails as one does on a full disk: in the middle of being written.
    fails_and_leaves_the_old_crate("trap '' XFSZ; ulimit -f 8", "cannot be written");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_changed_leaves_the_old_crate() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("file"), "").expect("a file");
    let mark = |sign: &str| {
        let mut chattr = Command::new("chattr");
        let chattr = chattr
            .arg(sign)
            .arg(folder.path().join("file"))
            .stderr(Stdio::null());
        chattr.status().is_ok_and(|status| status.success())
    };
    if !mark("+i") {
        eprintln!("skipped: chattr cannot mark files here");
        return;
    }
    mark("-i");
    fails_and_leaves_the_old_crate("chattr +i out/src/apis.rs", "src/apis.rs");
}

#[test]
fn two_runs_on_one_output_never_mix() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::write(here.join("old.yaml"), document(0..40, "1")).expect("a file");
    fs::write(here.join("new.yaml"), document(20..60, "2")).expect("a file");
    let out = here.join("out");
    // The order of features in the manifest tells which document came first.
    for document in ["old.yaml", "new.yaml"] {
        regenerate(here, document, 0);
    }
    regenerate(here, "old.yaml", 0);
    let old = tree(&out);
    regenerate(here, "new.yaml", 0);
    let new = tree(&out);
    for _ in 0..4 {
        let runs: Vec<_> = ["old.yaml", "new.yaml", "old.yaml", "new.yaml"]
            .map(|document| command(here, document).spawn().expect("the program runs"))
            .into_iter()
            .map(|run| run.wait_with_output().expect("it ends"))
            .collect();
        for run in runs {
            let said = String::from_utf8_lossy(&run.stderr);
            assert!(run.status.success(), "{said}");
        }
        let found = tree(&out);
        assert!(found == old || found == new, "{:?}", found.keys());
    }
}

#[cfg(unix)]
#[test]
fn a_run_waits_for_another_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::write(here.join("old.yaml"), document(0..2, "1")).expect("a file");
    regenerate(here, "old.yaml", 0);
    let lock = fs::File::open(here.join("out")).expect("a folder");
    lock.lock().expect("a lock");
    let run = command(here, "old.yaml").spawn().expect("the program runs");
    sleep(Duration::from_millis(1500));
    drop(lock);
    let output = run.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("kill: waiting for another run that writes to out"),
        "{said}"
    );
    assert!(output.status.success(), "{said}");
}
