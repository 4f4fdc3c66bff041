use std::sync::Arc;

use super::{AccessToken, CachedToken, bearer_header};

#[test]
fn tokens_are_told_by_their_prefix() {
    for (text, is_of_cloud) in [
        ("rill_usr_x", true),
        ("rill_svc_x", true),
        ("eyJ.rill_usr_.x", false),
    ] {
        let token = Arc::new(CachedToken::fixed(bearer_header(text).unwrap(), text));
        let token = AccessToken { token, cache: None };
        assert_eq!(token.starts_with("rill_"), is_of_cloud, "{text}");
    }
}
