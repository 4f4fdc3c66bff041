//! A part of a document for each code that gives the diagnostic, and the part that is right.

use super::Code;

/// A part of a document, in YAML, before and after it is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeExample {
    /// The part that gives the diagnostic.
    pub before: &'static str,
    /// The part that is right.
    pub after: &'static str,
}

impl Code {
    /// Returns a part of a document that gives the diagnostic, and that part mended.
    pub fn example(self) -> Option<CodeExample> {
        let (_, before, after) = EXAMPLES.iter().find(|(code, ..)| *code == self)?;
        Some(CodeExample { before, after })
    }
}

const EXAMPLES: &[(Code, &str, &str)] = &[
    (
        Code::DuplicateKey,
        "properties: {id: {type: string}, id: {type: integer}}",
        "properties: {id: {type: integer}}",
    ),
    (
        Code::LenientSyntax,
        "{\"openapi\": \"3.1.0\", /* the newest */ \"info\": {},}",
        "{\"openapi\": \"3.1.0\", \"info\": {}}",
    ),
    (
        Code::MixedDialect,
        "{name: limit, in: query, type: integer}   # in a document of OpenAPI 3",
        "{name: limit, in: query, schema: {type: integer}}",
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
        Code::OverlayUnmatched,
        "actions: [{target: '$.paths.pets', remove: true}]",
        "actions: [{target: \"$.paths['/pets']\", remove: true}]",
    ),
    (
        Code::OverlayMismatch,
        "actions: [{target: $.info.title, update: {title: Pets}}]",
        "actions: [{target: $.info, update: {title: Pets}}]",
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
    (
        Code::PathInvalid,
        "paths: {pets: {get: {}}}",
        "paths: {/pets: {get: {}}}",
    ),
    (
        Code::PathParameterUndeclared,
        "/pets/{id}: {get: {parameters: []}}",
        "/pets/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}]}}",
    ),
    (
        Code::PathParameterUnused,
        "/pets: {get: {parameters: [{name: id, in: path, required: true}]}}",
        "/pets/{id}: {get: {parameters: [{name: id, in: path, required: true}]}}",
    ),
    (
        Code::ParameterDuplicate,
        "parameters: [{name: a, in: query}, {name: a, in: query}]",
        "parameters: [{name: a, in: query}]",
    ),
    (
        Code::ParameterIgnored,
        "parameters: [{name: Authorization, in: header}]",
        "security: [{token: []}]   # with a scheme `token` under components.securitySchemes",
    ),
    (
        Code::OperationIdDuplicate,
        "/a: {get: {operationId: list}}\n/b: {get: {operationId: list}}",
        "/a: {get: {operationId: listA}}\n/b: {get: {operationId: listB}}",
    ),
    (
        Code::BodyUnusual,
        "get: {requestBody: {content: {}}}",
        "post: {requestBody: {content: {}}}   # or leave it: the body is sent",
    ),
    (
        Code::BodyEmpty,
        "requestBody: {content: {}}",
        "requestBody: {content: {application/json: {schema: {type: object}}}}",
    ),
    (
        Code::MediaTypeInvalid,
        "content: {json: {schema: {type: object}}}",
        "content: {application/json: {schema: {type: object}}}",
    ),
    (
        Code::MediaTypePassedOver,
        "content: {application/json: {}, application/xml: {}}",
        "content: {application/json: {}}   # or leave it: JSON is what is asked for",
    ),
    (
        Code::StatusInvalid,
        "responses: {ok: {description: pets}}",
        "responses: {200: {description: pets}}",
    ),
    (
        Code::SecurityUnsupported,
        "securitySchemes: {cert: {type: mutualTLS}}",
        "securitySchemes: {token: {type: http, scheme: bearer}}",
    ),
    (
        Code::SecurityUndefined,
        "security: [{tokn: []}]",
        "security: [{token: []}]   # a scheme of components.securitySchemes",
    ),
    (
        Code::ServerInvalid,
        "servers: [{url: 'https://{region}.example.com'}]",
        "servers: [{url: 'https://{region}.example.com', variables: {region: {default: eu}}}]",
    ),
    (
        Code::ServersIgnored,
        "get: {servers: [{url: 'https://eu.example.com'}, {url: 'https://us.example.com'}]}",
        "get: {servers: [{url: 'https://eu.example.com'}]}",
    ),
    (
        Code::SelectorUnused,
        "# rill-client.toml\ninclude = [{ tag = \"pet\" }]   # no operation has it",
        "# rill-client.toml\ninclude = [{ tag = \"pets\" }]",
    ),
    (
        Code::NewerVersion,
        "openapi: 3.3.0",
        "openapi: 3.2.0   # or leave it: it is read as 3.2",
    ),
    (
        Code::NewerKeyword,
        "multipart/mixed: {prefixEncoding: [{contentType: application/json}]}",
        "multipart/form-data: {encoding: {note: {contentType: application/json}}}",
    ),
    (
        Code::CallbackIgnored,
        "post: {callbacks: {done: {'{$request.query.url}': {post: {responses: {}}}}}}",
        "post: {}   # or leave it: there is nothing to make a type of",
    ),
    (
        Code::LinksIgnored,
        "200: {description: a pet, links: {owner: {operationId: getOwnr}}}",
        "200: {description: a pet, links: {owner: {operationId: getOwner}}}",
    ),
    (
        Code::ReplacementUnused,
        "# rill-client.toml\n[client.types]\nPat = \"my_app::Pet\"",
        "# rill-client.toml\n[client.types]\nPet = \"my_app::Pet\"",
    ),
    (
        Code::DefaultNotApplied,
        "{type: object, default: {a: 1}}",
        "{type: object}   # or leave it: the server's own default applies",
    ),
];

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn every_code_has_one_example() {
        let without: Vec<&str> = Code::ALL
            .iter()
            .filter(|code| code.example().is_none())
            .map(|code| code.as_str())
            .collect();
        assert!(
            without.is_empty(),
            "codes without an entry in EXAMPLES, generator/src/diagnostic/example.rs: {without:?}"
        );
        assert_eq!(super::EXAMPLES.len(), Code::ALL.len());
    }
}
