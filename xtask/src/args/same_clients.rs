//! The command that means the same clients, for messages.

use std::path::Path;

use rill_console::shell_word;

use super::RegenerateArgs;
use crate::client::Dialect;

impl RegenerateArgs {
    /// Returns the command that brings the same clients up to date.
    pub(crate) fn command(&self) -> String {
        let mut words = Vec::new();
        let mut flag = |name: &str, value: Option<&str>| {
            words.push(format!("--{name}"));
            words.extend(value.map(shell_word));
        };
        let path = |path: &Path| path.to_string_lossy().into_owned();
        let single = &self.single;
        for (name, value) in [
            ("config", self.config.as_deref().map(path)),
            ("file", single.file.as_deref().map(path)),
            ("url", single.url.clone()),
            ("rill", single.rill.clone()),
            ("project", single.project.as_deref().map(path)),
            (
                "rill-api",
                single.rill_api.map(|service| service.word().to_owned()),
            ),
            ("branch", single.branch.clone()),
            ("host", single.host.clone()),
            ("instance", single.instance.clone()),
            ("name", single.name.clone()),
            ("output", single.output.as_deref().map(path)),
            ("runtime", single.runtime.clone()),
        ] {
            if let Some(value) = value {
                flag(name, Some(&value));
            }
        }
        for (name, given) in [
            ("local", single.local),
            ("builtins", single.builtins),
            ("offline", self.offline),
            ("allow-empty", self.allow_empty),
        ] {
            if given {
                flag(name, None);
            }
        }
        if single.dialect == Some(Dialect::Rill) {
            flag("dialect", Some("rill"));
        }
        if let Some(most) = self.lints.max_untyped {
            flag("max-untyped", Some(&most.to_string()));
        }
        let overlays: Vec<String> = single.overlay.iter().map(|one| path(one)).collect();
        for (name, values) in [
            ("client", &self.client),
            ("pin", &single.pin),
            ("overlay", &overlays),
            ("deny", &self.lints.deny),
            ("allow", &self.lints.allow),
        ] {
            for value in values {
                flag(name, Some(value));
            }
        }
        words.insert(0, "cargo xtask regenerate".to_owned());
        words.join(" ")
    }
}
