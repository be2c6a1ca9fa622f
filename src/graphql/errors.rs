//! Errors in GraphQL's form, from the same table as REST's.

use std::sync::Arc;

use async_graphql::{Context, ErrorExtensionValues, ErrorExtensions, Name, PathSegment, Value};

use crate::error::{Code, Error, Place, Result, Taken, sentence};
use crate::http::problem;

/// An error as a resolver returns it; the cause stays in the log.
#[must_use]
pub fn graphql(error: &Error) -> async_graphql::Error {
    problem::log(error);
    async_graphql::Error::new(error.detail.clone()).extend_with(|_, extensions| extend(extensions, error))
}

fn extend(extensions: &mut ErrorExtensionValues, error: &Error) {
    extensions.set("code", error.code.as_str());
    if let Some(seconds) = error.retry_after {
        extensions.set("retryAfter", seconds);
    }
    if let Some(taken) = &error.taken {
        extensions.set("recall", recall(taken));
    }
    if error.fields.is_empty() {
        return;
    }
    let fields = error.fields.iter().map(|field| {
        let (kind, place) = match &field.place {
            Place::Pointer(text) => ("pointer", text),
            Place::Parameter(text) => ("parameter", text),
            Place::Header(text) => ("header", text),
        };
        Value::Object(
            [(kind, place.clone()), ("detail", field.detail.clone())]
                .map(|(name, text)| (Name::new(name), Value::String(text)))
                .into_iter()
                .collect(),
        )
    });
    extensions.set("errors", Value::List(fields.collect()));
}

/// How something was taken back, in the words of REST's problem document.
fn recall(taken: &Taken) -> Value {
    let told = [
        ("status", Some(taken.status.to_owned())),
        ("at", Some(taken.at.clone())),
        ("reason", taken.reason.clone()),
        ("replacedBy", taken.replaced_by.clone()),
    ];
    let told = told.into_iter().filter_map(|(name, text)| Some((Name::new(name), Value::String(text?))));
    Value::Object(told.collect())
}

/// A loader shares one error among all who waited; each gets its own copy without the cause, which is logged once.
#[must_use]
pub fn shared(error: Arc<Error>) -> Error {
    match Arc::try_unwrap(error) {
        Ok(error) => error,
        Err(error) => error.copy(),
    }
}

/// The value of a nullable field: null beside an error when it failed.
///
/// The library would null the parent too; the specification asks for the field alone (§6.4.4).
pub fn or_null<T>(context: &Context<'_>, result: Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            let error = graphql(&error).into_server_error(context.item.pos);
            context.add_error(context.set_error_path(error));
            None
        }
    }
}

/// Adds an error beside the value of a field: at this place of it, where it is a list.
pub fn beside(context: &Context<'_>, place: Option<usize>, error: &Error) {
    let error = graphql(error).into_server_error(context.item.pos);
    let mut error = context.set_error_path(error);
    error.path.extend(place.map(PathSegment::Index));
    context.add_error(error);
}

/// The value of a field that may not be null: its error nulls the nearest parent that may be.
///
/// On its way up through a list of what may not be null the library cuts the path at the index; the whole path travels
/// with the error, and [`complete`] puts it back.
///
/// # Errors
/// The error of `result`, as a resolver returns it.
pub fn or_fail<T>(context: &Context<'_>, result: Result<T>) -> async_graphql::Result<T> {
    result.map_err(|error| {
        let here = context.set_error_path(async_graphql::ServerError::new("", None)).path;
        let path = here.into_iter().map(|segment| match segment {
            PathSegment::Field(name) => Value::String(name),
            PathSegment::Index(index) => Value::Number(index.into()),
        });
        let path = Value::List(path.collect());
        graphql(&error).extend_with(|_, extensions| extensions.set(PATH, path))
    })
}

/// Under which name the whole path travels.
const PATH: &str = "path";

/// The error of a document or a request, outside of any field.
#[must_use]
pub fn request(code: Code, message: impl Into<String>) -> async_graphql::ServerError {
    let mut error = async_graphql::ServerError::new(sentence(&message.into()), None);
    set_code(&mut error, code);
    error
}

/// Whether an error came from us: only ours have a code.
#[must_use]
pub fn is_ours(error: &async_graphql::ServerError) -> bool {
    error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some())
}

/// Puts errors in the order of the document and of the lists in the answer: fields are resolved side by side, and the same
/// question must have the same answer each time.
pub fn in_order(errors: &mut [async_graphql::ServerError]) {
    errors.sort_by_cached_key(|error| {
        let places: Vec<(usize, usize)> = error.locations.iter().map(|place| (place.line, place.column)).collect();
        let path = error.path.iter().map(|segment| match segment {
            PathSegment::Field(name) => (0, name.clone()),
            PathSegment::Index(index) => (*index, String::new()),
        });
        (places, path.collect::<Vec<_>>())
    });
}

/// Makes an error ready to be printed: one line, a code where the library made it, and the whole path.
pub fn complete(error: &mut async_graphql::ServerError) {
    error.message = sentence(&error.message);
    if !is_ours(error) {
        error.path.clear();
        set_code(error, Code::GraphqlValidationFailed);
    }
    let Some(extensions) = &mut error.extensions else { return };
    if let Some(Value::List(segments)) = extensions.get(PATH) {
        error.path = segments.iter().filter_map(segment).collect();
        extensions.unset(PATH);
    }
}

fn segment(value: &Value) -> Option<PathSegment> {
    match value {
        Value::String(name) => Some(PathSegment::Field(name.clone())),
        Value::Number(index) => Some(PathSegment::Index(usize::try_from(index.as_u64()?).ok()?)),
        _ => None,
    }
}

/// Gives an error its code where the library made it.
pub fn set_code(error: &mut async_graphql::ServerError, code: Code) {
    error.extensions.get_or_insert_with(Default::default).set("code", code.as_str());
}
