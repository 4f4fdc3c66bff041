//! Every shape has its test.

use std::fs;
use std::path::Path;

use crate::common;

/// The ids of all shapes.
const SHAPES: &str = "
    GO01 GO02 GO04 GO05 GO06 GO07 GO09 GO10 HA01 HA02 HA03 HA05 HA06 HA08 HA09 NX01 O302
    O303 O304 O306 OC01 OC03 OC06 OC07 OC08 OC10 OC11 OC12 OC13 OC14 OC15 OC16 OG01 OG02
    OG03 OG07 OG08 OG10 OG13 OG15 OG18 OG19 OG20 OG21 OG24 OR01 OR02 OR05 OR06 OR08 OR09
    OR10 OR11 OR13 OR14 OR15 PG02 PG03 PG04 PG05 PG06 PG07 PG08 PG09 PG10 PG11 PG12 PG15
    PG16 PG20 PG21 PG22 PG23 PG24 PG25 PG26 PG27 PG29 PG30 PG32 PG33 PL01 PL03 PL04 PL05
    PL06 PL08 PL09 SG02 TS02 TS03 TS04 TS05 TS09 TS11 TS12 TS13 TS14 TS15 TS16 TS18 TS19
    TS20 TS21 TS22 TY01 TY02 TY04 TY05 TY06 TY07 TY09 TY10 TY12 TY13 TY14 TY15
";

/// Where tests bear ids of shapes.
const TESTS: &[&str] = &[
    "clients/catalogue/client/tests",
    "clients/shapes/tests",
    "../generator/tests/catalogue",
];

#[test]
fn every_shape_has_a_test_that_bears_its_id() {
    let mut names = Vec::new();
    for folder in TESTS {
        collect(&common::fixtures().join(folder), &mut names);
    }
    let missing: Vec<&str> = SHAPES
        .split_whitespace()
        .filter(|id| !names.iter().any(|name| bears(name, &id.to_lowercase())))
        .collect();
    assert!(missing.is_empty(), "no test bears these ids: {missing:?}");
    assert_eq!(SHAPES.split_whitespace().count(), 117);
}

/// Whether a test's name begins with the id, or with a few ids of which it is one.
fn bears(name: &str, id: &str) -> bool {
    let is_id = |word: &&str| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        !letters.is_empty() && letters.len() <= 2 && letters.len() < word.len()
    };
    name.split('_').take_while(is_id).any(|word| word == id)
}

/// The names of the tests in a folder.
fn collect(folder: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            collect(&path, names);
            continue;
        }
        let text = fs::read_to_string(&path).expect("readable text");
        for test in text.split("test]\n").skip(1) {
            let function = test.lines().find_map(|line| line.split_once("fn "));
            let name = function.and_then(|(_, rest)| rest.split('(').next());
            names.extend(name.map(str::to_owned));
        }
    }
}
