//! Names of methods, security schemes and servers.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::keywords::{METHODS, SERVERS, words};
use super::places::{scheme_place, server_place};
use super::scope::{NameRequest, NameScope};
use super::words::{ensure_leading_letter, snake};
use super::{Namer, keep};
use crate::ir::{Call, Operation};

impl Namer<'_, '_> {
    pub(super) fn operations(&mut self) -> Vec<String> {
        let api = self.api;
        let mut wishes = Vec::with_capacity(api.operations.len());
        let mut kept = Vec::new();
        let mut of_path: BTreeMap<&str, usize> = BTreeMap::new();
        for operation in api.operations.iter().filter(|one| one.variation.is_none()) {
            *of_path.entry(&operation.path).or_default() += 1;
        }
        for (index, operation) in api.operations.iter().enumerate() {
            let is_shared = of_path.get(operation.path.as_str()).is_some_and(|n| *n > 1);
            wishes.push(match &operation.call {
                Call::CustomApi { .. } => self.custom_api(operation, is_shared),
                Call::Http(_) => self.ordinary(operation, is_shared),
            });
            let place = self.places.operations.get(index..=index);
            kept.push(self.kept(place.unwrap_or_default(), ""));
        }
        NameScope::values(&words(METHODS)).assign(keep(wishes, &kept))
    }

    /// Names a Rill API by its path.
    fn custom_api<'w>(&mut self, operation: &'w Operation, is_shared: bool) -> NameRequest<'w> {
        let path = ensure_leading_letter(snake(&operation.path), "api", "_");
        let name = if is_shared {
            format!("{}_{path}", operation.method.to_lowercase())
        } else {
            path
        };
        let original = operation.path.strip_prefix('/').unwrap_or(&operation.path);
        self.wish_by(
            &[
                &operation.path,
                &place_of(operation),
                &operation.pointer.to_string(),
            ],
            original,
            name,
        )
    }

    /// Names an operation by its `operationId`, or else by its method and path.
    fn ordinary<'w>(&mut self, operation: &'w Operation, is_shared: bool) -> NameRequest<'w> {
        let place = place_of(operation);
        let id = operation.key.as_deref().filter(|id| !snake(id).is_empty());
        let (original, name): (Cow<'w, str>, String) = match id {
            Some(id) => (id.into(), ensure_leading_letter(snake(id), "call", "_")),
            None => (place.clone().into(), by_place(operation)),
        };
        let pointer = operation.pointer.to_string();
        let mut keys = vec![place.as_str(), pointer.as_str()];
        keys.extend(id);
        if !is_shared {
            keys.push(&operation.path);
        }
        let mut wish = self.wish_by(&keys, original, name);
        if let Some(variation) = operation.variation {
            wish.name = format!("{}_{variation}", wish.name);
            wish.original = format!("{}_{variation}", wish.original).into();
        }
        wish
    }

    /// Names the setters of security schemes; in upper case they are constants.
    pub(super) fn schemes(&self) -> Vec<String> {
        let (mut wishes, mut kept) = (Vec::new(), Vec::new());
        for scheme in &self.api.schemes {
            let name = ensure_leading_letter(snake(&scheme.key), "scheme", "_");
            wishes.push(NameRequest::new(&scheme.key, name));
            kept.push(self.kept(&[scheme_place(scheme)], ""));
        }
        NameScope::values(&words(METHODS)).assign(keep(wishes, &kept))
    }

    /// Names the constructors of servers, by the author's name or a short description, else by the host.
    pub(super) fn servers(&self) -> Vec<String> {
        const LONGEST: usize = 32;
        let servers = self.api.servers.iter();
        let kept: Vec<_> = servers
            .map(|server| self.kept(&[server_place(server)], ""))
            .collect();
        let names = self.api.servers.iter().map(|server| {
            let named = server.name.as_deref().or(server.description.as_deref());
            let described = named.map(snake).unwrap_or_default();
            let name = if described.is_empty() || described.len() > LONGEST {
                let host = server.url.split_once("://").map_or("", |(_, rest)| rest);
                let host = host.split('/').next().unwrap_or_default();
                snake(host)
            } else {
                described
            };
            let name = match name.as_str() {
                "" => "relative".to_owned(),
                // Clippy refuses a constructor that is named like its type.
                "server" => "the_server".to_owned(),
                _ => name,
            };
            ensure_leading_letter(name, "server", "_")
        });
        NameScope::values(&words(SERVERS)).assign_in_turn(names, &kept)
    }
}

/// Returns the method and path of an operation, as a pin names it.
fn place_of(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

fn by_place(operation: &Operation) -> String {
    // A method may be any token: `M-SEARCH`, `1`.
    let method = snake(&operation.method.to_lowercase());
    let path = if operation.path.contains(|c: char| c.is_alphanumeric()) {
        snake(&operation.path)
    } else {
        "root".to_owned()
    };
    ensure_leading_letter(format!("{method}_{path}"), "call", "_")
}
