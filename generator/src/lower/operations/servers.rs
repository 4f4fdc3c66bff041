//! Servers (Server Object).

use openapiv3::Server as Server3;

use super::OperationLowerer;
use super::{LocatedOperation, template};
use crate::diagnostic::Code;
use crate::ir::{OwnServer, Server, ServerVariable};
use crate::pointer::Pointer;

impl<'a> OperationLowerer<'a, '_> {
    /// Lowers the servers of the document whose URLs can be used.
    pub(super) fn lower_servers(&mut self) {
        let at = Pointer::root().push("servers");
        for (index, server) in self.schemas.document.model.servers.iter().enumerate() {
            if let Some(server) = self.lower_server(&at.index(index), server) {
                self.schemas.api.servers.push(server);
            }
        }
    }

    fn lower_server(&mut self, at: &Pointer, server: &'a Server3) -> Option<Server> {
        let (names, flaw) = template::names(&server.url);
        let mut problem = flaw.map(str::to_owned);
        let mut variables = Vec::with_capacity(names.len());
        for name in names {
            let declared = server.variables.as_ref().and_then(|all| all.get(name));
            let Some(variable) = declared else {
                problem = Some(format!("the variable `{name}` is not declared"));
                continue;
            };
            let mut values = variable.enumeration.clone();
            if !values.is_empty() && !values.contains(&variable.default) {
                self.schemas.report(
                    Code::ServerInvalid,
                    &at.push("variables").push(name),
                    format!(
                        "the default `{}` is not one of the listed values; it is added to them",
                        variable.default
                    ),
                    "add it to `enum`",
                );
                values.insert(0, variable.default.clone());
            }
            variables.push(ServerVariable {
                name: name.to_owned(),
                default: variable.default.clone(),
                values,
                description: variable.description.clone(),
            });
        }
        if let Some(problem) = problem {
            self.schemas.report(
                Code::ServerInvalid,
                &at.push("url"),
                format!(
                    "{problem}, so this server is left out; callers can give its address themselves"
                ),
                "declare each `{name}` of the address under `variables`",
            );
            return None;
        }
        let name = server.extensions.get("x-codegen-name");
        let name = name.and_then(serde_json::Value::as_str);
        Some(Server {
            name: name.map(str::to_owned),
            url: server.url.clone(),
            description: server.description.clone(),
            variables,
        })
    }

    /// Returns the server of a single path or operation, unless it is one of the document's.
    pub(super) fn own_server(&mut self, located: &LocatedOperation<'a>) -> Option<OwnServer> {
        let own = &located.operation.servers;
        let (at, servers) = if own.is_empty() {
            let path = located.at.parent().unwrap_or_default();
            (path, &located.item.servers)
        } else {
            (located.at.clone(), own)
        };
        let declared = servers.first()?;
        if servers.len() > 1 {
            self.schemas.report(
                Code::ServersIgnored,
                &at.push("servers").index(1),
                "of several servers of a path or operation the first is called",
                "give the client the address of another one to call that",
            );
        }
        let known = &self.schemas.document.model.servers;
        if known.iter().any(|other| other.url == declared.url) {
            return None;
        }
        let server = self.lower_server(&at.push("servers").index(0), declared)?;
        let mut url = server.url;
        for variable in &server.variables {
            url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
        }
        let security = located.operation.security.as_ref();
        Some(OwnServer {
            url: url.trim_end_matches('/').to_owned(),
            is_trusted: security.is_some_and(|security| !security.is_empty()),
        })
    }
}

/// Returns a note on the server of an operation.
pub(super) fn note(server: &OwnServer) -> String {
    let url = server.url.replace('`', "'");
    let credentials = if server.is_trusted || !server.url.contains("://") {
        ""
    } else {
        ", without the client's credentials if that is another host"
    };
    format!(
        "The call goes to `{url}`{credentials}, unless the client was given an address by hand."
    )
}
