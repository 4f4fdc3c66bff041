//! Tokens that this machine gives: a file, a command.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::source::{Token, TokenSource};
use crate::error::TokenError;

/// A file that something else keeps up to date.
pub(super) struct TokenFile(pub(super) PathBuf);

impl TokenFile {
    pub(super) fn read(&self) -> Result<Token, TokenError> {
        let shown = self.0.display();
        match std::fs::read_to_string(&self.0) {
            Ok(text) if text.trim().is_empty() => {
                Err(TokenError::new(format!("the token file {shown} is empty")))
            }
            // Tokens that are mounted as files change in place.
            Ok(text) => Ok(Token::new(text).expires_in(Duration::from_secs(60))),
            Err(error) => Err(TokenError::caused(
                format!("the token file {shown} cannot be read"),
                error,
            )),
        }
    }
}

impl TokenSource for TokenFile {
    async fn token(&self) -> Result<Token, TokenError> {
        let path = self.0.clone();
        blocking(move || Self(path).read()).await
    }
}

/// A command that prints a token.
pub(super) struct TokenCommand {
    pub(super) program: OsString,
    pub(super) arguments: Vec<OsString>,
}

impl TokenSource for TokenCommand {
    async fn token(&self) -> Result<Token, TokenError> {
        let shown = self.program.display().to_string();
        let mut command = Command::new(&self.program);
        // Its messages about failures are for the user who started this program.
        command
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit());
        blocking(move || {
            let output = command.output().map_err(|error| {
                TokenError::caused(format!("the command `{shown}` cannot be run"), error)
            })?;
            if !output.status.success() {
                let status = output.status;
                return Err(TokenError::new(format!(
                    "the command `{shown}` printed no token: {status}"
                )));
            }
            // The error's own text would show the output.
            let text = String::from_utf8(output.stdout).map_err(|_| {
                TokenError::new(format!("what the command `{shown}` printed is not text"))
            })?;
            // The command knows when its token ends, and prints another then.
            Ok(Token::new(text).expires_in(Duration::from_secs(300)))
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, TokenError> + Send + 'static,
) -> Result<T, TokenError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(_) => Err(TokenError::new("the source of tokens was stopped")),
    }
}
