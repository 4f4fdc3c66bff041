//! Changes for a program that was built with the old crate and talks to a server of the new document.

use std::collections::BTreeSet;

use super::Change;
use super::inputs::fields;
use super::matching::{Matching, address};
use super::rules::WireChange;
use super::uses::Direction;
use super::values::takes_null;
use super::walk::{Spot, Walk};
use crate::emit::EmitContext;
use crate::ir::{
    Call, Content, EventData, HttpCall, Operation, OperationId, ResponseCase, Server,
    StatusPattern, Type,
};
use crate::pointer::Pointer;

/// Returns the changes of what is sent and received.
pub(super) fn changes(
    old: EmitContext<'_>,
    new: EmitContext<'_>,
    matching: &Matching,
) -> Vec<Change> {
    let mut walk = Walk {
        old,
        new,
        matching,
        seen: BTreeSet::new(),
        open: BTreeSet::new(),
        findings: Vec::new(),
    };
    for id in &matching.removed {
        let operation = &old.api.operations[id.0];
        let spot = walk.spot(*id, &operation.pointer);
        let gone = format!("{} {}", operation.method, operation.path);
        walk.found(WireChange::OperationRemoved, Some(gone), None, &spot);
    }
    for (one, other) in &matching.operations {
        walk.operation(*one, *other);
    }
    walk.servers();
    walk.exports();
    walk.into_changes()
}

