//! The one table of rules: what each kind of change does to callers, and what they do about it.

use super::effect::{CodeEffect, WireEffect};

/// A kind of public item of a generated crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// A method of the client.
    Method,
    /// A struct, an enum or an alias.
    Type,
    /// A field of a struct.
    Field,
    /// The function `new` of a struct.
    Constructor,
    /// A setter of a struct.
    Setter,
    /// A variant of an enum.
    Variant,
    /// A trait that a type implements.
    Trait,
    /// A type that stands for a request with one required input.
    ShortRequest,
    /// The constructor of the client.
    Client,
    /// A setter of `Credentials`.
    Credential,
    /// A constructor of `Server`.
    Server,
    /// A public module.
    Module,
    /// The path of a type through its module.
    ModulePath,
    /// A name that the crate exports from another one.
    Export,
    /// A feature of the crate.
    Feature,
}

/// A kind of change of what is sent and received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WireChange {
    /// An operation is not in the new document.
    OperationRemoved,
    /// An operation has another method or path.
    OperationMoved,
    /// An input is required that the old crate may leave out.
    InputRequired,
    /// An input has another type.
    InputType,
    /// An input that may be null must not be.
    InputNull,
    /// A listed value of an input is not listed any more.
    InputValue,
    /// An alternative of an input is gone.
    InputVariant,
    /// An input has a narrower range, length or pattern.
    InputLimit,
    /// An input is written in another style.
    InputStyle,
    /// An input that the new document does not name any more.
    InputIgnored,
    /// A property that the new document forbids.
    InputForbidden,
    /// A body of a media type that is not taken any more.
    InputMediaType,
    /// Other credentials are required.
    Security,
    /// The default server is not in the new document.
    ServerRemoved,
    /// A required part of a response can be absent.
    OutputOptional,
    /// A part of a response has another type.
    OutputType,
    /// A part of a response can be null.
    OutputNull,
    /// A part of a response can have a value that is not listed in the old document.
    OutputValue,
    /// A part of a response can be of an alternative that the old document does not have.
    OutputVariant,
    /// Alternatives of a response are told apart in another way.
    OutputTag,
    /// A response is of another kind of content.
    OutputContent,
    /// A success has a status that the old document does not declare.
    OutputStatus,
    /// An error has a status that the old document does not declare.
    ErrorStatus,
}

/// The rule that a change falls under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// An item is not in the new crate.
    Removed(ItemKind),
    /// An item has another signature.
    Changed(ItemKind),
    /// An item has another name and is otherwise equal.
    Renamed(ItemKind),
    /// An item has another name, and a deprecated alias of the old one.
    Aliased(ItemKind),
    /// An item is only in the new crate.
    Added(ItemKind),
    /// Something is sent or received in another way.
    Wire(WireChange),
    /// An item would have another name, but for the record of its crate.
    Kept,
    /// An item has other documentation.
    Docs,
}

