//! Names of arguments, fields and headers whose values are secrets.

/// The ends of such names, in lower case and without separators.
const ENDS: &str = "token password passwd pwd passphrase passcode secret apikey accesskey accesskeyid secretkey \
    privatekey signingkey encryptionkey authkey signature credential credentials authorization jwt \
    sessionid assertion cookie connectionstring";

/// Such names that others may end in.
const WHOLE: &str = "auth bearer dsn otp pin session sid sig";

/// Tokens that say where to go on in a list: nobody is let in by them, and the next request holds them.
const PLACES: &str = "pagetoken nexttoken prevtoken previoustoken continuationtoken synctoken";

pub(super) fn is_secret(name: &str) -> bool {
    // `user[password]`, `x-api-key`, `accessToken`, `client.secret`
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let plain: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    let ends_in = |ends: &str| ends.split(' ').any(|end| plain.ends_with(end));
    if ends_in(PLACES) {
        return false;
    }
    WHOLE.split(' ').any(|name| name == plain) || ends_in(ENDS)
}
