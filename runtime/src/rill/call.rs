//! Calls of custom APIs.

use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::arguments::{Arguments, PlacedArguments, Via};
use super::error_body::RillError;
use super::rows::decode_rows;
use super::target::api_path;
use crate::call::Call;
use crate::call::core::Core;
use crate::call::state::{CallState, Decoders, Paging};
use crate::error::RequestError;
use crate::http::body::File;
use crate::operation::request::OperationRequest;
use crate::operation::responses::{ContentKind, DEFAULT, ResponseCase, ResponseCases, SUCCESSES};
use crate::options::Options;

/// A success: rows.
const ROWS: ResponseCase = ResponseCase::new(&[SUCCESSES], ContentKind::Json);
/// Any other status: an error body, where Rill wrote it.
const ERRORS: ResponseCase = ResponseCase::new(&[DEFAULT], ContentKind::Json);

impl Core {
    /// Makes a call of a custom API with the fields of `args` (an object, or nothing) as its arguments.
    ///
    /// `args` that cannot be written as an object make the call fail when it is sent.
    pub fn custom_api<A, R>(&self, api: &'static str, via: Via, args: &A) -> Call<Vec<R>, RillError>
    where
        A: Serialize + ?Sized,
        R: DeserializeOwned + 'static,
    {
        self.custom_api_with(api, via, &[], args)
    }

    /// Makes a [`custom_api`](Self::custom_api) call with some arguments declared as query parameters beside a body.
    pub fn custom_api_with<A, R>(
        &self,
        api: &'static str,
        via: Via,
        in_query: &'static [&'static str],
        args: &A,
    ) -> Call<Vec<R>, RillError>
    where
        A: Serialize + ?Sized,
        R: DeserializeOwned + 'static,
    {
        let exact = self.state().context.options.exact_integers;
        let mut arguments = Arguments::new(via, in_query, exact);
        let added = arguments.add_all(args);
        let state = custom_api_call(self, api, arguments, added);
        let decoders = Decoders {
            success: |_, body| decode_rows(&body.read()?),
            failure: |_, body| body.json(),
        };
        Call::new(state, decoders)
    }
}

fn custom_api_call(
    core: &Core,
    api: &'static str,
    arguments: Arguments,
    added: Result<(), RequestError>,
) -> Box<CallState> {
    let mut request = OperationRequest::new(Method::POST, "/{api}", &[]);
    request.label = api;
    // Custom APIs read, whatever the method.
    request.is_read_only = true;
    match api_path(api) {
        Ok(path) => request.path.push(("api", path[1..].to_owned())),
        Err(error) => request.add_flaw(RequestError::new(error.to_string())),
    }
    let client = Arc::clone(core.state());
    let cases = (ResponseCases::One(ROWS), ResponseCases::One(ERRORS));
    let mut state = CallState::new(client, request, cases.0, cases.1);
    if let Err(flaw) = added {
        state.request.flaw = Some(flaw);
    }
    state.rows_are_objects = true;
    state.paging = Paging {
        offset: |state| arguments_of(state)?.get("offset")?.as_u64(),
        set: |state, limit, offset| {
            change_arguments(state, |arguments| {
                arguments.add("limit".to_owned(), limit.into());
                arguments.add("offset".to_owned(), offset.into());
            });
        },
    };
    state.arguments.insert(arguments);
    change_arguments(&mut state, |_| {});
    state
}

fn arguments_of(state: &CallState) -> Option<&Arguments> {
    state.arguments.get()
}

/// Changes the arguments of a call, and places all of them in its request anew.
fn change_arguments(state: &mut CallState, change: impl FnOnce(&mut Arguments)) {
    let Some(arguments) = state.arguments.get_mut::<Arguments>() else {
        return;
    };
    change(arguments);
    let PlacedArguments {
        method,
        query,
        body,
    } = arguments.place();
    let request = &mut state.request;
    request.content_type = body.is_some().then(|| "application/json".to_owned());
    request.body = File::new(body.unwrap_or_else(Bytes::new)).into_body();
    request.method = method;
    request.query = vec![query];
}

/// For custom APIs of Rill.
impl<T, P> Call<T, RillError, P> {
    /// Sets an argument that the document does not declare, or another value for one that it does. Rill hands every
    /// argument to the API; `null` leaves it out.
    pub fn arg(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        let (name, value) = (name.into(), value.into());
        change_arguments(self.state_mut(), |arguments| arguments.add(name, value));
        self
    }

    /// Sends all arguments of this call in the query or all in the body, whatever the document declares.
    pub fn via(mut self, via: Via) -> Self {
        change_arguments(self.state_mut(), |arguments| arguments.chosen = Some(via));
        self
    }

    /// Sets whether this call's integers beyond 999,999 in a body also go in the query; see
    /// [`Options::exact_integers`](crate::Options::exact_integers).
    pub fn exact_integers(mut self, exact: bool) -> Self {
        change_arguments(self.state_mut(), |arguments| {
            arguments.exact_integers = exact;
        });
        self
    }
}

setters!(Options {
    /// For custom APIs of Rill: sets whether integers beyond 999,999 in a body are also sent in the query. Default true.
    ///
    /// Rill reads a body's numbers as floating point, so that `1000000` shows up as `1e+06` in an API's SQL template.
    /// An argument in the query stays the text it is, and wins over the body's.
    exact_integers(exact: bool) = exact;
});