/// The row of a kind of item: its name in ids and sentences, and what callers do if it is removed and if it changes.
struct ItemRow(ItemKind, &'static str, &'static str, &'static str);

/// Advice to callers about items of the crate. An item that is removed, renamed or has another signature breaks code that
/// uses it; whatever is added only adds, since structs and enums are `non_exhaustive`.
const ITEMS: [ItemRow; 15] = [
    ItemRow(
        ItemKind::Method,
        "method",
        "stop calling it",
        "follow the new inputs and results where it is called",
    ),
    ItemRow(
        ItemKind::Type,
        "type",
        "stop naming it",
        "follow the new definition where it is used",
    ),
    ItemRow(
        ItemKind::Field,
        "field",
        "stop reading and setting it",
        "follow the new type where it is read and set",
    ),
    ItemRow(
        ItemKind::Constructor,
        "constructor",
        "make the value in another way",
        "pass the arguments that `new` takes now",
    ),
    ItemRow(
        ItemKind::Setter,
        "setter",
        "pass the value to `new`, or leave it out",
        "pass a value of the new type",
    ),
    ItemRow(
        ItemKind::Variant,
        "variant",
        "match the catch-all variant in its place",
        "follow the new contents where it is matched and made",
    ),
    ItemRow(
        ItemKind::Trait,
        "trait",
        "stop relying on the trait, or wrap the type",
        "follow the new types of the conversion",
    ),
    ItemRow(
        ItemKind::ShortRequest,
        "short-request",
        "pass the whole request by reference",
        "pass the input of the new type",
    ),
    ItemRow(
        ItemKind::Client,
        "client",
        "make the client in another way",
        "pass the credentials that the client takes now",
    ),
    ItemRow(
        ItemKind::Credential,
        "credential",
        "set the credentials that the document has now",
        "pass the secret that the scheme takes now",
    ),
    ItemRow(
        ItemKind::Server,
        "server",
        "choose another address",
        "choose another address",
    ),
    ItemRow(
        ItemKind::Module,
        "module",
        "name the items at the root of the crate",
        "name the items at the root of the crate",
    ),
    ItemRow(
        ItemKind::ModulePath,
        "module-path",
        "name the type at the root of the crate",
        "name the type at the root of the crate",
    ),
    ItemRow(
        ItemKind::Export,
        "export",
        "depend on the other crate itself",
        "depend on the other crate itself",
    ),
    ItemRow(
        ItemKind::Feature,
        "feature",
        "take it off the features in Cargo.toml",
        "take it off the features in Cargo.toml",
    ),
];

/// The row of a kind of change on the wire: its id, its effect, and what callers do.
struct WireRow(WireChange, &'static str, WireEffect, &'static str);

const WIRE: [WireRow; 23] = [
    WireRow(
        WireChange::OperationRemoved,
        "operation-removed",
        WireEffect::Refused,
        "stop calling it before the server does without it",
    ),
    WireRow(
        WireChange::OperationMoved,
        "operation-moved",
        WireEffect::Refused,
        "release with the new crate when the server moves it",
    ),
    WireRow(
        WireChange::InputRequired,
        "input-required",
        WireEffect::Refused,
        "always give a value",
    ),
    WireRow(
        WireChange::InputType,
        "input-type",
        WireEffect::Refused,
        "send values of the new type",
    ),
    WireRow(
        WireChange::InputNull,
        "input-null",
        WireEffect::Refused,
        "leave it out, or give a value",
    ),
    WireRow(
        WireChange::InputValue,
        "input-value-removed",
        WireEffect::Refused,
        "send a value that is still listed",
    ),
    WireRow(
        WireChange::InputVariant,
        "input-variant-removed",
        WireEffect::Refused,
        "send an alternative that there still is",
    ),
    WireRow(
        WireChange::InputLimit,
        "input-limit",
        WireEffect::Refused,
        "keep to the new limit",
    ),
    WireRow(
        WireChange::InputStyle,
        "input-style",
        WireEffect::Refused,
        "release with the new crate when the server changes",
    ),
    WireRow(
        WireChange::InputIgnored,
        "input-ignored",
        WireEffect::None,
        "stop sending it: the server does not name it any more",
    ),
    WireRow(
        WireChange::InputForbidden,
        "input-forbidden",
        WireEffect::Refused,
        "stop sending it",
    ),
    WireRow(
        WireChange::InputMediaType,
        "input-media-type",
        WireEffect::Refused,
        "send a body of a media type that is still taken",
    ),
    WireRow(
        WireChange::Security,
        "security",
        WireEffect::Refused,
        "set the credentials that are required now",
    ),
    WireRow(
        WireChange::ServerRemoved,
        "default-server-removed",
        WireEffect::Refused,
        "call one of the addresses that are declared now",
    ),
    WireRow(
        WireChange::OutputOptional,
        "output-optional",
        WireEffect::Undecodable,
        "release with the new crate, and expect that there is none",
    ),
    WireRow(
        WireChange::OutputType,
        "output-type",
        WireEffect::Undecodable,
        "release with the new crate when the server changes",
    ),
    WireRow(
        WireChange::OutputNull,
        "output-null",
        WireEffect::Undecodable,
        "release with the new crate, and expect null",
    ),
    WireRow(
        WireChange::OutputValue,
        "output-value-added",
        WireEffect::Unknown,
        "expect it in the catch-all variant, or match the new one",
    ),
    WireRow(
        WireChange::OutputVariant,
        "output-variant-added",
        WireEffect::Undecodable,
        "release with the new crate, and match the new variant",
    ),
    WireRow(
        WireChange::OutputTag,
        "output-tag",
        WireEffect::Undecodable,
        "release with the new crate when the server changes",
    ),
    WireRow(
        WireChange::OutputContent,
        "output-content",
        WireEffect::Undecodable,
        "release with the new crate when the server changes",
    ),
    WireRow(
        WireChange::OutputStatus,
        "output-status-added",
        WireEffect::Undecodable,
        "release with the new crate, and expect the new status",
    ),
    WireRow(
        WireChange::ErrorStatus,
        "error-status-added",
        WireEffect::Unknown,
        "expect it as an error that is not declared",
    ),
];

fn item_row(kind: ItemKind) -> &'static ItemRow {
    let [first, ..] = &ITEMS;
    ITEMS.iter().find(|row| row.0 == kind).unwrap_or(first)
}

