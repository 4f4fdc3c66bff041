//! Shapes of schemas that documents write in several ways, each in the places where it stands: one type comes out.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use expect_test::expect;
use rill_codegen::{Config, generate};

use crate::common;
use crate::recursion::check_schemas;

#[test]
fn null_behind_a_reference_is_null() {
    check_schemas(
        "A: {type: object, required: [one], properties: {one: {nullable: true, oneOf: [<S>, <Blank>, <Nothing>]}, two: {oneOf: [<S>, <Nothing>]}, map: {type: object, additionalProperties: {anyOf: [<S>, <Blank>, <Nothing>]}}, list: {type: array, items: {oneOf: [<S>, <O>, <Nothing>]}}, none: {oneOf: [<Nothing>]}}}
S: {type: string, enum: [a, b]}
Blank: {enum: ['']}
Nothing: {enum: [null]}
O: {type: object, properties: {x: {type: string}}}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "one"! : %4|null
              "two"? : %2|null
              "map"? : {%4|null}
              "list"? : [%1|null]
              "none"? : %5|null

            %1 within %0."list"[] = union
              "S" : %2 if [Text] has []
              "O" : %3 if [Object] has []

            %2 component "S" = enum "a" | "b"

            %3 component "O" = struct
              "x"? : text

            %4 shared by %0."map"{}, %0."one" = enum "a" | "b" | ""

            %5 component "Nothing" = null
        "#]],
    );
}

#[test]
fn a_number_beside_listed_ones_is_one_open_enum() {
    check_schemas(
        "A: {type: object, properties: {one: {anyOf: [{type: integer}, {enum: [1], title: One}]}, two: {oneOf: [<E>]}, three: {anyOf: [<E>, {type: integer}]}, wide: {anyOf: [{type: integer, format: uint64}, {enum: [1]}]}, text: {anyOf: [{type: string}, {type: integer, enum: [1]}]}}}
E: {type: integer, enum: [1, 2]}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "one"? : %1
              "two"? : %4
              "three"? : %4
              "wide"? : %5
              "text"? : %2

            %1 within %0."one" = enum 1 as "One"

            %2 within %0."text" = union
              "String" : text if [Text] has []
              "Integer" : %3 if [Integer] has []

            %3 within %2|"Integer" = enum 1

            %4 component "E" = enum 1 | 2

            %5 within %0."wide" = union
              "Integer" : u64 if [Integer] has []
              "Integer" : %6 if [Integer] has []

            %6 within %5|"Integer" = enum 1
        "#]],
    );
}

#[test]
fn variants_are_named_by_what_tells_them_apart() {
    check_schemas(
        "A: {type: object, properties: {tags: {oneOf: [{type: object, properties: {op: {type: string, enum: [add, replace]}}, required: [op]}, {type: object, properties: {op: {type: string, enum: [remove]}}}]}, maps: {anyOf: [{type: object, additionalProperties: {type: string}}, {type: object, additionalProperties: {type: integer}}, {type: array, items: {type: string}}, {type: array, items: <B>}]}}}
B: {type: object, properties: {x: {type: string}}}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "tags"? : %3
              "maps"? : %1

            %1 within %0."maps" = union
              "Object" : {text} if [Object] has []
              "integer map" : {i64} if [Object] has []
              "List" : [text] if [List] has []
              "B list" : [%2] if [List] has []

            %2 component "B" = struct
              "x"? : text

            %3 within %0."tags" = union
              "add or replace" : %4 if [Object] has ["op"] "op" in ["add", "replace"]
              "remove" : %6 if [Object] has [] "op" in ["remove"]

            %4 within %3|"add or replace" = struct
              "op"! : %5

            %5 within %4."op" = enum "add" | "replace"

            %6 within %3|"remove" = struct
              "op"? : %7

            %7 within %6."op" = enum "remove"
        "#]],
    );
}

