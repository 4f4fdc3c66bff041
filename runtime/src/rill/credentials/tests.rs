use std::env::VarError;
use std::ffi::OsString;
use std::sync::Arc;

use crate::auth::credential::Credential;
use crate::call::core::Core;
use crate::{Options, Target};

async fn token(credential: &Credential) -> Option<String> {
    let core = Core::new(Target::local(), Credential::none(), Options::default(), "a").unwrap();
    let context = Arc::clone(&core.state().context);
    let token = credential.grant(&context).await.unwrap()?;
    let bearer = token.bearer().to_str().unwrap();
    assert!(token.bearer().is_sensitive());
    Some(bearer.strip_prefix("Bearer ").unwrap().to_owned())
}

#[tokio::test]
async fn the_variable_says_which_kind_of_token_it_is() {
    let cases = [
        ("rill_usr_abc", "Credential(user token)"),
        ("rill_svc_abc\n", "Credential(service token)"),
        ("rill_mgc_abc", "Credential(bearer token)"),
        (" eyJhbGciOi.x.y ", "Credential(bearer token)"),
    ];
    for (value, debug) in cases {
        let credential = Credential::from_variable(Ok(value.to_owned())).unwrap();
        assert_eq!(format!("{credential:?}"), debug);
        assert_eq!(token(&credential).await.as_deref(), Some(value.trim()));
    }
}

#[test]
fn an_unusable_variable_teaches_what_to_set() {
    let teach = "set it to a token (`rill token issue` prints one), or call without a token: Credential::none()";
    let cases = [
        (
            Err(VarError::NotPresent),
            format!("RILL_TOKEN is not set: {teach}"),
        ),
        (Ok("  ".to_owned()), format!("RILL_TOKEN is empty: {teach}")),
        (
            Err(VarError::NotUnicode(OsString::from("canary"))),
            format!("RILL_TOKEN is not text: {teach}"),
        ),
        (
            Ok("can ary".to_owned()),
            "the bearer token holds a space, a line break or another character that no token has"
                .to_owned(),
        ),
    ];
    for (value, message) in cases {
        let error = Credential::from_variable(value).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn a_flaw_is_told_when_the_client_is_made() {
    assert_eq!(Credential::none().check(), Ok(()));
    assert_eq!(Credential::user("rill_usr_a\n").check(), Ok(()));
    let error = Credential::user(" ").check().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the user token is empty: pass a token, or call without one: Credential::none()"
    );
    for text in ["a\nb", "a\u{e9}", "a\0"] {
        let error = Credential::service(text).check().unwrap_err();
        assert!(!error.to_string().contains(text), "{error}");
    }
}
