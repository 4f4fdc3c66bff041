use super::{AccessToken, bearer_header};

#[test]
fn tokens_are_told_by_their_prefix() {
    for (token, is_of_cloud) in [
        ("rill_usr_x", true),
        ("rill_svc_x", true),
        ("eyJ.rill_usr_.x", false),
    ] {
        let bearer = bearer_header(token).unwrap();
        assert_eq!(
            AccessToken::Fixed(&bearer).starts_with("rill_"),
            is_of_cloud,
            "{token}"
        );
    }
}