#[test]
fn alternatives_of_required_properties_are_no_types() {
    check_schemas(
        "A: {type: object, properties: {a: {type: string}, b: {type: string}, c: {type: string}}, oneOf: [{properties: {a: {}}, required: [a, c]}, {type: object, required: [b, c], not: {required: [a]}}]}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "a"? : text
              "b"? : text
              "c"! : text

            alternatives-constrain #/components/schemas/A/oneOf
              these alternatives only say which properties go together, which the type does not hold

            ignored-keyword #/components/schemas/A/oneOf/1/not
              ignored: types do not hold what `not` says
        "#]],
    );
}

#[test]
fn a_kind_that_the_base_lists_is_of_the_subtype_of_that_name() {
    check_schemas(
        "A: {type: object, required: [kind], properties: {kind: <Kind>}, discriminator: {propertyName: kind, mapping: {third: '#/components/schemas/C'}}}
Kind: {type: string, enum: [B, third, other]}
B: {allOf: [<A>, {type: object, properties: {b: {type: string}}}]}
C: {allOf: [<A>, {type: object, properties: {kind: {type: string, enum: [third, fourth]}}}]}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %6
              0! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = union by "kind"
              "B" : %1 tags ["B"]
              "C" : %3 tags ["third"]
              "Base" : %5 tags ["other"] and the rest

            %1 component "B" = struct
              "kind"! : %2 = "B"
              "b"? : text

            %2 component "Kind" = enum "B" | "third" | "other"

            %3 component "C" = struct
              "kind"! : %4 = "third"

            %4 within %3."kind" = enum "third"

            %5 within %0|"Base" = struct
              "kind"! : %2

            %6 request of 0 = struct (Request)
              "body"! : %0
        "#]],
    );
}

#[test]
fn labels_of_values_follow_the_values() {
    check_schemas(
        "A: {type: object, properties: {null: {type: integer, nullable: true, enum: [null, 0, 1], x-enum-varnames: [None, Zero, One]}, twice: {type: string, enum: [a, a, b], x-enumNames: [Alpha, Again, Beta]}, maps: {type: string, enum: [a, b], x-enum-varnames: {b: Beta}, x-enumDescriptions: {a: first}}, both: {type: string, enum: [a, b], x-enum-varnames: [Alpha, Beta], x-enumDescriptions: {b: second}}, few: {type: string, enum: [a, b], x-enum-varnames: [Alpha]}}}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "null"? : %4|null
              "twice"? : %5
              "maps"? : %3
              "both"? : %1
              "few"? : %2

            %1 within %0."both" = enum "a" as "Alpha" | "b" as "Beta"

            %2 within %0."few" = enum "a" | "b"

            %3 within %0."maps" = enum "a" | "b" as "Beta"

            %4 within %0."null" = enum 0 as "Zero" | 1 as "One"

            %5 within %0."twice" = enum "a" as "Alpha" | "b" as "Beta"

            enum-conflict #/components/schemas/A/properties/few/enum
              the names or descriptions of the values are not as many as the values; they are left out

            enum-duplicate #/components/schemas/A/properties/twice/enum
              the list names a value twice; it is kept once
        "#]],
    );
}

#[test]
fn values_listed_beside_a_list_are_of_its_elements() {
    check_schemas(
        "A: {type: object, properties: {plain: {type: array, items: {type: string}, enum: [a, b]}, own: {type: array, items: <E>, enum: [a]}, whole: {type: integer, default: 1.0}}}
E: {type: string, enum: [a, b]}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "plain"? : [%2]
              "own"? : [%1]
              "whole"? : i64 = 1

            %1 component "E" = enum "a" | "b"

            %2 within %0."plain"[] = enum "a" | "b"

            enum-conflict #/components/schemas/A/properties/own/enum
              no list is one of these values; they are read as values of its elements

            enum-conflict #/components/schemas/A/properties/plain/enum
              no list is one of these values; they are read as values of its elements
        "#]],
    );
}