impl Walk<'_> {
    fn spot(&self, id: OperationId, place: &Pointer) -> Spot {
        let operation = &self.old.api.operations[id.0];
        let name = self.old.names.operation(id);
        let name = self.matching.methods.get(name).map_or(name, String::as_str);
        Spot {
            direction: Direction::Input,
            item: format!("Client::{name}"),
            owner: None,
            operation: format!("{} {}", operation.method, operation.path),
            place: place.clone(),
            schemas: <[Vec<Pointer>; 2]>::default(),
        }
    }

    fn operation(&mut self, id: OperationId, new_id: OperationId) {
        let (old, new) = (
            &self.old.api.operations[id.0],
            &self.new.api.operations[new_id.0],
        );
        let spot = self.spot(id, &new.pointer);
        if address(old) != address(new) {
            let texts = [old, new].map(|one| Some(format!("{} {}", one.method, one.path)));
            let [before, after] = texts;
            self.found(WireChange::OperationMoved, before, after, &spot);
        }
        match (&old.call, &new.call) {
            (Call::CustomApi { row, .. }, Call::CustomApi { row: other, .. }) => {
                self.requests(old, new, &spot);
                self.types(row, other, &output(&spot));
            }
            (Call::Http(one), Call::Http(other)) => {
                self.parameters((old, one), (new, other), &spot);
                self.bodies(one.body.as_ref(), other.body.as_ref(), &spot);
                self.security(one, other, &spot);
                self.responses(one, other, &output(&spot));
            }
            _ => self.found(WireChange::OperationMoved, None, None, &spot),
        }
    }

    /// Compares the arguments of two APIs of Rill.
    fn requests(&mut self, old: &Operation, new: &Operation, spot: &Spot) {
        match (old.request, new.request) {
            (Some(one), Some(other)) => self.types(&Type::Ref(one), &Type::Ref(other), spot),
            (None, Some(other)) => {
                for field in fields(self.new, Some(other))
                    .iter()
                    .filter(|field| field.required)
                {
                    let ty = self.new_types().text(&field.ty);
                    self.found(WireChange::InputRequired, None, Some(ty), spot);
                }
            }
            (Some(_) | None, None) => {}
        }
    }

    /// Compares the credentials that are sent with those that are required.
    fn security(&mut self, old: &HttpCall, new: &HttpCall, spot: &Spot) {
        let sent = alternatives(self.old, old);
        let needed = alternatives(self.new, new);
        let is_enough =
            |sent: &BTreeSet<String>| needed.iter().any(|needed| needed.is_subset(sent));
        if !sent.iter().all(is_enough) {
            let text = |ways: &[BTreeSet<String>]| {
                let ways: Vec<String> = ways
                    .iter()
                    .map(|way| way.iter().cloned().collect::<Vec<_>>().join(" and "))
                    .collect();
                Some(ways.join(" or "))
            };
            self.found(WireChange::Security, text(&sent), text(&needed), spot);
        }
    }

    fn responses(&mut self, old: &HttpCall, new: &HttpCall, spot: &Spot) {
        for (case, is_success) in cases(new) {
            for status in &case.statuses {
                let found = declared(old, *status, is_success);
                let text = Some(crate::emit::status_name(*status));
                if found.is_empty() {
                    if is_success && old.success.cases.is_empty() {
                        continue;
                    }
                    let is_error = matches!(
                        status,
                        StatusPattern::Code(400..) | StatusPattern::Range(4..)
                    ) || !is_success;
                    let change = if is_error {
                        WireChange::ErrorStatus
                    } else {
                        WireChange::OutputStatus
                    };
                    self.found(change, None, text, spot);
                    continue;
                }
                let same = found.iter().find(|one| {
                    one.media_type == case.media_type && is_same_kind(&one.content, &case.content)
                });
                let same = same.or_else(|| {
                    found
                        .iter()
                        .find(|one| is_same_kind(&one.content, &case.content))
                });
                if let Some(one) = same {
                    self.contents(&one.content, &case.content, spot);
                } else if case.content == Content::Empty
                    && let Some(one) = found.iter().find(|one| self.reads_nothing(&one.content))
                {
                    if let Some(Type::Ref(_)) = one.content.ty().map(|ty| self.old.api.resolve(ty))
                    {
                        let before = content_text(self, &one.content, true);
                        self.found(WireChange::OutputValue, Some(before), text, spot);
                    }
                } else {
                    let first = found.first();
                    let before = first.map(|one| content_text(self, &one.content, true));
                    let after = content_text(self, &case.content, false);
                    self.found(WireChange::OutputContent, before, Some(after), spot);
                }
            }
        }
        for (one, other) in [(&old.success, &new.success), (&old.failure, &new.failure)] {
            if let (Some(one), Some(other)) = (one.headers, other.headers) {
                self.types(&Type::Ref(one), &Type::Ref(other), spot);
            }
        }
    }

    /// Returns `true` if the old crate takes a body without content for a value: it reads null there.
    fn reads_nothing(&self, old: &Content) -> bool {
        let Content::Json(ty) = old else {
            return false;
        };
        takes_null(self.old.api, ty)
            || matches!(self.old.api.resolve(ty), Type::Ref(id) if self.keeps_unknown(*id))
    }

    fn contents(&mut self, old: &Content, new: &Content, spot: &Spot) {
        if let (Some(one), Some(other)) = (old.ty(), new.ty()) {
            self.types(one, other, spot);
        }
    }

    /// Compares the addresses: the one that is called by default should be there still.
    fn servers(&mut self) {
        let mut servers = self.old.api.servers.iter();
        let Some(default) = servers.find(|server| server.is_absolute()) else {
            return;
        };
        let is_same = |server: &Server| server.url == default.url;
        let others = &self.new.api.servers;
        if !others.iter().any(is_same) && !self.old.api.conventions.has_local_server {
            let spot = Spot {
                direction: Direction::Input,
                item: "Server::default".to_owned(),
                owner: None,
                operation: "every operation".to_owned(),
                place: Pointer::root(),
                schemas: <[Vec<Pointer>; 2]>::default(),
            };
            let first = others.first().map(|server| server.url.clone());
            self.found(
                WireChange::ServerRemoved,
                Some(default.url.clone()),
                first,
                &spot,
            );
        }
    }

    /// Compares types that no operation leads to: those of webhooks are received, exported ones both.
    fn exports(&mut self) {
        let by_name = |name: &str| {
            let mut ids = self.new.api.type_ids();
            ids.find(|id| self.new.names.ty(*id) == name)
        };
        let mut pairs = Vec::new();
        let old = self.old.api;
        let received = old.webhooks.iter().map(|id| (*id, false));
        for (id, is_sent) in received.chain(old.exports.iter().map(|id| (*id, true))) {
            let found = by_name(&self.old_types().name(id));
            pairs.extend(found.map(|found| (id, found, is_sent)));
        }
        for (one, other, is_sent) in pairs {
            let spot = Spot {
                direction: Direction::Input,
                item: self.old_types().name(one),
                owner: Some(one),
                operation: String::new(),
                place: self.new.api.def(other).pointer.clone(),
                schemas: <[Vec<Pointer>; 2]>::default(),
            };
            if is_sent {
                self.types(&Type::Ref(one), &Type::Ref(other), &spot);
            }
            self.types(&Type::Ref(one), &Type::Ref(other), &output(&spot));
        }
    }
}

