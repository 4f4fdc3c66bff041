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

/// Writes the table: the code, the part that gives it, and the part that is right.
macro_rules! examples {
    ($($code:ident: $before:literal => $after:literal;)*) => {
        const EXAMPLES: &[(Code, &str, &str)] = &[$((Code::$code, $before, $after)),*];
    };
}

examples! {
    DuplicateKey: "properties: {id: {type: string}, id: {type: integer}}"
        => "properties: {id: {type: integer}}";
    LenientSyntax: "{\"openapi\": \"3.1.0\", /* the newest */ \"info\": {},}"
        => "{\"openapi\": \"3.1.0\", \"info\": {}}";
    MixedDialect: "{name: limit, in: query, type: integer}   # in a document of OpenAPI 3"
        => "{name: limit, in: query, schema: {type: integer}}";
    InvalidKeyword: "{type: string, minLength: three}" => "{type: string, minLength: 3}";
    UnknownType: "{type: text}" => "{type: string}";
    IgnoredKeyword: "{type: object, if: {required: [a]}, then: {required: [b]}}"
        => "{type: object}   # or leave it: the server still checks what types do not hold";
    RequiredBoolean: "properties: {id: {type: string, required: true}}"
        => "required: [id]\nproperties: {id: {type: string}}";
    EmptyAlternatives: "{type: object, allOf: []}" => "{type: object}";
    ForbiddenProperty: "properties: {id: {type: string}, old: false}"
        => "properties: {id: {type: string}}";
    DanglingReference: "{$ref: '#/components/schemas/Gone'}"
        => "{$ref: '#/components/schemas/Pet'}   # a schema that is there";
    ExternalReference: "{$ref: 'https://example.com/pet.json#/Pet'}"
        => "{$ref: '#/components/schemas/Pet'}   # with the schema copied into the document";
    CircularReference: "A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A'}"
        => "A: {$ref: '#/components/schemas/B'}\nB: {type: string}";
    AmbiguousReference: "properties: {children: {type: array, items: {$ref: '#'}}}"
        => "properties: {children: {type: array, items: {$ref: '#/components/schemas/Node'}}}";
    DiscriminatorMapping: "discriminator: {propertyName: kind, mapping: {cat: Gone}}"
        => "discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}";
    ParameterLocation: "parameters: [{name: limit, schema: {type: integer}}]"
        => "parameters: [{name: limit, in: query, schema: {type: integer}}]";
    ParameterInvalid: "parameters: [{in: query, schema: {type: integer}}]"
        => "parameters: [{name: limit, in: query, schema: {type: integer}}]";
    NotAnObject: "paths: {/pets: [get]}"
        => "paths: {/pets: {get: {responses: {200: {description: pets}}}}}";
    UnknownPathKey: "/pets: {fetch: {responses: {}}}"
        => "/pets: {get: {responses: {}}}   # or x-fetch, which readers pass over";
    NestedTooDeep: "items: {items: {items: …}}   # a hundred times"
        => "items: {$ref: '#/components/schemas/Node'}";
    Unreadable: "tags: [{description: no name}]"
        => "tags: [{name: pets, description: with a name}]";
    PinInvalid: "# rill-client.toml\nnames = { \"/ad-bid-stats\" = \"ad bids\" }"
        => "# rill-client.toml\nnames = { \"/ad-bid-stats\" = \"ad_bids\" }";
    PinUnused: "# rill-client.toml\nnames = { \"/no-such-path\" = \"bids\" }"
        => "# rill-client.toml\nnames = { \"/ad-bid-stats\" = \"bids\" }";
    RequiredUndeclared: "{type: object, required: [id], properties: {}}"
        => "{type: object, required: [id], properties: {id: {type: string}}}";
    DefaultInvalid: "{type: integer, default: \"1\"}" => "{type: integer, default: 1}";
    RecursiveAllOf: "Pet: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object}]}"
        => "Pet: {type: object}";
    AllOfConflict: "allOf: [{type: string}, {type: integer}]"
        => "oneOf: [{type: string}, {type: integer}]   # if either is meant";
    OverlayUnmatched: "actions: [{target: '$.paths.pets', remove: true}]"
        => "actions: [{target: \"$.paths['/pets']\", remove: true}]";
    OverlayMismatch: "actions: [{target: $.info.title, update: {title: Pets}}]"
        => "actions: [{target: $.info, update: {title: Pets}}]";
    EnumDuplicate: "{type: string, enum: [a, b, a]}" => "{type: string, enum: [a, b]}";
    EnumConflict: "{type: string, enum: [a, 1]}" => "{type: string, enum: [a, \"1\"]}";
    AlternativesConstrain: "{properties: {a: {}, b: {}}, oneOf: [{required: [a]}, {required: [b]}]}"
        => "oneOf: [{required: [a], properties: {a: {}}}, {required: [b], properties: {b: {}}}]";
    Untyped: "properties: {tags: {type: array}}"
        => "properties: {tags: {type: array, items: {type: string}}}";
    LeftOut: "{type: array, items: {type: string}, default: [a]}"
        => "{type: array, items: {type: string}}   # or leave it: the server fills it in";
    ApiUnreachable: "paths: {/openapi: {get: {}}}   # apis/openapi.yaml"
        => "paths: {/open-data: {get: {}}}   # apis/open-data.yaml";
    BuiltinShadowed: "paths: {/sql: {get: {}}}   # apis/sql.yaml"
        => "paths: {/ad-sql: {get: {}}}   # apis/ad-sql.yaml";
    RequestNotObject: "schema: {type: array, items: {type: string}}"
        => "schema: {type: object, properties: {names: {type: array, items: {type: string}}}}";
    ArgumentDuplicate: "parameters: [{name: a, in: query}, {name: a, in: header}]"
        => "parameters: [{name: a, in: query}]";
    ArgumentLocation: "parameters: [{name: tenant, in: header}]"
        => "parameters: [{name: tenant, in: query}]";
    RowNotObject: "response_schema: {type: string}"
        => "response_schema: {type: object, properties: {name: {type: string}}}";
    RowArray: "response_schema: {type: array, items: {type: object}}"
        => "response_schema: {type: object}";
    PathInvalid: "paths: {pets: {get: {}}}" => "paths: {/pets: {get: {}}}";
    PathParameterUndeclared: "/pets/{id}: {get: {parameters: []}}"
        => "/pets/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}]}}";
    PathParameterUnused: "/pets: {get: {parameters: [{name: id, in: path, required: true}]}}"
        => "/pets/{id}: {get: {parameters: [{name: id, in: path, required: true}]}}";
    ParameterDuplicate: "parameters: [{name: a, in: query}, {name: a, in: query}]"
        => "parameters: [{name: a, in: query}]";
    ParameterIgnored: "parameters: [{name: Authorization, in: header}]"
        => "security: [{token: []}]   # with a scheme `token` under components.securitySchemes";
    OperationIdDuplicate: "/a: {get: {operationId: list}}\n/b: {get: {operationId: list}}"
        => "/a: {get: {operationId: listA}}\n/b: {get: {operationId: listB}}";
    BodyUnusual: "get: {requestBody: {content: {}}}"
        => "post: {requestBody: {content: {}}}   # or leave it: the body is sent";
    BodyEmpty: "requestBody: {content: {}}"
        => "requestBody: {content: {application/json: {schema: {type: object}}}}";
    MediaTypeInvalid: "content: {json: {schema: {type: object}}}"
        => "content: {application/json: {schema: {type: object}}}";
    MediaTypePassedOver: "content: {application/json: {}, application/xml: {}}"
        => "content: {application/json: {}}   # or leave it: JSON is what is asked for";
    StatusInvalid: "responses: {ok: {description: pets}}"
        => "responses: {200: {description: pets}}";
    SecurityUnsupported: "securitySchemes: {cert: {type: mutualTLS}}"
        => "securitySchemes: {token: {type: http, scheme: bearer}}";
    SecurityUndefined: "security: [{tokn: []}]"
        => "security: [{token: []}]   # a scheme of components.securitySchemes";
    ServerInvalid: "servers: [{url: 'https://{region}.example.com'}]"
        => "servers: [{url: 'https://{region}.example.com', variables: {region: {default: eu}}}]";
    ServersIgnored:
        "get: {servers: [{url: 'https://eu.example.com'}, {url: 'https://us.example.com'}]}"
        => "get: {servers: [{url: 'https://eu.example.com'}]}";
    SelectorUnused: "# rill-client.toml\ninclude = [{ tag = \"pet\" }]   # no operation has it"
        => "# rill-client.toml\ninclude = [{ tag = \"pets\" }]";
    NewerVersion: "openapi: 3.3.0" => "openapi: 3.2.0   # or leave it: it is read as 3.2";
    NewerKeyword: "multipart/mixed: {prefixEncoding: [{contentType: application/json}]}"
        => "multipart/form-data: {encoding: {note: {contentType: application/json}}}";
    CallbackIgnored: "post: {callbacks: {done: {'{$request.query.url}': {post: {responses: {}}}}}}"
        => "post: {}   # or leave it: there is nothing to make a type of";
    LinksIgnored: "200: {description: a pet, links: {owner: {operationId: getOwnr}}}"
        => "200: {description: a pet, links: {owner: {operationId: getOwner}}}";
    ReplacementUnused: "# rill-client.toml\n[client.types]\nPat = \"my_app::Pet\""
        => "# rill-client.toml\n[client.types]\nPet = \"my_app::Pet\"";
    DefaultNotApplied: "{type: object, default: {a: 1}}"
        => "{type: object}   # or leave it: the server's own default applies";
}

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
