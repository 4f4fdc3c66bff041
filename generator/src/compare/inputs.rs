//! Inputs of operations: parameters and bodies, the old beside the new.

use std::collections::BTreeSet;

use super::rules::WireChange;
use super::walk::{Spot, Walk};
use crate::emit::EmitContext;
use crate::ir::{
    Body, BodyEncoding, Field, HttpCall, MediaBody, Operation, Parameter, ParameterForm,
    ParameterLocation, Shape, Type,
};

impl Walk<'_> {
    /// Compares the parameters that are sent with those that are taken.
    pub(super) fn parameters(
        &mut self,
        (old, one): (&Operation, &HttpCall),
        (new, other): (&Operation, &HttpCall),
        spot: &Spot,
    ) {
        let (before, after) = (fields(self.old, old.request), fields(self.new, new.request));
        let mut taken = BTreeSet::new();
        for parameter in &one.parameters {
            let Some(field) = before.get(parameter.field) else {
                continue;
            };
            let inner = match old.request {
                Some(request) => Spot {
                    owner: None,
                    ..spot.inside(self, request, field)
                },
                None => spot.clone(),
            };
            let found = find_parameter((old, one, parameter), (new, other));
            let Some((index, found, new_field)) =
                found.and_then(|(index, found)| Some((index, found, after.get(found.field)?)))
            else {
                self.found(
                    WireChange::InputIgnored,
                    Some(parameter.name.clone()),
                    None,
                    &inner,
                );
                continue;
            };
            taken.insert(index);
            let inner = Spot {
                place: new_field.pointer.clone(),
                ..inner
            };
            self.parameter((parameter, field), (found, new_field), &inner);
        }
        for (index, parameter) in other.parameters.iter().enumerate() {
            let field = after.get(parameter.field).filter(|field| field.required);
            if let Some(field) = field.filter(|_| !taken.contains(&index)) {
                let inner = match new.request {
                    Some(request) => self.new_input(request, field, spot),
                    None => spot.clone(),
                };
                let ty = self.new_types().text(&field.ty);
                self.found(WireChange::InputRequired, None, Some(ty), &inner);
            }
        }
    }

    fn new_input(&self, request: crate::ir::TypeId, field: &Field, spot: &Spot) -> Spot {
        Spot {
            owner: None,
            ..spot.inside_new(self, (request, request), field)
        }
    }

    fn parameter(
        &mut self,
        (old, field): (&Parameter, &Field),
        (new, new_field): (&Parameter, &Field),
        spot: &Spot,
    ) {
        if !field.required && new_field.required {
            self.differ(WireChange::InputRequired, &field.ty, &new_field.ty, spot);
        }
        if !is_same_form(self.old, old.form, new.form, &field.ty) {
            let texts = [old.form, new.form].map(|form| Some(format!("{form:?}")));
            let [before, after] = texts;
            self.found(WireChange::InputStyle, before, after, spot);
        }
        let bare = |model: EmitContext<'_>, ty: &Type| model.api.resolve(ty).non_null().clone();
        let (one, other) = (bare(self.old, &field.ty), bare(self.new, &new_field.ty));
        let mut inner = spot.with_schemas(&field.pointer, &new_field.pointer);
        for (places, field) in inner.schemas.iter_mut().zip([field, new_field]) {
            places.push(field.pointer.push("schema"));
        }
        let inner = self.limits(&field.ty, &new_field.ty, &inner);
        self.structures(&one, &other, &inner);
    }

    /// Compares the bodies that are sent with those that are taken.
    pub(super) fn bodies(&mut self, old: Option<&Body>, new: Option<&Body>, spot: &Spot) {
        let (one, other) = match (old, new) {
            (None, Some(body)) if body.required => {
                return self.found(
                    WireChange::InputRequired,
                    None,
                    Some("a body".to_owned()),
                    spot,
                );
            }
            (None, _) => return,
            (Some(_), None) => {
                return self.found(
                    WireChange::InputIgnored,
                    Some("a body".to_owned()),
                    None,
                    spot,
                );
            }
            (Some(one), Some(other)) => (one, other),
        };
        if !one.required && other.required {
            self.found(
                WireChange::InputRequired,
                None,
                Some("a body".to_owned()),
                spot,
            );
        }
        for media in &one.media {
            let all = || other.media.iter();
            let exact = all().find(|found| found.media_type == media.media_type);
            let found = exact.or_else(|| {
                all().find(|found| takes_media_type(&found.media_type, &media.media_type))
            });
            match found {
                Some(found) => self.body(media, found, spot),
                None => self.found(
                    WireChange::InputMediaType,
                    Some(media.media_type.clone()),
                    None,
                    spot,
                ),
            }
        }
    }

    fn body(&mut self, old: &MediaBody, new: &MediaBody, spot: &Spot) {
        if let (BodyEncoding::Multipart(_), BodyEncoding::Parts) = (&old.encoding, &new.encoding) {
            return;
        }
        if !is_same_encoding(&old.encoding, &new.encoding) {
            let texts = [&old.encoding, &new.encoding].map(|one| Some(format!("{one:?}")));
            let [before, after] = texts;
            self.found(WireChange::InputStyle, before, after, spot);
        }
        let inner = spot.with_schemas(&old.schema, &new.schema);
        self.types(&old.ty, &new.ty, &inner);
    }
}

