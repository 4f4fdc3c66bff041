//! The door for generated code. Nothing here is for people; it may change with the generator's version.
//!
//! An operation of an ordinary document is written so:
//!
//! ```
//! use rill_client_runtime::codegen::v1::{self, Core, Form, Place, Scheme};
//! use rill_client_runtime::{Call, Value};
//!
//! const API_KEY: Scheme = Scheme::header("api_key", "x-api-key");
//!
//! # struct Request { pet_id: i64, expand: Option<Vec<String>>, filter: Option<Value>, body: Value }
//! # enum Updated { Pet(Value), Nothing }
//! v1::responses!(Updated {
//!     Pet(json) = 200,
//!     Nothing = 204,
//! });
//!
//! fn update_pet(core: &Core, request: &Request) -> Call<Updated, Value> {
//!     core.put("/pets/{petId}")
//!         .path("petId", &request.pet_id)
//!         .query("expand", &request.expand)
//!         .parameter(Place::Query, "filter", Form::DEEP_OBJECT, &request.filter)
//!         .security(&[&[API_KEY]])
//!         .json("application/json", &request.body)
//!         .call(Updated::responses(), v1::json(&[v1::CLIENT_ERRORS, v1::DEFAULT]))
//! }
//! ```
//!
//! Each input of a request is a method of [`Operation`](v1::Operation), each kind of response a function such as
//! [`json`](v1::json()); the macros say in their own documentation which lines they take.

pub(crate) mod version;

/// The names that crates made by this generation of the generator use.
pub mod v1 {
    pub use http::Method;
    pub use serde::de::MapAccess;
    pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
    pub use serde_json::Value;

    pub use super::version::is_at_least;
    pub use crate::auth::config::{AuthConfig, Scheme, SchemeKind, Security};
    pub use crate::call::PagedCall;
    pub use crate::call::builder::CoreBuilder;
    pub use crate::call::core::Core;
    pub use crate::call::pages::Page;
    pub use crate::error::Mismatch;
    pub use crate::http::body::File;
    pub use crate::http::location::ParameterLocation as Place;
    pub use crate::json::codec::{
        As, At, Codec, Element, Integer, IntegerText, JsonText, NullableElement, Plain, Present,
        Rest, Sequence, decode_as, out,
    };
    pub use crate::json::decimal::DecimalNumber;
    pub use crate::json::enumeration::Json;
    pub use crate::json::input::ExactValue;
    pub use crate::json::object::{
        FieldCodec, Fields, Object, Skipped, Slot, incomplete, list, list_into, read_fields,
        read_object, write_object,
    };
    pub use crate::json::union::{
        Discriminator, Kinds, Variant, decode, read_union, write_variant,
    };
    pub use crate::operation::Operation;
    pub use crate::operation::headers::response_header;
    pub use crate::operation::input::{IntoBody, IntoRequest, Owned, texts};
    pub use crate::operation::multipart::Parts;
    pub use crate::operation::parameter::Form;
    pub use crate::operation::request::OwnServer;
    pub use crate::operation::response_body::ResponseBody;
    #[cfg(feature = "xml")]
    pub use crate::operation::responses::xml;
    pub use crate::operation::responses::{
        CLIENT_ERRORS, DEFAULT, INFORMATIONAL, REDIRECTS, ResponseCase, Responses, SERVER_ERRORS,
        SUCCESSES, Statuses, bytes, cases, empty, events, events_text, json, json_lines,
        json_results, none, plain, text, whole_events,
    };
    pub use crate::rill::date::RillDate;
    pub use crate::server::{ServerTemplate, ServerVariable};
    pub use crate::{
        __client as client, __credentials as credentials, __default as default, __from as from,
        __headers as headers, __integer_enum as integer_enum, __json_enum as json_enum,
        __object as object, __parts as parts, __requires as requires, __responses as responses,
        __servers as servers, __setters as setters, __single_input as single_input,
        __string_enum as string_enum, __union as union,
    };
    #[cfg(feature = "xml")]
    pub use crate::{
        __xml_object as xml_object,
        xml::{Xml, XmlKind, XmlMember},
    };
}
