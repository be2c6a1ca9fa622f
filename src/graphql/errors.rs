//! Errors in GraphQL's form, from the same table as REST's.

use async_graphql::{Context, ErrorExtensionValues, ErrorExtensions, Value};

use crate::error::{Code, Error, Place, Result};
use crate::http::problem;

/// An error as a resolver returns it; the cause stays in the log.
#[must_use]
pub fn graphql(error: &Error) -> async_graphql::Error {
    problem::log(error);
    async_graphql::Error::new(error.detail.clone()).extend_with(|_, extensions| extend(extensions, error))
}

fn extend(extensions: &mut ErrorExtensionValues, error: &Error) {
    extensions.set("code", error.code.as_str());
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
                .map(|(name, text)| (async_graphql::Name::new(name), Value::String(text)))
                .into_iter()
                .collect(),
        )
    });
    extensions.set("errors", Value::List(fields.collect()));
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

/// The error of a document or a request, outside of any field.
#[must_use]
pub fn request(code: Code, message: impl Into<String>) -> async_graphql::ServerError {
    let mut error = async_graphql::ServerError::new(message, None);
    set_code(&mut error, code);
    error
}

/// Gives an error its code where the library made it.
pub fn set_code(error: &mut async_graphql::ServerError, code: Code) {
    error.extensions.get_or_insert_with(Default::default).set("code", code.as_str());
}
