//! The body of a success answer: a list of rows.

use serde::de::DeserializeOwned;

use crate::error::Misfit;

/// Decodes a list of rows. `null` is no rows: Rill answers so where a union or a glob finds nothing.
pub(crate) fn decode_rows<R: DeserializeOwned>(body: &[u8]) -> Result<Vec<R>, Misfit> {
    match serde_json::from_slice::<Option<Vec<R>>>(body) {
        Ok(rows) => Ok(rows.unwrap_or_default()),
        Err(error) => Err(locate::<Option<Vec<R>>>(body, &error)),
    }
}

/// Decodes once more, slower, to learn where the value stands that did not fit.
fn locate<T: DeserializeOwned>(body: &[u8], error: &serde_json::Error) -> Misfit {
    if !error.is_data() {
        return Misfit::new(body, error, None);
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Err(located) => Misfit::new(body, located.inner(), Some(located.path())),
        // Only a type that decodes differently the second time comes here; the first word stands.
        Ok(_) => Misfit::new(body, error, None),
    }
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
    fn integers_stay_exact() {
        let rows = decode_rows::<u64>(b"[18446744073709551615]").unwrap();
        assert_eq!(rows, [u64::MAX]);
        let rows = decode_rows::<i64>(b"[-9223372036854775808, 9007199254740993]").unwrap();
        assert_eq!(rows, [i64::MIN, 9_007_199_254_740_993]);
        let rows = decode_rows::<serde_json::Value>(b"[18446744073709551615]").unwrap();
        assert_eq!(rows[0].as_u64(), Some(u64::MAX));
    }

    #[test]
    fn text_after_the_list_is_an_error() {
        let misfit = decode_rows::<i64>(b"[1] x").unwrap_err();
        assert!(format!("{misfit:?}").contains("trailing characters"));
    }
}
