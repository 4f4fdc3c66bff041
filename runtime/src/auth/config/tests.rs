use secrecy::ExposeSecret;

use super::{AuthConfig, Scheme, SchemeKind, Secret};
use crate::Credential;

const TOKEN: Scheme = Scheme::bearer("token");
const LOGIN: Scheme = Scheme::basic("login");
const KEY: Scheme = Scheme::query("key", "k");

fn chosen(
    keyring: &AuthConfig,
    requirements: &'static [&'static [Scheme]],
    is_set: Option<Scheme>,
) -> Vec<SchemeKind> {
    let chosen = keyring.choose(requirements, |scheme| Some(*scheme) == is_set);
    let chosen = chosen.unwrap().into_iter();
    chosen.map(|(kind, _)| kind).collect()
}

#[test]
fn the_first_way_with_all_its_secrets_is_taken() {
    const WAYS: &[&[Scheme]] = &[&[], &[TOKEN, KEY], &[LOGIN], &[KEY]];
    let key = AuthConfig::new().api_key(KEY, "s");
    let both = key.clone().bearer(TOKEN, "t");
    let login = AuthConfig::new().basic(LOGIN, "u", "p");
    assert_eq!(chosen(&AuthConfig::new(), WAYS, None), []);
    assert_eq!(chosen(&key, WAYS, None), [KEY.kind]);
    assert_eq!(chosen(&both, WAYS, None), [TOKEN.kind, KEY.kind]);
    assert_eq!(chosen(&login, WAYS, None), [LOGIN.kind]);
    assert_eq!(chosen(&both, &[&[LOGIN]], None), []);
    assert_eq!(chosen(&both, &[], None), []);
    // A header set by hand counts as there, and is left alone.
    assert_eq!(chosen(&key, WAYS, Some(TOKEN)), [KEY.kind]);
    assert_eq!(chosen(&both, &[&[TOKEN]], Some(TOKEN)), []);
    let none = both.bearer(TOKEN, Credential::none());
    assert_eq!(chosen(&none, &[&[TOKEN]], None), []);
}

#[test]
fn a_requirement_is_met_whole_or_not_at_all() {
    const OTHER: Scheme = Scheme::bearer("other");
    let refused = |keyring: &AuthConfig, requirements| {
        let chosen = keyring.choose(requirements, |_| false);
        chosen.map(drop).unwrap_err().to_string()
    };
    let token = AuthConfig::new().bearer(TOKEN, "t");
    let missing = refused(&token, &[&[TOKEN, KEY, OTHER]]);
    assert!(
        missing.contains("hold `token`, and the operation requires `key` and `other`"),
        "{missing}"
    );
    // Without secrets, or where none are needed, the call goes out without.
    assert_eq!(chosen(&AuthConfig::new(), &[&[TOKEN, KEY]], None), []);
    assert_eq!(chosen(&token, &[&[TOKEN, KEY], &[]], None), []);
    assert_eq!(chosen(&token, &[&[KEY]], None), []);
    // One header holds one secret; another alternative goes before the clash.
    let both = token.clone().basic(LOGIN, "u", "p");
    let clash = refused(&both, &[&[TOKEN, LOGIN]]);
    assert!(clash.contains("`token` and `login`"), "{clash}");
    assert_eq!(
        chosen(&both, &[&[TOKEN, LOGIN], &[LOGIN]], None),
        [LOGIN.kind]
    );
    let two = token.bearer(OTHER, "t");
    assert_eq!(
        chosen(&two, &[&[TOKEN, OTHER]], None),
        [TOKEN.kind, OTHER.kind]
    );
}

#[test]
fn a_name_and_a_password_go_out_together() {
    let login = AuthConfig::new().basic(LOGIN, "Aladdin", "open sesame");
    let chosen = login.choose(&[&[LOGIN]], |_| false).unwrap();
    let [(_, Secret::Text(text))] = chosen[..] else {
        panic!("{}", chosen.len())
    };
    // RFC 7617, section 2.
    assert_eq!(text.expose_secret(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

#[test]
fn what_cannot_be_sent_is_told_without_showing_it() {
    for (keyring, text) in [
        (
            AuthConfig::new().basic(LOGIN, "can:ary", "canary"),
            "the user name for `login` holds a colon, which ends it",
        ),
        (
            AuthConfig::new().api_key(KEY, ""),
            "the key for `key` is empty: pass a key, or leave it out to call without",
        ),
        (
            AuthConfig::new().api_key(KEY, "canary\n"),
            "the key for `key` holds a line break or another control character",
        ),
        (
            AuthConfig::new().bearer(TOKEN, "can ary"),
            "the bearer token holds a space, a line break or another character that no token has",
        ),
    ] {
        assert_eq!(keyring.check().unwrap_err().to_string(), text);
    }
    let keyring = AuthConfig::new()
        .api_key(KEY, "canary")
        .basic(LOGIN, "canary", "canary");
    assert!(keyring.check().is_ok());
    assert_eq!(format!("{keyring:?}"), "AuthConfig{\"key\", \"login\"}");
}