fn output(spot: &Spot) -> Spot {
    Spot {
        direction: Direction::Output,
        ..spot.clone()
    }
}

/// Returns what is sent or required to prove who calls, in each of several ways.
fn alternatives(model: EmitContext<'_>, http: &HttpCall) -> Vec<BTreeSet<String>> {
    if http.security.is_empty() {
        return vec![BTreeSet::new()];
    }
    let proof = |index: &usize| Some(format!("{:?}", model.api.schemes.get(*index)?.kind));
    let ways = http.security.iter();
    ways.map(|way| way.iter().filter_map(proof).collect())
        .collect()
}

/// Returns all declared responses, each with whether it is a success.
fn cases(http: &HttpCall) -> impl Iterator<Item = (&ResponseCase, bool)> {
    let successes = http.success.cases.iter().map(|case| (case, true));
    successes.chain(http.failure.cases.iter().map(|case| (case, false)))
}

/// Returns the cases that the old crate reads a status by, as the runtime finds them.
fn declared(http: &HttpCall, status: StatusPattern, is_success: bool) -> Vec<&ResponseCase> {
    let all: Vec<_> = cases(http).collect();
    let with = |wanted: StatusPattern| -> Vec<&ResponseCase> {
        let found = all
            .iter()
            .filter(|(case, _)| case.statuses.contains(&wanted));
        found.map(|(case, _)| *case).collect()
    };
    let range = match status {
        StatusPattern::Code(code) => u8::try_from(code / 100).ok().map(StatusPattern::Range),
        StatusPattern::Range(_) | StatusPattern::Default => None,
    };
    let order = [Some(status), range];
    for found in order.into_iter().flatten().map(with) {
        if !found.is_empty() {
            return found;
        }
    }
    let side = if is_success {
        &http.success
    } else {
        &http.failure
    };
    let by_default = side
        .cases
        .iter()
        .filter(|case| case.statuses.contains(&StatusPattern::Default));
    let by_default: Vec<&ResponseCase> = by_default.collect();
    match (by_default.as_slice(), side.cases.as_slice()) {
        // A success of another status is read like the only one that is declared.
        ([], [only]) if is_success => vec![only],
        _ => by_default,
    }
}

fn is_same_kind(old: &Content, new: &Content) -> bool {
    match (old, new) {
        (Content::Empty | Content::Bytes, _)
        | (Content::Events(EventData::Text), Content::Events(_)) => true,
        (old, new) => std::mem::discriminant(old) == std::mem::discriminant(new),
    }
}

fn content_text(walk: &Walk<'_>, content: &Content, is_old: bool) -> String {
    let types = if is_old {
        walk.old_types()
    } else {
        walk.new_types()
    };
    match content.ty() {
        Some(ty) => format!("{} of {}", content.usual_media_type(), types.text(ty)),
        None if *content == Content::Empty => "no body".to_owned(),
        None => content.usual_media_type().to_owned(),
    }
}
