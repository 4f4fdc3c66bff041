//! For each code, a part of a document that gives the finding, and what to write instead.

use super::Code;

/// A part of a document, in YAML, before and after it is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// What gives the finding.
    pub before: &'static str,
    /// What to write instead.
    pub after: &'static str,
}

/// The example of a code.
pub(super) fn of(code: Code) -> Option<Example> {
    let (_, before, after) = EXAMPLES.iter().find(|(of, ..)| *of == code)?;
    Some(Example { before, after })
}

const EXAMPLES: &[(Code, &str, &str)] = &[
    (
        Code::DuplicateKey,
        "properties: {id: {type: string}, id: {type: integer}}",
        "properties: {id: {type: integer}}",
    ),
    (
        Code::InvalidKeyword,
        "{type: string, minLength: three}",
        "{type: string, minLength: 3}",
    ),
    (Code::UnknownType, "{type: text}", "{type: string}"),
    (
        Code::IgnoredKeyword,
        "{type: object, if: {required: [a]}, then: {required: [b]}}",
        "{type: object}   # or leave it: the server still checks what types do not hold",
    ),
    (
        Code::RequiredBoolean,
        "properties: {id: {type: string, required: true}}",
        "required: [id]\nproperties: {id: {type: string}}",
    ),
    (
        Code::EmptyAlternatives,
        "{type: object, allOf: []}",
        "{type: object}",
    ),
    (
        Code::ForbiddenProperty,
        "properties: {id: {type: string}, old: false}",
        "properties: {id: {type: string}}",
    ),
    (
        Code::DanglingReference,
        "{$ref: '#/components/schemas/Gone'}",
        "{$ref: '#/components/schemas/Pet'}   # a schema that is there",
    ),
    (
        Code::ExternalReference,
        "{$ref: 'https://example.com/pet.json#/Pet'}",
        "{$ref: '#/components/schemas/Pet'}   # with the schema copied into the document",
    ),
    (
        Code::CircularReference,
        "A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A'}",
        "A: {$ref: '#/components/schemas/B'}\nB: {type: string}",
    ),
    (
        Code::AmbiguousReference,
        "properties: {children: {type: array, items: {$ref: '#'}}}",
        "properties: {children: {type: array, items: {$ref: '#/components/schemas/Node'}}}",
    ),
    (
        Code::DiscriminatorMapping,
        "discriminator: {propertyName: kind, mapping: {cat: Gone}}",
        "discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}",
    ),
    (
        Code::ParameterLocation,
        "parameters: [{name: limit, schema: {type: integer}}]",
        "parameters: [{name: limit, in: query, schema: {type: integer}}]",
    ),
    (
        Code::ParameterInvalid,
        "parameters: [{in: query, schema: {type: integer}}]",
        "parameters: [{name: limit, in: query, schema: {type: integer}}]",
    ),
    (
        Code::NotAnObject,
        "paths: {/pets: [get]}",
        "paths: {/pets: {get: {responses: {200: {description: pets}}}}}",
    ),
    (
        Code::UnknownPathKey,
        "/pets: {fetch: {responses: {}}}",
        "/pets: {get: {responses: {}}}   # or x-fetch, which readers pass over",
    ),
    (
        Code::NestedTooDeep,
        "items: {items: {items: …}}   # a hundred times",
        "items: {$ref: '#/components/schemas/Node'}",
    ),
    (
        Code::Unreadable,
        "tags: [{description: no name}]",
        "tags: [{name: pets, description: with a name}]",
    ),
    (
        Code::PinInvalid,
        "# rill-client.toml\nnames = { \"/ad-bid-stats\" = \"ad bids\" }",
        "# rill-client.toml\nnames = { \"/ad-bid-stats\" = \"ad_bids\" }",
    ),
    (
        Code::PinUnused,
        "# rill-client.toml\nnames = { \"/no-such-path\" = \"bids\" }",
        "# rill-client.toml\nnames = { \"/ad-bid-stats\" = \"bids\" }",
    ),
    (
        Code::RequiredUndeclared,
        "{type: object, required: [id], properties: {}}",
        "{type: object, required: [id], properties: {id: {type: string}}}",
    ),
    (
        Code::DefaultInvalid,
        "{type: integer, default: \"1\"}",
        "{type: integer, default: 1}",
    ),
    (
        Code::RecursiveAllOf,
        "Pet: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object}]}",
        "Pet: {type: object}",
    ),
    (
        Code::AllOfConflict,
        "allOf: [{type: string}, {type: integer}]",
        "oneOf: [{type: string}, {type: integer}]   # if either is meant",
    ),
    (
        Code::EnumDuplicate,
        "{type: string, enum: [a, b, a]}",
        "{type: string, enum: [a, b]}",
    ),
    (
        Code::EnumConflict,
        "{type: string, enum: [a, 1]}",
        "{type: string, enum: [a, \"1\"]}",
    ),
    (
        Code::AlternativesConstrain,
        "{properties: {a: {}, b: {}}, oneOf: [{required: [a]}, {required: [b]}]}",
        "oneOf: [{required: [a], properties: {a: {}}}, {required: [b], properties: {b: {}}}]",
    ),
    (
        Code::Untyped,
        "properties: {tags: {type: array}}",
        "properties: {tags: {type: array, items: {type: string}}}",
    ),
    (
        Code::LeftOut,
        "{type: array, items: {type: string}, default: [a]}",
        "{type: array, items: {type: string}}   # or leave it: the server fills it in",
    ),
    (
        Code::ApiUnreachable,
        "paths: {/openapi: {get: {}}}   # apis/openapi.yaml",
        "paths: {/open-data: {get: {}}}   # apis/open-data.yaml",
    ),
    (
        Code::BuiltinShadowed,
        "paths: {/sql: {get: {}}}   # apis/sql.yaml",
        "paths: {/ad-sql: {get: {}}}   # apis/ad-sql.yaml",
    ),
    (
        Code::RequestNotObject,
        "schema: {type: array, items: {type: string}}",
        "schema: {type: object, properties: {names: {type: array, items: {type: string}}}}",
    ),
    (
        Code::ArgumentDuplicate,
        "parameters: [{name: a, in: query}, {name: a, in: header}]",
        "parameters: [{name: a, in: query}]",
    ),
    (
        Code::ArgumentLocation,
        "parameters: [{name: tenant, in: header}]",
        "parameters: [{name: tenant, in: query}]",
    ),
    (
        Code::RowNotObject,
        "response_schema: {type: string}",
        "response_schema: {type: object, properties: {name: {type: string}}}",
    ),
    (
        Code::RowArray,
        "response_schema: {type: array, items: {type: object}}",
        "response_schema: {type: object}",
    ),
];