#[test]
fn what_a_condition_refers_to_may_be_there() {
    check_schemas(
        "A: {type: object, properties: {k: {type: string}}, allOf: [{if: {required: [k]}, then: <B>, else: {allOf: [<C>]}}], dependentSchemas: {k: <A>}}
B: {allOf: [<C>, {type: object, required: [b], properties: {b: {type: object, properties: {inner: {type: string}}}, list: {type: array, items: {type: integer}}}}]}
C: {type: object, properties: {c: {type: string, enum: [x, y]}, k: {type: string}, then: <C>}}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "k"? : text
              "c"? : %2
              "then"? : %3
              "b"? : %1
              "list"? : [i64]

            %1 component "B b" = struct
              "inner"? : text

            %2 component "C c" = enum "x" | "y"

            %3 component "C" = struct
              "c"? : %2
              "k"? : text
              "then"? : %3

            ignored-keyword #/components/schemas/A/allOf/0/if
              ignored: types do not hold what `if` says

            ignored-keyword #/components/schemas/A/dependentSchemas
              ignored: types do not hold what `dependentSchemas` says
        "#]],
    );
}

#[test]
fn members_that_allow_null_narrow_to_what_does_not() {
    check_schemas(
        "A: {type: object, properties: {one: {allOf: [{nullable: true, allOf: [<B>]}, <B>]}, two: {allOf: [{anyOf: [<B>, {type: 'null'}]}, <B>]}, closed: {$ref: '#/components/schemas/B', unevaluatedProperties: false}}}
B: {type: object, properties: {x: {type: string}}, unevaluatedProperties: false}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "one"? : %1
              "two"? : %1
              "closed"? : %1

            %1 component "B" = struct
              "x"? : text
        "#]],
    );
}

#[test]
fn va7_digits_beyond_a_double_are_kept() {
    check_schemas(
        "A: {type: object, required: [sample, by], properties: {signed: {type: integer, minimum: -9007199254740993, maximum: 9007199254740993}, unsigned: {type: integer, maximum: 18446744073709551615}, open: {type: integer, exclusiveMaximum: 9007199254740993}, number: {type: number, enum: [9007199254740993], default: 9007199254740993}, untyped: {maximum: 9007199254740995}, sample: {type: integer, minimum: 9007199254740993, maximum: 9007199254740994}, by: {type: integer, multipleOf: 9007199254740993}}}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "signed"? : i64
              "unsigned"? : u64
              "open"? : i64
              "number"? : %1 = 9007199254740993
              "untyped"? : float
              "sample"! : i64
              "by"! : i64

            %1 within %0."number" = enum 9007199254740993
        "#]],
    );
}

/// Each schema holds the next one twice: written out, the first would hold 2^30 of the last.
#[test]
fn types_that_double_end_soon() {
    for schema in [
        "{type: array, prefixItems: [<N>, <N>]}",
        "{type: array, prefixItems: [{type: array, items: <N>}, <N>]}",
        "{type: object, additionalProperties: {type: array, prefixItems: [<N>, <N>]}}",
        "{type: array, prefixItems: [{type: string, contentMediaType: application/json, contentSchema: <N>}, <N>]}",
        "{oneOf: [<N>, {anyOf: [<N>, {type: string}]}]}",
        "{allOf: [<N>, {oneOf: [<N>, {type: object, required: [z]}]}]}",
        "{type: object, required: [a, b], properties: {a: <N>, b: <N>}}",
        "{type: object, properties: {k: {type: string}}, if: {required: [k]}, then: <N>, else: <N>}",
    ] {
        let mut text = "openapi: 3.1.0
info: {title: T, version: '1'}
paths: {/a: {get: {operationId: a, parameters: [{name: q, in: query, schema: <0>}], responses: {'200': {description: '', content: {application/json: {schema: <0>}}}}}}}
components:
  schemas:
    T30: {type: integer}
".to_owned();
        for level in 0..30 {
            let schema = schema.replace("<N>", &format!("<{}>", level + 1));
            let _ = writeln!(text, "    T{level}: {schema}");
        }
        let text = text
            .replace('<', "{$ref: '#/components/schemas/T")
            .replace('>', "'}");
        let start = Instant::now();
        generate(&common::text("document.yaml", &text), &Config::new("case")).expect("a crate");
        assert!(start.elapsed() < Duration::from_secs(20), "{schema}");
    }
}

