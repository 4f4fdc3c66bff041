//! Webhooks (OpenAPI 3.1, `webhooks`), of which only types are generated.

use openapiv3::Operation as Operation3;

use super::OperationLowerer;
use super::media::{self, MediaKind};
use crate::diagnostic::Code;
use crate::ir::{Docs, Shape, Type, TypeId, TypeOrigin};
use crate::lower::methods::sorted_methods;
use crate::lower::schema::LocatedSchema;
use crate::pointer::Pointer;

impl<'a> OperationLowerer<'a, '_> {
    /// Lowers the bodies of webhooks.
    pub(super) fn lower_webhooks(&mut self) {
        let document = self.schemas.document;
        for (at, name, item) in document.webhooks() {
            let is_callback = item.extensions.contains_key("x-codegen-callback");
            if is_callback && !self.shared.callbacks.contains(name) {
                continue;
            }
            let operations = sorted_methods(item);
            let is_single = operations.len() == 1;
            for (method, operation) in operations {
                let method = method.to_lowercase();
                let at = at.push(&method);
                let name = if is_single {
                    name.to_owned()
                } else {
                    format!("{name} {method}")
                };
                if is_callback && operation.request_body.is_none() {
                    self.schemas.report(
                        Code::CallbackIgnored,
                        &at,
                        "this callback describes no body, so no type is made of what the server sends",
                        "nothing, unless it sends something",
                    );
                }
                let Some(id) = self.lower_webhook(&at, name, operation) else {
                    continue;
                };
                if !self.schemas.api.webhooks.contains(&id) {
                    self.schemas.api.webhooks.push(id);
                }
            }
        }
    }

    /// Returns the type of the JSON that one webhook sends; none if no JSON is described.
    fn lower_webhook(
        &mut self,
        at: &Pointer,
        name: String,
        operation: &'a Operation3,
    ) -> Option<TypeId> {
        let body = operation.request_body.as_ref()?;
        let body_at = at.push("requestBody");
        let (body_at, body) =
            self.found_or_report(&body_at, self.schemas.document.request_body(&body_at, body))?;
        let mut json: Vec<_> = body
            .content
            .iter()
            .filter(|(name, _)| media::kind(name) == MediaKind::Json)
            .collect();
        json.sort_by_key(|(name, _)| (media::rank(name), *name));
        let Some((media_name, media)) = json.first() else {
            self.schemas.left_out(
                &body_at,
                "this webhook sends no JSON, so no type is made of it",
                "describe what it sends as `application/json`",
            );
            return None;
        };
        let at = body_at.push("content").push(media_name).push("schema");
        let site = LocatedSchema::new(at.clone(), media.schema.as_ref()?);
        let origin = TypeOrigin::Webhook(name);
        match self.lower_inline(&site, origin.clone()) {
            Type::Ref(id) => Some(id),
            other => {
                let id = self.schemas.define(&at, origin, Docs::default());
                let shape = if self.schemas.api.has_codec(&other) {
                    Shape::Newtype(other)
                } else {
                    Shape::Alias(other)
                };
                self.schemas.fill(id, shape);
                Some(id)
            }
        }
    }
}
