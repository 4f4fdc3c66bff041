//! Checks that the runtime is as new as the generated code that calls it.

/// Stops the build of generated code that needs a later runtime.
#[doc(hidden)]
#[macro_export]
macro_rules! __requires {
    ($version:literal) => {
        const _: () = assert!(
            $crate::codegen::v1::is_at_least($version),
            concat!(
                "this crate was generated for rill-client-runtime ",
                $version,
                ", but is built with an older one: update the dependency `rill-client-runtime`",
            )
        );
    };
}

/// Returns `true` if the runtime has this version or a later one.
pub const fn is_at_least(required: &str) -> bool {
    let (own, required) = (
        parse_version(env!("CARGO_PKG_VERSION")),
        parse_version(required),
    );
    let mut index = 0;
    while index < own.len() {
        if own[index] != required[index] {
            return own[index] > required[index];
        }
        index += 1;
    }
    true
}

/// Parses the numbers of a version; what follows the third is left out.
const fn parse_version(text: &str) -> [u64; 3] {
    let text = text.as_bytes();
    let mut numbers = [0; 3];
    let (mut number, mut index) = (0, 0);
    while index < text.len() {
        match text[index] {
            digit @ b'0'..=b'9' => numbers[number] = numbers[number] * 10 + (digit - b'0') as u64,
            b'.' if number < 2 => number += 1,
            _ => return numbers,
        }
        index += 1;
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert_eq!(parse_version("1.20.300"), [1, 20, 300]);
        assert_eq!(parse_version("0.1"), [0, 1, 0]);
        assert_eq!(parse_version("0.2.0-rc.1"), [0, 2, 0]);
        assert!(is_at_least("0.0.99"));
        assert!(is_at_least(env!("CARGO_PKG_VERSION")));
        assert!(!is_at_least("999.0.0"));
    }

    #[test]
    fn code_for_this_runtime_compiles() {
        crate::codegen::v1::requires!("0.0.1");
    }
}