#[test]
fn unions_of_decimal_numbers_are_read_with_all_digits() {
    let text = "openapi: 3.0.3
info: {title: T, version: '1'}
paths: {/a: {get: {operationId: a, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}
components:
  schemas:
    A: {oneOf: [{$ref: '#/components/schemas/B'}, {type: string}]}
    B: {type: object, properties: {price: {oneOf: [{type: number, format: decimal}, {type: boolean}]}, other: {oneOf: [{type: number}, {type: boolean}]}}}
";
    let source = common::text("document.yaml", text);
    let generated = generate(&source, &Config::new("case")).expect("a crate");
    let text: String = generated.files.values().map(String::as_str).collect();
    let unions = text.matches("v1::union!(").count();
    assert_eq!((unions, text.matches("v1::union!(exact ").count()), (3, 2));
}

#[test]
fn keywords_that_no_type_holds_make_no_copies() {
    check_schemas(
        "A: {type: object, properties: {one: {$ref: '#/components/schemas/B', minProperties: 1}, two: {oneOf: [{oneOf: [<B>, {type: 'null'}]}]}, three: {$ref: '#/components/schemas/T', maxLength: 3}, four: {type: array, items: {$ref: '#/components/schemas/U', description: d, not: {type: integer}}}, five: {$ref: '#/components/schemas/B', required: [y]}, six: <C>, seven: {$ref: '#/components/schemas/N', type: object}}}
B: {type: object, required: [x], properties: {x: {type: string}, y: {type: string}}}
C: {allOf: [<B>], maxProperties: 2}
N: {type: [object, 'null'], properties: {n: {type: string}}}
T: {type: string, enum: [a, b]}
U: {oneOf: [{type: string}, <B>]}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "one"? : %3
              "two"? : %3|null
              "three"? : %6
              "four"? : [%2]
              "five"? : %1
              "six"? : %5
              "seven"? : %4|null

            %1 within %0."five" = struct
              "x"! : text
              "y"! : text

            %2 component "U" = union
              "String" : text if [Text] has []
              "B" : %3 if [Object] has ["x"]

            %3 component "B" = struct
              "x"! : text
              "y"? : text

            %4 component "N" = struct
              "n"? : text

            %5 component "C" = %3

            %6 component "T" = enum "a" | "b"

            ignored-keyword #/components/schemas/A/properties/four/items/not
              ignored: types do not hold what `not` says
        "#]],
    );
}

#[test]
fn nothing_but_what_the_schemas_of_an_object_describe() {
    check_schemas(
        "A: {type: object, properties: {reference: {$ref: '#/components/schemas/B', unevaluatedProperties: false}, members: {allOf: [<B>, {properties: {y: {type: string}}}], unevaluatedProperties: false}, open: {allOf: [<B>, {type: object, additionalProperties: true}], unevaluatedProperties: false}, typed: {allOf: [<B>], unevaluatedProperties: {type: integer}}, all: {$ref: '#/components/schemas/B', unevaluatedProperties: true}, one: {type: object, properties: {y: {type: string}}, oneOf: [<B>, <C>], unevaluatedProperties: false}, any: {type: object, properties: {y: {type: string}}, anyOf: [<B>, <C>], unevaluatedProperties: false}, positions: {type: array, prefixItems: [{type: string}], unevaluatedItems: false}}}
B: {type: object, required: [x], properties: {x: {type: string}}}
C: {type: object, required: [z], properties: {z: {type: string}}, additionalProperties: {type: integer}}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "reference"? : %1
              "members"? : %5
              "open"? : %9
              "typed"? : %10
              "all"? : %1
              "one"? : %6
              "any"? : %2
              "positions"? : (text|null) from 0

            %1 component "B" = struct
              "x"! : text

            %2 within %0."any" = union
              "B" : %3 if [Object] has ["x"]
              "C" : %4 if [Object] has ["z"]

            %3 within %2|"B" = struct
              "y"? : text
              "x"! : text

            %4 within %2|"C" = struct
              "y"? : text
              "z"! : text
              * : i64

            %5 within %0."members" = struct
              "x"! : text
              "y"? : text

            %6 within %0."one" = union
              "B" : %7 if [Object] has ["x"]
              "C" : %8 if [Object] has ["z"]

            %7 within %6|"B" = struct
              "y"? : text
              "x"! : text

            %8 within %6|"C" = struct
              "y"? : text
              "z"! : text
              * : i64

            %9 within %0."open" = struct
              "x"! : text
              * : any

            %10 within %0."typed" = struct
              "x"! : text
              * : i64

            ignored-keyword #/components/schemas/A/properties/any/unevaluatedProperties
              ignored: types do not hold what `unevaluatedProperties` says beside these alternatives
        "#]],
    );
}

#[test]
fn a_mapping_may_lead_into_alternatives_of_alternatives() {
    check_schemas(
        "A: {oneOf: [<U>, <V>], discriminator: {propertyName: t, mapping: {b: '#/components/schemas/B', c: C, e: '#/components/schemas/E'}}}
U: {oneOf: [<B>, <C>], discriminator: {propertyName: t}}
V: {oneOf: [<E>]}
B: {type: object, required: [t], properties: {t: {type: string}, b: {type: string}}}
C: {type: object, required: [t], properties: {t: {type: string}, c: {type: string}}}
E: {type: object, required: [t], properties: {t: {type: string}}}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %5
              0! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = union by "t"
              "B" : %1 tags ["b"]
              "C" : %2 tags ["c"]
              "V" : %3 tags ["e"]

            %1 component "B" = struct
              "t"! : text = "b"
              "b"? : text

            %2 component "C" = struct
              "t"! : text = "c"
              "c"? : text

            %3 component "V" = %4

            %4 component "E" = struct
              "t"! : text = "e"

            %5 request of 0 = struct (Request)
              "body"! : %0
        "#]],
    );
}

#[test]
fn values_are_read_as_the_type_around_them() {
    check_schemas(
        "A: {type: object, properties: {texts: {type: string, oneOf: [{const: 1, title: One}, {const: true}, {enum: [2.5]}]}, default: {type: string, default: 1}, whole: {type: integer, default: '5'}, truth: {type: boolean, default: 'no'}, long: {type: number, format: long}}}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "texts"? : %1
              "default"? : text = "1"
              "whole"? : i64 = 5
              "truth"? : bool
              "long"? : i64

            %1 within %0."texts" = enum "1" as "One" | "true" | "2.5"

            default-invalid #/components/schemas/A/properties/default/default
              1 is not of the schema's `type`; it is read as a value of `string`

            enum-conflict #/components/schemas/A/properties/texts/oneOf/0/enum
              1 is not of the schema's `type`; it is read as a value of `string`

            enum-conflict #/components/schemas/A/properties/texts/oneOf/1/enum
              true is not of the schema's `type`; it is read as a value of `string`

            enum-conflict #/components/schemas/A/properties/texts/oneOf/2/enum
              2.5 is not of the schema's `type`; it is read as a value of `string`

            default-invalid #/components/schemas/A/properties/truth/default
              "no" is not a value of the property's type, so there is no default

            default-invalid #/components/schemas/A/properties/whole/default
              "5" is not of the schema's `type`; it is read as a value of `integer`
        "#]],
    );
}

#[test]
fn null_is_left_where_nobody_forbids_it() {
    check_schemas(
        "A: {type: object, properties: {text: {allOf: [{type: [string, 'null']}, {maxLength: 3}]}, reference: {allOf: [<N>, {pattern: a}]}, number: {allOf: [{minimum: 1}, {maximum: 3}]}, types: {allOf: [{type: [integer, 'null']}, {type: [integer, string, 'null']}]}, positions: {type: array, prefixItems: [{type: [string, 'null']}, {type: 'null'}, {}, {type: string}], items: false}}}
N: {type: string, nullable: true}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "text"? : text|null
              "reference"? : text|null
              "number"? : float
              "types"? : i64|null
              "positions"? : %1

            %1 within %0."positions" = (text|null|null, null|null, any|null, text|null) from 0

            untyped
              #/components/schemas/A/properties/positions/prefixItems/2

            untyped #/components/schemas/A/properties/positions/prefixItems/2
              the schema does not say what the value is, so it is untyped JSON
        "#]],
    );
}

/// Generates from schemas, and returns the sources.
fn sources(schemas: &str, media_type: &str) -> String {
    let text = format!(
        "openapi: 3.2.0
info: {{title: T, version: '1'}}
paths: {{/a: {{post: {{operationId: send, requestBody: {{content: {{{media_type}: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}, responses: {{'200': {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}}}}}}}
components:
  schemas:
{schemas}"
    );
    let text = text
        .replace('<', "{$ref: '#/components/schemas/")
        .replace('>', "'}");
    let source = common::text("document.yaml", &text);
    let generated = generate(&source, &Config::new("case")).expect("a crate");
    generated.files.into_values().collect()
}

#[test]
fn a_map_of_itself_ends_in_xml() {
    let text = sources(
        "    A: {type: object, properties: {map: <M>}}
    M: {type: object, additionalProperties: <M>}
",
        "application/xml",
    );
    assert!(
        text.contains("v1::XmlKind::Map(&v1::XmlKind::Any)"),
        "{text}"
    );
}

#[test]
fn a_negative_value_is_a_name() {
    let text = sources(
        "    A: {type: object, properties: {one: {type: object, properties: {at: {enum: [-7]}}}, two: {type: object, properties: {at: {enum: [-7]}}}}}
",
        "application/json",
    );
    assert!(text.contains("pub enum AtMinus7"), "{text}");
}

#[test]
fn decimals_of_both_forms_are_one_type() {
    let text = sources(
        "    A: {type: object, properties: {text: {type: string, format: decimal}, number: {type: number, format: decimal}}}
",
        "application/json",
    );
    let lists = text.split("pub use rill_client_runtime::").skip(1);
    let lists = lists.map(|list| list.split(';').next().unwrap_or_default());
    let names = |list: &str| list.matches("Decimal,").count();
    assert_eq!(lists.map(names).max(), Some(1));
}

#[test]
fn the_variant_of_other_tags_keeps_them() {
    let text = sources(
        "    A: {oneOf: [<B>, <C>], discriminator: {propertyName: t, defaultMapping: C}}
    B: {type: object, properties: {b: {type: string}}}
    C: {type: object, properties: {c: {type: number}}}
",
        "application/json",
    );
    assert!(
        text.contains("optional t(String) = \"t\", optional c: f64 = \"c\""),
        "{text}"
    );
}

#[test]
fn an_example_of_what_has_no_end_ends() {
    let text = sources(
        "    A: {type: object, required: [map], properties: {map: {type: object, minProperties: 1, additionalProperties: <B>}}}
    B: {type: object, required: [b], properties: {b: <B>}}
",
        "application/json",
    );
    assert!(text.contains("pub struct B"), "{text}");
}

#[test]
fn lists_of_values_one_of_which_takes_null() {
    check_schemas(
        "A: {type: object, properties: {a: {anyOf: [{type: string, enum: [x, y]}, {type: string, nullable: true}]}, b: {oneOf: [{type: string, enum: [x], nullable: true}, {type: string, enum: [z]}]}, c: {anyOf: [{type: string, nullable: true}, {type: string, maxLength: 3}]}, d: {anyOf: [{$ref: '#/components/schemas/E'}, {type: string, nullable: true}]}, e: {type: string, oneOf: [{enum: [x]}, {type: string, enum: [z], nullable: true}]}}}
E: {type: string, enum: [x, y]}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %0
              *! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = struct
              "a"? : %1|null
              "b"? : %2|null
              "c"? : text|null
              "d"? : %3|null
              "e"? : %2

            %1 within %0."a" = enum "x" | "y"

            %2 shared by %0."b", %0."e" = enum "x" | "z"

            %3 component "E" = enum "x" | "y"
        "#]],
    );
}
