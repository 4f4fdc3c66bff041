//! Other media types of the same body.

use super::OperationLowerer;
use super::body::LoweredBody;
use super::media;
use crate::diagnostic::Code;
use crate::ir::{
    Body, Docs, EnumDef, EnumLabel, EnumValue, PathStep, Shape, Type, TypeDef, TypeId, TypeOrigin,
};

impl OperationLowerer<'_, '_> {
    /// Reports the media types that spell what another one carries as well.
    pub(super) fn report_passed_over(&mut self) {
        let passed_over = std::mem::take(&mut self.shared.passed_over);
        let messages = (
            "this media type is another form of what is sent or read as JSON; it is not used",
            "media types are other forms of what is sent or read as JSON; they are not used, and this is the first",
        );
        let help = "nothing, unless this media type is the one to use";
        self.report_first(Code::MediaTypePassedOver, &passed_over, messages, help);
    }

    /// Returns the enum of the media types of a body whose bytes are the same for each.
    pub(super) fn media_type_choice(
        &mut self,
        request: TypeId,
        lowered: &LoweredBody,
    ) -> Option<Type> {
        let [media] = lowered.body.media.as_slice() else {
            return None;
        };
        let names: Vec<&String> = [&media.media_type]
            .into_iter()
            .chain(&media.others)
            .collect();
        if names.len() < 2 {
            return None;
        }
        let label = |name: &&String| EnumLabel {
            name: Some(media::words(name)),
            description: None,
        };
        let values = names.iter().map(|name| EnumValue::Text((*name).clone()));
        let shape = EnumDef {
            values: values.collect(),
            labels: names.iter().map(label).collect(),
        };
        let origin = TypeOrigin::Within {
            parent: request,
            steps: vec![PathStep::Property("content type".to_owned())],
        };
        let docs = Docs::described(Some(&"Media types that a body can be sent as.".to_owned()));
        self.schemas.api.types.push(TypeDef {
            pointer: lowered.pointer().push("content"),
            origin,
            docs,
            shape: Shape::Enum(shape),
        });
        Some(Type::Ref(TypeId(self.schemas.api.types.len() - 1)))
    }

    /// Returns a line on the other media types that a body can be sent as, where no input chooses one.
    pub(super) fn other_media_note(body: &Body) -> Option<String> {
        if body.field.is_some() && body.media.len() == 1 {
            return None;
        }
        let others = body.media.iter().filter(|media| !media.others.is_empty());
        let lines: Vec<String> = others
            .map(|media| {
                let quoted = |name: &String| format!("`{}`", name.replace('`', "'"));
                let others: Vec<String> = media.others.iter().map(quoted).collect();
                format!(
                    "The body goes out as {}; the header `content-type` of the call names another: {}.",
                    quoted(&media.media_type),
                    others.join(", ")
                )
            })
            .collect();
        (!lines.is_empty()).then(|| lines.join(" "))
    }
}
