//! Schemas that contain themselves, where an operation sends and answers with them: each ends as a type of its own, or as
//! untyped JSON with a finding where no value has an end.

use expect_test::{Expect, expect};

use crate::check;

/// Checks the model of a document whose one operation takes and gives the component `A`.
pub(crate) fn check_schemas(schemas: &str, expect: &Expect) {
    let mut snippet = String::from(
        "paths:
  /a:
    post:
      operationId: send
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}
components:
  schemas:
",
    );
    for line in schemas.lines() {
        snippet.push_str("    ");
        snippet.push_str(line);
        snippet.push('\n');
    }
    check(
        &snippet
            .replace('<', "{$ref: '#/components/schemas/")
            .replace('>', "'}"),
        expect,
    );
}

#[test]
fn rc1_a_map_of_itself() {
    check_schemas(
        "A: {type: object, additionalProperties: <A>}",
        &expect![[r#"
        api "T"

        POST "/a" "send" in ""
          request %1
          0! -> body "application/json" Json %0
          success [Code(200)] json %0

        %0 component "A" = new {%0}

        %1 request of 0 = struct (Request)
          "body"! : %0
    "#]],
    );
}

#[test]
fn rc1_a_list_of_itself() {
    check_schemas(
        "A: {type: array, items: <A>}",
        &expect![[r#"
        api "T"

        POST "/a" "send" in ""
          request %1
          0! -> body "application/json" Json %0
          success [Code(200)] json %0

        %0 component "A" = new [%0]

        %1 request of 0 = struct (Request)
          "body"! : %0
    "#]],
    );
}

#[test]
fn rc1_two_maps_of_each_other() {
    check_schemas(
        "A: {type: object, additionalProperties: <B>}\nB: {type: object, additionalProperties: <A>}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %2
              0! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = new {%1}

            %1 component "B" = new {%0}

            %2 request of 0 = struct (Request)
              "body"! : %0
        "#]],
    );
}

#[test]
fn rc1_a_nullable_map_of_itself() {
    check_schemas(
        "A: {type: object, nullable: true, additionalProperties: <A>}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %1
              0! -> body "application/json" Json %0|null
              success [Code(200)] json %0|null

            %0 component "A" = new {%0|null}

            %1 request of 0 = struct (Request)
              "body"! : %0|null
        "#]],
    );
}

#[test]
fn rc1_another_name_for_what_leads_back() {
    check_schemas(
        "A: <B>\nB: {type: array, items: <A>}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %2
              0! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = %1

            %1 component "B" = new [%0]

            %2 request of 0 = struct (Request)
              "body"! : %0
        "#]],
    );
}

#[test]
fn rc1_what_has_no_name_and_contains_itself() {
    check_schemas(
        "A: {type: array, items: {allOf: [<A>, {minItems: 1}]}}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %2
              0! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = [%1]

            %1 within %0[] = new [%1]

            %2 request of 0 = struct (Request)
              "body"! : %0
        "#]],
    );
    check_schemas(
        "A: {allOf: [<B>, <C>]}\nB: {type: object, additionalProperties: <B>}\nC: {type: object, additionalProperties: <C>}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %2
              0! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = {%1}

            %1 within %0{} = new {%1}

            %2 request of 0 = struct (Request)
              "body"! : %0
        "#]],
    );
}

#[test]
fn rc1_nothing_but_itself() {
    check_schemas(
        "A: {allOf: [<A>]}",
        &expect![[r#"
        api "T"

        POST "/a" "send" in ""
          request %1
          0! -> body "application/json" Json %0
          success [Code(200)] json %0

        %0 component "A" = any

        %1 request of 0 = struct (Request)
          "body"! : %0

        untyped
          #/components/schemas/A

        circular-reference #/components/schemas/A
          this schema is nothing but itself; any value is taken

        recursive-all-of #/components/schemas/A/allOf/0
          this schema is a member of itself, which adds nothing
    "#]],
    );
    check_schemas(
        "A: {anyOf: [<A>, {type: 'null'}]}",
        &expect![[r#"
        api "T"

        POST "/a" "send" in ""
          request %1
          0! -> body "application/json" Json %0|null
          success [Code(200)] json %0|null

        %0 component "A" = any

        %1 request of 0 = struct (Request)
          "body"! : %0|null

        untyped
          #/components/schemas/A

        circular-reference #/components/schemas/A
          this schema is nothing but itself; any value is taken

        recursive-all-of #/components/schemas/A/anyOf/0
          this schema is a member of itself, which adds nothing
    "#]],
    );
    check_schemas(
        "A: {allOf: [<B>]}\nB: {allOf: [<A>]}",
        &expect![[r#"
        api "T"

        POST "/a" "send" in ""
          request %2
          0! -> body "application/json" Json %0
          success [Code(200)] json %0

        %0 component "A" = any

        %1 component "B" = any

        %2 request of 0 = struct (Request)
          "body"! : %0

        untyped
          #/components/schemas/A
          #/components/schemas/B

        circular-reference #/components/schemas/A
          this schema is nothing but itself; any value is taken

        recursive-all-of #/components/schemas/A/allOf/0
          this schema is a member of itself, which adds nothing

        circular-reference #/components/schemas/B
          this schema is nothing but itself; any value is taken

        recursive-all-of #/components/schemas/B/allOf/0
          this schema is a member of itself, which adds nothing
    "#]],
    );
}

#[test]
fn rc2_a_tuple_that_requires_itself() {
    check_schemas(
        "A: {type: array, prefixItems: [<A>, {type: string}]}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %1
              0! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = new (%0|null, text|null, [any], …) from 0

            %1 request of 0 = struct (Request)
              "body"! : %0
        "#]],
    );
}

#[test]
fn rc2_a_tuple_that_may_end() {
    check_schemas(
        "A: {type: array, prefixItems: [{anyOf: [<A>, {type: 'null'}]}, {type: string, format: date-time}]}",
        &expect![[r#"
            api "T"

            POST "/a" "send" in ""
              request %1
              0! -> body "application/json" Json %0
              success [Code(200)] json %0

            %0 component "A" = new (%0|null|null, date-time|null, [any], …) from 0

            %1 request of 0 = struct (Request)
              "body"! : %0
        "#]],
    );
}

#[test]
fn rc4_a_union_that_is_one_of_its_own_alternatives() {
    check_schemas(
        "A: {oneOf: [<A>, {type: string}]}",
        &expect![[r#"
        api "T"

        POST "/a" "send" in ""
          request %1
          0! -> body "application/json" Json %0
          success [Code(200)] json %0

        %0 component "A" = text

        %1 request of 0 = struct (Request)
          "body"! : %0

        circular-reference #/components/schemas/A/oneOf/0
          this alternative is the schema around it, which adds nothing
    "#]],
    );
}
