//! Servers (Server Object).

use openapiv3::Server as Server3;

use super::OperationLowerer;
use super::{LocatedOperation, template};
use crate::diagnostic::Code;
use crate::ir::{Server, ServerVariable};
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
        Some(Server {
            url: server.url.clone(),
            description: server.description.clone(),
            variables,
        })
    }

    /// Returns a note on the server of a single path or operation. Credentials are never sent to
    /// such a server, so the caller has to choose it.
    pub(super) fn own_server_note(&mut self, located: &LocatedOperation<'a>) -> Option<String> {
        let own = &located.operation.servers;
        let (at, servers) = if own.is_empty() {
            let path = located.at.parent().unwrap_or_default();
            (path, &located.item.servers)
        } else {
            (located.at.clone(), own)
        };
        let server = servers.first()?;
        let known = &self.schemas.document.model.servers;
        if known.iter().any(|other| other.url == server.url) {
            return None;
        }
        self.schemas.report(
            Code::ServersIgnored,
            &at.push("servers"),
            "servers of a single path or operation are not used; its calls go where the client's do",
            "make a second client with that address",
        );
        let url = server.url.replace('`', "'");
        Some(format!("The document names a server for it: `{url}`."))
    }
}
