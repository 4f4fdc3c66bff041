//! `cargo xtask watch`: regenerates when a file that the clients are made from changes.
//!
//! Files are looked at twice a second, which needs no service of the system and works on every disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use rill_console::{Console, Exit, Problem, absolute, files_below};

use crate::args::{ClientArgs, Env, RegenerateArgs};
use crate::client::{Client, DocumentSource};
use crate::{config, regenerate};

const INTERVAL: Duration = Duration::from_millis(500);

/// Size and time of change of each file that is watched.
type Snapshot = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// Regenerates the clients now, and again with every change, until the program is stopped.
pub(crate) fn run(
    args: &ClientArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Exit, Problem> {
    let args = args.wanted();
    let mut watched = Watched::new(&args, env)?;
    loop {
        let before = watched.snapshot();
        let ended = regenerate::run(&args, env, console);
        console.event(ended);
        console.say(format!("watching {} files; Ctrl-C ends it", before.len()));
        wait_for_change(&watched, &before);
        match Watched::new(&args, env) {
            Ok(changed) => watched = changed,
            // The config is half written: what was watched so far tells when it is whole.
            Err(problem) => console.event(Err(problem)),
        }
    }
}

/// Returns when files differ from `before` and are not being written any more.
fn wait_for_change(watched: &Watched, before: &Snapshot) {
    let mut last = before.clone();
    loop {
        sleep(INTERVAL);
        let now = watched.snapshot();
        if now == last && now != *before {
            return;
        }
        last = now;
    }
}

/// The files and folders that clients are made from.
struct Watched {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    /// Folders that the clients are written to.
    outputs: Vec<PathBuf>,
}

impl Watched {
    /// Collects the local sources of the clients that are meant.
    ///
    /// # Errors
    ///
    /// The flags or the config cannot be followed, or every source is on another machine.
    fn new(args: &RegenerateArgs, env: &Env) -> Result<Self, Problem> {
        let clients = args.clients(env)?;
        let mut watched = Self {
            files: Vec::new(),
            folders: Vec::new(),
            outputs: clients
                .iter()
                .map(|client| absolute(&client.output))
                .collect(),
        };
        for client in &clients {
            watched.add(client);
        }
        if watched.files.is_empty() && watched.folders.is_empty() {
            return Err(Problem::usage("there is no file to watch")
                .note("the documents of all clients are on other machines")
                .help("run `cargo xtask regenerate` when they change"));
        }
        if !args.single.is_given() {
            let path = config::find(args.config.as_deref(), env.config.as_deref(), &env.here)?;
            watched.files.push(path);
        }
        Ok(watched)
    }

    fn add(&mut self, client: &Client) {
        match client.source.place() {
            // A document may refer to any file beside and below it.
            DocumentSource::File(path) => {
                self.files.push(path.clone());
                self.folders.extend(path.parent().map(Path::to_owned));
            }
            DocumentSource::Project(folder) => self.folders.push(folder.clone()),
            DocumentSource::Rill { .. }
            | DocumentSource::Local { .. }
            | DocumentSource::Url(_)
            | DocumentSource::Own(..) => return,
        }
        self.files.extend(client.overlays.iter().cloned());
        self.files.push(client.inferred_overlay());
    }

    fn snapshot(&self) -> Snapshot {
        let below = |folder: &PathBuf| {
            let files = files_below(folder, &|path| self.is_source(path));
            files.unwrap_or_default()
        };
        let files = self.files.iter().cloned();
        let files = files.chain(self.folders.iter().flat_map(below));
        files
            .filter_map(|path| {
                let found = std::fs::metadata(&path).ok()?;
                Some((absolute(&path), (found.len(), found.modified().ok())))
            })
            .collect()
    }

    /// Returns `true` for files that documents are made of, and for folders where they may lie.
    fn is_source(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') || matches!(&*name, "target" | "node_modules") {
            return false;
        }
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension {
            Some("json" | "yaml" | "yml" | "sql") => true,
            _ => path.is_dir() && !self.outputs.contains(&absolute(path)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn sources_are_watched_and_what_is_written_is_not() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let here = dir.path();
        for path in [
            "api/openapi.yaml",
            "api/parts/pet.json",
            "api/client/openapi.json",
            "api/target/x.json",
            "api/.git/x.json",
            "api/notes.md",
            "extra.yaml",
        ] {
            let path = here.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, "a").expect("a file");
        }
        fs::write(
            here.join(config::FILE_NAME),
            "[[client]]\nname = \"a\"\noutput = \"api/client\"\noverlays = [\"extra.yaml\"]\n\
             source = { file = \"api/openapi.yaml\" }\n",
        )
        .expect("a file");
        let env = Env {
            here: here.to_owned(),
            config: None,
            token: None,
            token_is_given: false,
        };
        let watched = Watched::new(&RegenerateArgs::default(), &env).expect("local files");
        let before = watched.snapshot();
        let names: Vec<String> = before
            .keys()
            .map(|path| rill_console::relative(path, &absolute(here)))
            .collect();
        let expected = [
            "api/openapi.yaml",
            "api/parts/pet.json",
            "extra.yaml",
            config::FILE_NAME,
        ];
        assert_eq!(names, expected);
        fs::write(here.join("api/client/openapi.json"), "longer").expect("a file");
        assert_eq!(watched.snapshot(), before);
        fs::write(here.join("api/parts/new.json"), "").expect("a file");
        assert_ne!(watched.snapshot(), before);
        fs::remove_file(here.join("api/parts/new.json")).expect("a file");
        fs::write(here.join("extra.yaml"), "longer").expect("a file");
        wait_for_change(&watched, &before);
    }

    #[test]
    fn clients_of_other_machines_alone_are_refused() {
        let args = RegenerateArgs {
            single: crate::SingleArgs {
                url: Some("https://h/a.json".into()),
                name: Some("a".into()),
                output: Some("a".into()),
                ..crate::SingleArgs::default()
            },
            ..RegenerateArgs::default()
        };
        let problem = Watched::new(&args, &Env::from_process())
            .err()
            .expect("nothing local");
        assert!(problem.to_string().contains("there is no file to watch"));
    }
}
