//! Who calls, and where to.

use expect_test::expect;

use super::check;

#[test]
fn requirements_are_ways_of_schemes() {
    check(
        "
        security: [{token: []}, {key: [], basic: []}]
        paths:
          /usual: {get: {responses: {}}}
          /own: {get: {security: [{cookie: []}], responses: {}}}
          /open: {get: {security: [], responses: {}}}
          /maybe: {get: {security: [{}, {oauth: [read]}], responses: {}}}
          /gone: {get: {security: [{nope: []}, {token: [], digest: []}, {digest: []}], responses: {}}}
        components:
          securitySchemes:
            token: {type: http, scheme: Bearer}
            basic: {type: http, scheme: basic}
            key: {type: apiKey, in: query, name: api_key}
            cookie: {type: apiKey, in: cookie, name: sid}
            oauth: {type: oauth2, flows: {implicit: {authorizationUrl: 'https://x.test', scopes: {}}}}
            digest: {type: http, scheme: digest}
        ",
        &expect![[r#"
            api "T"
            scheme "basic" Basic
            scheme "cookie" ApiKey { location: Cookie, name: "sid" }
            scheme "key" ApiKey { location: Query, name: "api_key" }
            scheme "oauth" Bearer
            scheme "token" Bearer

            GET "/gone" "" in ""
              request -
              security [[4]]

            GET "/maybe" "" in ""
              request -
              security [[3], []]

            GET "/open" "" in ""
              request -

            GET "/own" "" in ""
              request -
              security [[1]]

            GET "/usual" "" in ""
              request -
              security [[4], [0, 2]]

            security-unsupported #/components/securitySchemes/digest
              `digest` is not supported; calls go out without it

            security-undefined #/paths/~1gone/get/security/0/nope
              no security scheme is named `nope`; calls go out without it
        "#]],
    );
}

#[test]
fn servers_are_named_and_never_followed() {
    check(
        "
        servers:
          - {url: 'https://{region}.x.test:{port}/v1/', description: Main., variables: {region: {default: eu, enum: [eu, us]}, port: {default: 443}, unused: {default: a}}}
          - {url: /v1}
          - {url: 'https://h/\"); boom(\"'}
          - {url: 'https://{gone}.x.test'}
          - {url: 'https://{open.x.test'}
          - {url: 'https://{v}.x.test', variables: {v: {default: c, enum: [a]}}}
        paths:
          /a:
            servers: [{url: 'https://path.test'}]
            get: {responses: {}}
            put: {servers: [{url: /v1}], responses: {}}
            post: {servers: [{url: 'https://own.test'}], responses: {}}
        ",
        &expect![[r#"
            api "T"
            server "https://{region}.x.test:{port}/v1/" region="eu" of ["eu", "us"] port="443" of []
            server "/v1"
            server "https://h/\"); boom(\""
            server "https://{v}.x.test" v="c" of ["c", "a"]

            GET "/a" "" in ""
              request -
              at "https://path.test"

            POST "/a" "" in ""
              request -
              at "https://own.test"

            PUT "/a" "" in ""
              request -

            server-invalid #/servers/3/url
              the variable `gone` is not declared, so this server is left out; callers can give its address themselves

            server-invalid #/servers/4/url
              a brace is not closed, so this server is left out; callers can give its address themselves

            server-invalid #/servers/5/variables/v
              the default `c` is not one of the listed values; it is added to them
        "#]],
    );
}
