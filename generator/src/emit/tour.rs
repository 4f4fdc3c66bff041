//! The example on the crate's front page and in its README: a client is made and calls an operation.

use super::{EmitContext, example, servers};
use crate::ir::{OperationId, SecuritySchemeKind};

/// An example of a client and a call.
pub(super) struct Tour {
    /// Names that it uses of the crate.
    names: Vec<String>,
    /// Its statements.
    statements: Vec<String>,
    /// The feature that its operation needs.
    feature: Option<String>,
}

/// Returns the example of a crate; none if it has no operation that can be called with what an
/// example can make up.
pub(super) fn tour(model: EmitContext<'_>) -> Option<Tour> {
    let mut ids = (0..model.api.operations.len()).map(OperationId);
    let id = ids.find(|id| is_good(model, *id));
    let id = id?;
    let (names, call) = example::call(model, id);
    let (mut imports, made) = client(model, id);
    imports.extend(names.into_iter().map(str::to_owned));
    imports.sort_unstable();
    let mut modules = model.names.modules.iter();
    let module = modules.find(|module| module.operations.contains(&id));
    let mut statements = vec![format!("let client = {made};")];
    statements.extend(call);
    Some(Tour {
        names: imports,
        statements,
        feature: module.and_then(|module| module.feature.clone()),
    })
}

fn is_good(model: EmitContext<'_>, id: OperationId) -> bool {
    let operation = &model.api.operations[id.0];
    !operation.docs.deprecated && !example::is_unmakeable(model, id)
}

impl Tour {
    /// Returns the lines of a doctest, which is empty where the feature is off.
    pub(super) fn doctest(&self, model: EmitContext<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        let gate = self.feature.as_ref();
        let gate = gate.map(|feature| format!("# #[cfg(feature = \"{feature}\")] mod example {{"));
        lines.extend(gate.clone());
        lines.extend(self.imports(model));
        lines.push("# async fn example() -> Result<(), Box<dyn std::error::Error>> {".to_owned());
        lines.extend(self.statements.iter().cloned());
        lines.extend(["# Ok(())".to_owned(), "# }".to_owned()]);
        lines.extend(gate.map(|_| "# }".to_owned()));
        lines
    }

    /// Returns the lines of a function.
    pub(super) fn function(&self, model: EmitContext<'_>) -> Vec<String> {
        let mut lines = self.imports(model);
        lines.push("async fn example() -> Result<(), Box<dyn std::error::Error>> {".to_owned());
        let statements = self.statements.iter();
        lines.extend(statements.map(|line| format!("    {line}")));
        lines.extend(["    Ok(())".to_owned(), "}".to_owned()]);
        lines
    }

    fn imports(&self, model: EmitContext<'_>) -> Vec<String> {
        let krate = &model.names.krate;
        vec![
            format!("use {krate}::{{{}}};", self.names.join(", ")),
            String::new(),
        ]
    }
}

/// Returns the names that making a client takes, and the expression that makes one.
fn client(model: EmitContext<'_>, id: OperationId) -> (Vec<String>, String) {
    const HOST: &str = "\"https://api.example.com\"";
    let names =
        |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
    if let Some((org, project)) = &model.api.cloud_project {
        return (
            names(&["Client", "Credential", "Target"]),
            format!("Client::new(Target::cloud({org:?}, {project:?}), Credential::from_env()?)?"),
        );
    }
    if model.api.conventions.has_local_server {
        return (
            names(&["Client", "Credential", "Target"]),
            "Client::new(Target::local(), Credential::none())?".to_owned(),
        );
    }
    let (credentials, who) = match model.names.schemes.first() {
        None => ("Credential", "Credential::none()".to_owned()),
        Some(_) => ("Credentials", secrets(model, id)),
    };
    let (target, place) = match (servers::first(model), model.names.servers.first()) {
        (Some(_), _) => ("Server", "Server::default()".to_owned()),
        (None, Some(relative)) => ("Server", format!("Server::{relative}().host({HOST})")),
        (None, None) => ("", HOST.to_owned()),
    };
    let mut names = names(&["Client", credentials, target]);
    names.retain(|name| !name.is_empty());
    (names, format!("Client::new({place}, {who})?"))
}

/// Returns the credentials that an operation requires, by the first of its ways.
fn secrets(model: EmitContext<'_>, id: OperationId) -> String {
    let security = model.api.operations[id.0].http().map(|http| &http.security);
    let schemes = security.and_then(|ways| ways.first()).into_iter().flatten();
    let setters = schemes.map(|index| {
        let name = &model.names.schemes[*index];
        match model.api.schemes[*index].kind {
            SecuritySchemeKind::Basic => format!(".{name}(\"user\", \"password\")"),
            SecuritySchemeKind::Bearer | SecuritySchemeKind::ApiKey { .. } => {
                format!(".{name}(\"secret\")")
            }
        }
    });
    format!("Credentials::new(){}", setters.collect::<String>())
}