/// Returns the fields of a request.
pub(super) fn fields(model: EmitContext<'_>, request: Option<crate::ir::TypeId>) -> &[Field] {
    match request.map(|id| &model.api.def(id).shape) {
        Some(Shape::Struct(body)) => &body.fields,
        _ => &[],
    }
}

/// Returns the parameter of the same place and name; one in the path is told by its turn, not by its name.
fn find_parameter<'a>(
    (old, one, parameter): (&Operation, &HttpCall, &Parameter),
    (new, other): (&Operation, &'a HttpCall),
) -> Option<(usize, &'a Parameter)> {
    let turn = |operation: &Operation, name: &str| operation.path.find(&format!("{{{name}}}"));
    let order = |operation: &Operation, http: &HttpCall, name: &str| {
        let at = turn(operation, name)?;
        let others = http
            .parameters
            .iter()
            .filter(|one| one.location == ParameterLocation::Path);
        Some(
            others
                .filter(|one| turn(operation, &one.name).is_some_and(|other| other < at))
                .count(),
        )
    };
    let mut found = other.parameters.iter().enumerate();
    found.find(|(_, found)| {
        found.location == parameter.location
            && match parameter.location {
                ParameterLocation::Path => {
                    order(old, one, &parameter.name) == order(new, other, &found.name)
                }
                ParameterLocation::Header => found.name.eq_ignore_ascii_case(&parameter.name),
                ParameterLocation::Query | ParameterLocation::Cookie => {
                    found.name == parameter.name
                }
            }
    })
}

/// Returns `true` if values of a type are written equally in two forms.
fn is_same_form(model: EmitContext<'_>, old: ParameterForm, new: ParameterForm, ty: &Type) -> bool {
    let is_single = |ty: &Type| match model.api.resolve(model.api.resolve(ty).non_null()) {
        Type::Scalar(_) => true,
        Type::Ref(id) => matches!(model.api.def(*id).shape, Shape::Enum(_)),
        _ => false,
    };
    match (old, new) {
        (ParameterForm::Style { style: one, .. }, ParameterForm::Style { style: other, .. })
            if is_single(ty) =>
        {
            one == other
        }
        (old, new) => old == new,
    }
}

fn is_same_encoding(old: &BodyEncoding, new: &BodyEncoding) -> bool {
    match (old, new) {
        (BodyEncoding::Form(one), BodyEncoding::Form(other)) => one == other,
        (BodyEncoding::Multipart(_), BodyEncoding::Multipart(_)) => true,
        (old, new) => std::mem::discriminant(old) == std::mem::discriminant(new),
    }
}

fn takes_media_type(declared: &str, sent: &str) -> bool {
    let essence = |text: &str| {
        text.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    };
    let (declared, sent) = (essence(declared), essence(sent));
    let kind = declared.strip_suffix('*');
    declared == sent || declared == "*/*" || kind.is_some_and(|kind| sent.starts_with(kind))
}
