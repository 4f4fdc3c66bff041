//! Bodies of success responses: lists of rows.

use serde::de::{DeserializeOwned, Error as _};

use crate::error::Mismatch;
use crate::json::decode::locate;
use crate::stream::array::ROWS_ARE_ARRAYS;

/// Decodes a list of rows. `null` is no rows: Rill answers so where a union or a glob finds nothing.
pub(super) fn decode_rows<R: DeserializeOwned>(body: &[u8]) -> Result<Vec<R>, Mismatch> {
    if is_list_of_lists(body) {
        // Serde would take such a row for the fields of a struct, in their order.
        let error = serde_json::Error::custom(ROWS_ARE_ARRAYS);
        return Err(Mismatch::new(body, &error, None));
    }
    if body.trim_ascii() == b"null" {
        return Ok(Vec::new());
    }
    serde_json::from_slice(body).map_err(|error| locate::<Option<Vec<R>>>(body, &error))
}

/// Returns `true` if the first row is an array.
fn is_list_of_lists(body: &[u8]) -> bool {
    let mut marks = body.iter().filter(|byte| !byte.is_ascii_whitespace());
    marks.next() == Some(&b'[') && marks.next() == Some(&b'[')
}

#[cfg(test)]
mod tests {
    use super::decode_rows;

    #[test]
    fn null_and_an_empty_list_are_no_rows() {
        assert_eq!(decode_rows::<i64>(b"null").unwrap(), Vec::<i64>::new());
        assert_eq!(decode_rows::<i64>(b"[]").unwrap(), Vec::<i64>::new());
    }

    #[test]
    fn rows_that_are_arrays_are_refused() {
        let error = decode_rows::<(i64, i64)>(b" [ [1, 2]]").unwrap_err();
        assert!(
            format!("{error:?}").contains("the rows are arrays"),
            "{error:?}"
        );
    }

    #[test]
    fn integers_stay_exact() {
        let rows = decode_rows::<u64>(b"[18446744073709551615]").unwrap();
        assert_eq!(rows, [u64::MAX]);
        let rows = decode_rows::<i64>(b"[-9223372036854775808, 9007199254740993]").unwrap();
        assert_eq!(rows, [i64::MIN, 9_007_199_254_740_993]);
        let rows = decode_rows::<serde_json::Value>(b"[18446744073709551615]").unwrap();
        assert_eq!(rows[0].as_u64(), Some(u64::MAX));
    }

    #[test]
    fn fractions_stay_exact() {
        let text = "[31.245270191439438,121.48791951161945,1e21,0.1]";
        let rows = decode_rows::<f64>(text.as_bytes()).unwrap();
        assert_eq!(
            serde_json::to_string(&rows).unwrap(),
            text.replace("1e21", "1e+21")
        );
    }

    #[test]
    fn a_union_that_fits_nothing_is_located() {
        #[derive(Debug)]
        enum Pet {
            Cat(serde_json::Value),
        }

        crate::codegen::v1::union!(Pet { Cat: OBJECT requires ["meow"] knows ["meow"] });

        #[derive(Debug, serde::Deserialize)]
        struct Row {
            #[serde(rename = "pet")]
            _pet: Option<Pet>,
        }

        let mismatch = decode_rows::<Row>(br#"[{"pet":null},{"pet":{"bark":1}}]"#).unwrap_err();
        let shown = format!("{mismatch:?}");
        assert!(shown.contains("path: Some(\"[1].pet\")"), "{shown}");
        assert!(
            shown.contains("Pet: no variant fits: Cat: missing key"),
            "{shown}"
        );
    }

    #[test]
    fn text_after_the_list_is_an_error() {
        let mismatch = decode_rows::<i64>(b"[1] x").unwrap_err();
        assert!(format!("{mismatch:?}").contains("trailing characters"));
    }
}
