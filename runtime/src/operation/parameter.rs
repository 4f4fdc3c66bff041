//! Parameters: values as text, by the rules of a style (OpenAPI 3.1, Parameter Object).

mod write;

use serde::Serialize;
use serde_json::Value;

pub(crate) use write::{text_of, write_parameter};

use crate::error::RequestError;
use crate::http::location::ParameterLocation;
use crate::json::finite::to_value;

/// The form in which a value is written: a style, and its two switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    style: Style,
    explode: bool,
    allow_reserved: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    /// Values of a list behind one another, with this (already encoded) between them.
    Delimited(&'static str),
    DeepObject,
    Json,
    /// The value alone, without a name.
    Whole,
}

impl Form {
    /// `style: simple`
    pub const SIMPLE: Self = Self::new(Style::Simple, false);
    /// `style: simple`, `explode: true`
    pub const SIMPLE_EXPLODED: Self = Self::new(Style::Simple, true);
    /// `style: label`
    pub const LABEL: Self = Self::new(Style::Label, false);
    /// `style: label`, `explode: true`
    pub const LABEL_EXPLODED: Self = Self::new(Style::Label, true);
    /// `style: matrix`
    pub const MATRIX: Self = Self::new(Style::Matrix, false);
    /// `style: matrix`, `explode: true`
    pub const MATRIX_EXPLODED: Self = Self::new(Style::Matrix, true);
    /// `style: form`
    pub const FORM: Self = Self::new(Style::Form, false);
    /// `style: form`, `explode: true`
    pub const FORM_EXPLODED: Self = Self::new(Style::Form, true);
    /// `style: spaceDelimited`
    pub const SPACE: Self = Self::new(Style::Delimited("%20"), false);
    /// `style: spaceDelimited`, `explode: true`, which is the same as `form`
    pub const SPACE_EXPLODED: Self = Self::FORM_EXPLODED;
    /// `style: pipeDelimited`
    pub const PIPE: Self = Self::new(Style::Delimited("%7C"), false);
    /// `style: pipeDelimited`, `explode: true`, which is the same as `form`
    pub const PIPE_EXPLODED: Self = Self::FORM_EXPLODED;
    /// Swagger 2.0's `collectionFormat: tsv`
    pub const TAB: Self = Self::new(Style::Delimited("%09"), false);
    /// `style: deepObject`. What lies deeper than the specification says is written as most servers read it:
    /// `a[b][c]=1`, lists `a[b][]=1&a[b][]=2`, lists of objects `a[b][0][c]=1`.
    pub const DEEP_OBJECT: Self = Self::new(Style::DeepObject, true);
    /// `style: cookie` of OpenAPI 3.2: values go out as they are
    pub const COOKIE: Self = Self::FORM.allow_reserved();
    /// `style: cookie`, `explode: true`
    pub const COOKIE_EXPLODED: Self = Self::FORM_EXPLODED.allow_reserved();
    /// The value alone, as the whole query (`in: querystring` of OpenAPI 3.2): JSON, or a string as it is
    pub const WHOLE_QUERY: Self = Self::new(Style::Whole, false);
    /// JSON text (`content: {application/json: …}`)
    pub const JSON: Self = Self::new(Style::Json, false);

    const fn new(style: Style, explode: bool) -> Self {
        Self {
            style,
            explode,
            allow_reserved: false,
        }
    }

    /// Sets `allowReserved: true`: characters that mean something in an address go out as they are, save those that
    /// would end the value (`&`, `#`) or be read as a space (`+`).
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }
}

/// Returns a text as `name=value`, for query and cookie.
pub(crate) fn write_pair(location: ParameterLocation, name: &str, text: &str) -> String {
    let text = Value::String(text.to_owned());
    write_parameter(location, name, Form::FORM, &text).concat()
}

/// Returns the JSON value of a parameter.
pub(crate) fn to_parameter_value<T: Serialize + ?Sized>(
    location: ParameterLocation,
    name: &str,
    value: &T,
) -> Result<Value, RequestError> {
    to_value(value).map_err(|error| {
        let location = location.name();
        RequestError::caused(
            format!("the {location} parameter `{name}` cannot be written"),
            error,
        )
    })
}

#[cfg(test)]
mod tests;