fn wire_row(change: WireChange) -> &'static WireRow {
    let [first, ..] = &WIRE;
    WIRE.iter().find(|row| row.0 == change).unwrap_or(first)
}

impl Rule {
    /// Returns all rules.
    pub fn all() -> Vec<Self> {
        let rules = [
            Self::Removed,
            Self::Changed,
            Self::Renamed,
            Self::Aliased,
            Self::Added,
        ];
        let of_items = ITEMS.iter().flat_map(|row| rules.map(|rule| rule(row.0)));
        let of_wire = WIRE.iter().map(|row| Self::Wire(row.0));
        of_items
            .chain(of_wire)
            .chain([Self::Kept, Self::Docs])
            .collect()
    }

    /// Returns the id of the rule, as reports and ledgers name it.
    pub fn id(self) -> String {
        match self {
            Self::Removed(kind) => format!("{}-removed", item_row(kind).1),
            Self::Changed(kind) => format!("{}-changed", item_row(kind).1),
            Self::Renamed(kind) => format!("{}-renamed", item_row(kind).1),
            Self::Aliased(kind) => format!("{}-aliased", item_row(kind).1),
            Self::Added(kind) => format!("{}-added", item_row(kind).1),
            Self::Wire(change) => wire_row(change).1.to_owned(),
            Self::Kept => "name-kept".to_owned(),
            Self::Docs => "docs-changed".to_owned(),
        }
    }

    /// Returns the kind of item that the rule is about; methods where it is about what goes over the wire.
    pub fn kind(self) -> ItemKind {
        match self {
            Self::Removed(kind)
            | Self::Changed(kind)
            | Self::Renamed(kind)
            | Self::Aliased(kind)
            | Self::Added(kind) => kind,
            Self::Wire(_) | Self::Kept | Self::Docs => ItemKind::Method,
        }
    }

    /// Returns the effect on code that uses the old crate.
    pub fn code(self) -> CodeEffect {
        match self {
            Self::Removed(_) | Self::Changed(_) | Self::Renamed(_) => CodeEffect::Breaks,
            Self::Aliased(_) | Self::Added(_) => CodeEffect::Adds,
            Self::Wire(_) | Self::Kept | Self::Docs => CodeEffect::None,
        }
    }

    /// Returns the effect on programs that were built with the old crate.
    pub fn wire(self) -> WireEffect {
        match self {
            Self::Wire(change) => wire_row(change).2,
            _ => WireEffect::None,
        }
    }

    /// Returns what callers do about it; empty where there is nothing to do.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Removed(kind) => item_row(kind).2,
            Self::Changed(kind) => item_row(kind).3,
            Self::Renamed(_) | Self::Aliased(_) => "write the new name",
            Self::Wire(change) => wire_row(change).3,
            Self::Kept => "delete its line in names.toml to take the name that the document gives",
            Self::Added(_) | Self::Docs => "",
        }
    }
}

#[cfg(test)]
mod tests;
