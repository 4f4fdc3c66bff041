//! References to other files: what they name is taken into the document, and findings about it
//! show the file it stands in.

use std::collections::BTreeSet;

use expect_test::{Expect, expect};
use rill_codegen::Dialect;
use rill_codegen::diagnostic::Diagnostics;
use rill_codegen::document::{self, Document, Input, Source};

fn source(name: &str, text: &str) -> Source {
    Source {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

/// Paths and components in front of which the rest of a document stands.
const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";

/// A document with files beside it, given as a caller would: only what is asked for.
fn input(document: &str, files: &[(&str, &str)]) -> Input {
    let mut input = Input::from(source("specs/api.yaml", &format!("{HEAD}{document}")));
    loop {
        let missing = document::missing(&input);
        let Some(address) = missing.first() else {
            return input;
        };
        if let Some((name, text)) = files.iter().find(|(name, _)| name == address) {
            let shown = format!("specs/{name}");
            input.others.insert(address.clone(), source(&shown, text));
        } else {
            let why = "there is no such file".to_owned();
            input.refused.insert(address.clone(), why);
        }
    }
}

fn load(input: &Input) -> (Document, Diagnostics) {
    let mut cx = Diagnostics::new();
    let document = document::load(&mut cx, input, Dialect::Auto)
        .unwrap_or_else(|refusal| panic!("{}", refusal.render(input)));
    (document, cx)
}

/// Compares what is committed of a document, and the findings; what is committed gives the same
/// document again without the files.
fn check(text: &str, files: &[(&str, &str)], expect: &Expect) {
    let input = input(text, files);
    let (document, cx) = load(&input);
    let committed = source("openapi.json", &document.snapshot);
    let (again, _) = load(&Input::from(&committed));
    assert_eq!(again.value, document.value, "committed text gives the same");
    assert_eq!(again.snapshot, document.snapshot);
    let mut shown: serde_json::Value =
        serde_json::from_str(&document.snapshot).expect("the snapshot is JSON");
    if let Some(map) = shown.as_object_mut() {
        map.remove("info");
        map.remove("openapi");
    }
    expect.assert_eq(&format!("{shown:#}\n{}", cx.render(&input)));
}

#[test]
fn schemas_become_components_named_by_key_or_file() {
    check(
        "paths: {}\n\
         components: {schemas: {A: {properties: {\n\
           pet: {$ref: './pets.yaml#/Pet'}, owner: {$ref: shared/owner.json},\n\
           toy: {$ref: 'shared/my%20toy.yaml#/a~1b'}, own: {$ref: 'api.yaml#/components/schemas/B'}}},\n\
           B: {type: string}}}\n",
        &[
            (
                "pets.yaml",
                "Pet: {properties: {tag: {$ref: '#/Tag'}, up: {$ref: '#/Pet'}}}\nTag: {type: string}\n",
            ),
            (
                "shared/owner.json",
                r#"{"type": "object", "properties": {"pets": {"$ref": "../pets.yaml#/Pet"}}}"#,
            ),
            ("shared/my toy.yaml", "a/b: {type: integer}\n"),
        ],
        &expect![[r##"
            {
              "paths": {},
              "components": {
                "schemas": {
                  "A": {
                    "properties": {
                      "pet": {
                        "$ref": "#/components/schemas/Pet"
                      },
                      "owner": {
                        "$ref": "#/components/schemas/owner"
                      },
                      "toy": {
                        "$ref": "#/components/schemas/a_b"
                      },
                      "own": {
                        "$ref": "#/components/schemas/B"
                      }
                    }
                  },
                  "B": {
                    "type": "string"
                  },
                  "Pet": {
                    "properties": {
                      "tag": {
                        "$ref": "#/components/schemas/Tag"
                      },
                      "up": {
                        "$ref": "#/components/schemas/Pet"
                      }
                    }
                  },
                  "Tag": {
                    "type": "string"
                  },
                  "a_b": {
                    "type": "integer"
                  },
                  "owner": {
                    "type": "object",
                    "properties": {
                      "pets": {
                        "$ref": "#/components/schemas/Pet"
                      }
                    }
                  }
                }
              }
            }
        "##]],
    );
}

#[test]
fn anchors_own_addresses_and_pointers_below_schemas_lead_on() {
    check(
        "paths: {/a: {parameters: [{$ref: p.yaml}]}}\n\
         components: {schemas: {A: {$ref: 'lib.yaml#/Page'}, B: {$ref: 'whole.yaml#/'}}}\n",
        &[
            (
                "p.yaml",
                "name: p\nin: query\nschema: {properties: {t: {$anchor: term, type: string}, u: {$ref: '#term'}}}\n",
            ),
            (
                "lib.yaml",
                "$self: https://lib.example/v2/lib.yaml\n\
                 Page: {properties: {n: {$ref: 'https://lib.example/v2/lib.yaml#/N'}}}\nN: {type: integer}\n",
            ),
            (
                "whole.yaml",
                "properties: {s: {$defs: {D: {type: boolean}}, properties: {d: {$ref: '#/$defs/D'}}}}\n",
            ),
        ],
        &expect![[r##"
            {
              "paths": {
                "/a": {
                  "parameters": [
                    {
                      "name": "p",
                      "in": "query",
                      "schema": {
                        "properties": {
                          "t": {
                            "$anchor": "term",
                            "type": "string"
                          },
                          "u": {
                            "$ref": "#/components/schemas/t"
                          }
                        }
                      }
                    }
                  ]
                }
              },
              "components": {
                "schemas": {
                  "A": {
                    "properties": {
                      "n": {
                        "$ref": "#/components/schemas/N"
                      }
                    }
                  },
                  "B": {
                    "properties": {
                      "s": {
                        "$defs": {
                          "D": {
                            "type": "boolean"
                          }
                        },
                        "properties": {
                          "d": {
                            "$ref": "#/components/schemas/s_D"
                          }
                        }
                      }
                    }
                  },
                  "N": {
                    "type": "integer"
                  },
                  "t": {
                    "$anchor": "term",
                    "type": "string"
                  },
                  "s_D": {
                    "type": "boolean"
                  }
                }
              }
            }
        "##]],
    );
}

#[test]
fn files_that_refer_to_each_other_end() {
    check(
        "paths: {/a: {$ref: a.yaml#/item}}\n\
         components: {schemas: {A: {$ref: a.yaml#/A}}}\n",
        &[
            (
                "a.yaml",
                "A: {properties: {b: {$ref: b.yaml#/B}}}\nitem: {$ref: b.yaml#/item}\n",
            ),
            (
                "b.yaml",
                "B: {properties: {a: {$ref: a.yaml#/A}, top: {$ref: 'api.yaml#/components/schemas/A'}}}\nitem: {$ref: a.yaml#/item}\n",
            ),
        ],
        &expect![[r##"
            {
              "paths": {
                "/a": {
                  "$ref": "a.yaml#/item"
                }
              },
              "components": {
                "schemas": {
                  "A": {
                    "properties": {
                      "b": {
                        "$ref": "#/components/schemas/B"
                      }
                    }
                  },
                  "B": {
                    "properties": {
                      "a": {
                        "$ref": "#/components/schemas/A"
                      },
                      "top": {
                        "$ref": "#/components/schemas/A"
                      }
                    }
                  }
                }
              }
            }
            warning[circular-reference]: `a.yaml#/item` leads back to itself; it is left out
             --> specs/b.yaml:2:14
              |
            2 | item: {$ref: a.yaml#/item}
              |              ^^^^^^^^^^^^
              |
              = at: b.yaml#/item/$ref
              = help: let one of the files in the circle say what it is
        "##]],
    );
}

#[test]
fn what_is_no_schema_takes_the_place_of_its_reference() {
    check(
        "paths:\n  /pets: {$ref: paths/pets.yaml, summary: Ours}\n",
        &[
            (
                "paths/pets.yaml",
                "summary: Theirs\nget:\n  parameters: [{$ref: '../parts.yaml#/limit'}]\n  responses:\n    '200': {$ref: '../parts.yaml#/ok'}\n",
            ),
            (
                "parts.yaml",
                "limit: {name: limit, in: query, schema: {$ref: '#/Limit'}}\nLimit: {type: integer}\nok: {description: ok, content: {application/json: {schema: {type: array, items: {$ref: 'pet.yaml'}}}}}\n",
            ),
            (
                "pet.yaml",
                "type: object\nproperties: {name: {type: string}}\n",
            ),
        ],
        &expect![[r##"
            {
              "paths": {
                "/pets": {
                  "summary": "Ours",
                  "get": {
                    "parameters": [
                      {
                        "name": "limit",
                        "in": "query",
                        "schema": {
                          "$ref": "#/components/schemas/Limit"
                        }
                      }
                    ],
                    "responses": {
                      "200": {
                        "description": "ok",
                        "content": {
                          "application/json": {
                            "schema": {
                              "type": "array",
                              "items": {
                                "$ref": "#/components/schemas/pet"
                              }
                            }
                          }
                        }
                      }
                    }
                  }
                }
              },
              "components": {
                "schemas": {
                  "Limit": {
                    "type": "integer"
                  },
                  "pet": {
                    "type": "object",
                    "properties": {
                      "name": {
                        "type": "string"
                      }
                    }
                  }
                }
              }
            }
        "##]],
    );
}

#[test]
fn names_that_clash_tell_the_file_and_tags_stay() {
    check(
        "paths: {}\n\
         components: {schemas: {Pet: {type: string}, All: {$ref: 'all.yaml#/All'}}}\n",
        &[(
            "all.yaml",
            "All: {oneOf: [{$ref: '#/Pet'}, {$ref: '#/Cat'}], discriminator: {propertyName: kind, mapping: {c: Cat}}}\n\
             Pet: {properties: {kind: {type: string}}}\nCat: {properties: {kind: {type: string}}}\n",
        )],
        &expect![[r##"
            {
              "paths": {},
              "components": {
                "schemas": {
                  "Pet": {
                    "type": "string"
                  },
                  "All": {
                    "oneOf": [
                      {
                        "$ref": "#/components/schemas/all_Pet"
                      },
                      {
                        "$ref": "#/components/schemas/Cat"
                      }
                    ],
                    "discriminator": {
                      "propertyName": "kind",
                      "mapping": {
                        "c": "#/components/schemas/Cat",
                        "Pet": "#/components/schemas/all_Pet"
                      }
                    }
                  },
                  "Cat": {
                    "properties": {
                      "kind": {
                        "type": "string"
                      }
                    }
                  },
                  "all_Pet": {
                    "properties": {
                      "kind": {
                        "type": "string"
                      }
                    }
                  }
                }
              }
            }
        "##]],
    );
}

#[test]
fn findings_show_the_file_they_stand_in() {
    let input = input(
        "paths: {}\ncomponents: {schemas: {A: {$ref: 'pets.yaml#/Pet'}}}\n",
        &[(
            "pets.yaml",
            "Pet:\n  properties:\n    age: {type: number, minimum: low}\n    gone: {$ref: '#/Gone'}\n    far: {$ref: 'http://169.254.169.254/latest#/x'}\n",
        )],
    );
    let (_, cx) = load(&input);
    expect![[r#"
        warning[invalid-keyword]: `minimum` takes a number, not `low`; it is left out
         --> specs/pets.yaml:3:34
          |
        3 |     age: {type: number, minimum: low}
          |                                  ^^^
          |
          = at: pets.yaml#/Pet/properties/age/minimum
          = help: write a number

        warning[external-reference]: `http://169.254.169.254/latest#/x` is not followed: there is no such file; any value is taken
         --> specs/pets.yaml:5:17
          |
        5 |     far: {$ref: 'http://169.254.169.254/latest#/x'}
          |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = at: pets.yaml#/Pet/properties/far/$ref
          = help: copy what it names into the document, or allow its address under `references` in the config

        warning[dangling-reference]: `#/Gone` names nothing in pets.yaml; any value is taken
         --> specs/pets.yaml:4:18
          |
        4 |     gone: {$ref: '#/Gone'}
          |                  ^^^^^^^^
          |
          = at: pets.yaml#/Pet/properties/gone/$ref
          = help: refer to something that is there
    "#]].assert_eq(&cx.render(&input));
}

#[test]
fn what_is_refused_or_broken_is_one_finding_each() {
    check(
        "paths:\n  /a: {$ref: 'http://169.254.169.254/latest#/x'}\n\
         components: {schemas: {A: {$ref: 'file:///etc/passwd'}, B: {$ref: broken.yaml},\n\
           C: {$ref: 'ok.yaml#/Gone'}, D: {$ref: '../up.yaml#/D'}, E: {oneOf: [{$ref: ok.yaml}],\n\
           discriminator: {propertyName: p, mapping: {x: 'away.json#/X', y: ok.yaml}}}}}\n",
        &[
            ("broken.yaml", "a: [b\n"),
            ("ok.yaml", "properties: {p: {type: string}}\n"),
        ],
        &expect![[r##"
            {
              "paths": {
                "/a": {
                  "$ref": "http://169.254.169.254/latest#/x"
                }
              },
              "components": {
                "schemas": {
                  "A": {
                    "$ref": "file:///etc/passwd"
                  },
                  "B": {
                    "$ref": "broken.yaml"
                  },
                  "C": {
                    "$ref": "ok.yaml#/Gone"
                  },
                  "D": {
                    "$ref": "../up.yaml#/D"
                  },
                  "E": {
                    "oneOf": [
                      {
                        "$ref": "#/components/schemas/ok"
                      }
                    ],
                    "discriminator": {
                      "propertyName": "p",
                      "mapping": {
                        "x": "away.json#/X",
                        "y": "#/components/schemas/ok"
                      }
                    }
                  },
                  "ok": {
                    "properties": {
                      "p": {
                        "type": "string"
                      }
                    }
                  }
                }
              }
            }
            warning[external-reference]: `file:///etc/passwd` is not followed: there is no such file; any value is taken
             --> specs/api.yaml:5:34
              |
            5 | components: {schemas: {A: {$ref: 'file:///etc/passwd'}, B: {$ref: broken.yaml},
              |                                  ^^^^^^^^^^^^^^^^^^^^
              |
              = at: #/components/schemas/A/$ref
              = help: copy what it names into the document, or allow its address under `references` in the config

            warning[external-reference]: `broken.yaml` is not followed: the file cannot be read, it is not valid YAML; any value is taken
             --> specs/api.yaml:5:67
              |
            5 | …nents: {schemas: {A: {$ref: 'file:///etc/passwd'}, B: {$ref: broken.yaml},
              |                                                               ^^^^^^^^^^^
              |
              = at: #/components/schemas/B/$ref
              = help: copy what it names into the document, or allow its address under `references` in the config

            warning[dangling-reference]: `ok.yaml#/Gone` names nothing in ok.yaml; any value is taken
             --> specs/api.yaml:6:11
              |
            6 | C: {$ref: 'ok.yaml#/Gone'}, D: {$ref: '../up.yaml#/D'}, E: {oneOf: [{$ref: ok.yaml}],
              |           ^^^^^^^^^^^^^^^
              |
              = at: #/components/schemas/C/$ref
              = help: refer to something that is there

            warning[external-reference]: `../up.yaml#/D` is not followed: there is no such file; any value is taken
             --> specs/api.yaml:6:39
              |
            6 | C: {$ref: 'ok.yaml#/Gone'}, D: {$ref: '../up.yaml#/D'}, E: {oneOf: [{$ref: ok.yaml}],
              |                                       ^^^^^^^^^^^^^^^
              |
              = at: #/components/schemas/D/$ref
              = help: copy what it names into the document, or allow its address under `references` in the config

            warning[discriminator-mapping]: `away.json#/X` is not followed: there is no such file; the entry is left out
             --> specs/api.yaml:7:47
              |
            7 | discriminator: {propertyName: p, mapping: {x: 'away.json#/X', y: ok.yaml}}}}}
              |                                               ^^^^^^^^^^^^^^
              |
              = at: #/components/schemas/E/discriminator/mapping/x
              = help: copy what it names into the document, or allow its address under `references` in the config

            warning[external-reference]: `http://169.254.169.254/latest#/x` is not followed: there is no such file; it is left out
             --> specs/api.yaml:4:14
              |
            4 |   /a: {$ref: 'http://169.254.169.254/latest#/x'}
              |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              |
              = at: #/paths/~1a/$ref
              = help: copy what it names into the document, or allow its address under `references` in the config
        "##]],
    );
}

#[test]
fn alone_a_document_says_what_it_lacks() {
    let document = source(
        "https://example.com/api/openapi.yaml",
        &format!(
            "{HEAD}paths: {{/a: {{$ref: '../a.yaml'}}}}\ncomponents: {{schemas: {{A: {{$ref: b.yaml}}}}}}\n"
        ),
    );
    let missing = document::missing(&Input::from(document));
    let wanted = [
        "https://example.com/a.yaml",
        "https://example.com/api/b.yaml",
    ];
    assert_eq!(missing, BTreeSet::from(wanted.map(str::to_owned)));
}
