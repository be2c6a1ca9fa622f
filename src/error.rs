//! Floor 0: the one error type and the table of its codes.
//!
//! Both doors print from this table: REST as a problem document (RFC 9457), GraphQL as `extensions.code`. A code, once
//! published, keeps its meaning; a retired one is not used again.

use std::fmt;

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A stable name of a kind of failure, the same on both doors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// A parameter, an id, a cursor or the syntax of a body is wrong.
    BadUserInput,
    /// The GraphQL document could not be parsed.
    GraphqlParseFailed,
    /// The GraphQL document or its variables do not fit the schema.
    GraphqlValidationFailed,
    /// The GraphQL document is over one of the limits.
    QueryTooComplex,
    /// The answer would be larger than an answer may be.
    AnswerTooLarge,
    /// The key is unknown, expired or revoked, or the header is malformed.
    Unauthenticated,
    /// The token of a reader was good and has ended; the client gets another from whoever signs in.
    TokenExpired,
    /// The caller is known and lacks a scope.
    Forbidden,
    /// No comments are taken here, or no longer.
    CommentsClosed,
    /// The reader may not write.
    ReaderBanned,
    /// The reader may not write until an instant that the detail names.
    ReaderSuspended,
    /// Nothing that the caller may see has this address.
    NotFound,
    /// The address exists and does not answer this method.
    MethodNotAllowed,
    /// No representation fits the `Accept` header.
    NotAcceptable,
    /// The request did not come whole within its time.
    RequestTimeout,
    /// What was here was taken back; a copy of it must go too.
    Gone,
    /// The request contradicts what is stored.
    Conflict,
    /// A request with the same idempotency key is still being answered.
    IdempotencyKeyInUse,
    /// The idempotency key came with another request before.
    IdempotencyKeyReused,
    /// The version named by the caller is not the current one.
    PreconditionFailed,
    /// The body, or one of its parts, is too large.
    PayloadTooLarge,
    /// The body has a type or a coding that is not read here.
    UnsupportedMediaType,
    /// The request is well-formed and its values are refused.
    UnprocessableContent,
    /// A change was asked for without naming the version that it changes.
    PreconditionRequired,
    /// The client has asked too often, or for too much at the same time.
    RateLimited,
    /// Something failed here; the cause is in the log under the request id.
    InternalServerError,
    /// A part that is needed does not answer now.
    ServiceUnavailable,
}

impl Code {
    /// Every code, in the order of the table.
    pub const ALL: [Self; 27] = [
        Self::BadUserInput,
        Self::GraphqlParseFailed,
        Self::GraphqlValidationFailed,
        Self::QueryTooComplex,
        Self::AnswerTooLarge,
        Self::Unauthenticated,
        Self::TokenExpired,
        Self::Forbidden,
        Self::CommentsClosed,
        Self::ReaderBanned,
        Self::ReaderSuspended,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::RequestTimeout,
        Self::Conflict,
        Self::IdempotencyKeyInUse,
        Self::Gone,
        Self::PreconditionFailed,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::UnprocessableContent,
        Self::IdempotencyKeyReused,
        Self::PreconditionRequired,
        Self::RateLimited,
        Self::InternalServerError,
        Self::ServiceUnavailable,
    ];

    const fn row(self) -> (&'static str, u16, &'static str) {
        match self {
            Self::BadUserInput => ("BAD_USER_INPUT", 400, "The request could not be understood"),
            Self::GraphqlParseFailed => ("GRAPHQL_PARSE_FAILED", 400, "The GraphQL document could not be parsed"),
            Self::GraphqlValidationFailed => {
                ("GRAPHQL_VALIDATION_FAILED", 400, "The GraphQL document does not fit the schema")
            }
            Self::QueryTooComplex => ("QUERY_TOO_COMPLEX", 400, "The GraphQL document asks for too much at once"),
            Self::AnswerTooLarge => ("ANSWER_TOO_LARGE", 400, "The answer would be too large"),
            Self::Unauthenticated => ("UNAUTHENTICATED", 401, "A valid key is needed"),
            Self::TokenExpired => ("TOKEN_EXPIRED", 401, "The token has ended"),
            Self::Forbidden => ("FORBIDDEN", 403, "The key does not allow this"),
            Self::CommentsClosed => ("COMMENTS_CLOSED", 403, "No comments are taken here"),
            Self::ReaderBanned => ("READER_BANNED", 403, "The reader may not write"),
            Self::ReaderSuspended => ("READER_SUSPENDED", 403, "The reader may not write for some time"),
            Self::NotFound => ("NOT_FOUND", 404, "Nothing was found here"),
            Self::MethodNotAllowed => ("METHOD_NOT_ALLOWED", 405, "This method is not answered here"),
            Self::NotAcceptable => ("NOT_ACCEPTABLE", 406, "No form of the answer fits the Accept header"),
            Self::RequestTimeout => ("REQUEST_TIMEOUT", 408, "The request did not come whole in time"),
            Self::Gone => ("GONE", 410, "It was taken back"),
            Self::Conflict => ("CONFLICT", 409, "The request contradicts what is stored"),
            Self::IdempotencyKeyInUse => {
                ("IDEMPOTENCY_KEY_IN_USE", 409, "The same request is being answered at this moment")
            }
            Self::IdempotencyKeyReused => {
                ("IDEMPOTENCY_KEY_REUSED", 422, "The idempotency key belongs to another request")
            }
            Self::PreconditionFailed => ("PRECONDITION_FAILED", 412, "The version is not the current one"),
            Self::PayloadTooLarge => ("PAYLOAD_TOO_LARGE", 413, "The body is too large"),
            Self::UnsupportedMediaType => ("UNSUPPORTED_MEDIA_TYPE", 415, "The body has a type that is not read here"),
            Self::UnprocessableContent => ("UNPROCESSABLE_CONTENT", 422, "The values are refused"),
            Self::PreconditionRequired => ("PRECONDITION_REQUIRED", 428, "The change must name the version it changes"),
            Self::RateLimited => ("RATE_LIMITED", 429, "Too much was asked in too short a time"),
            Self::InternalServerError => ("INTERNAL_SERVER_ERROR", 500, "Something failed on our side"),
            Self::ServiceUnavailable => ("SERVICE_UNAVAILABLE", 503, "The service is not ready to answer"),
        }
    }

    /// The stable name, as both doors print it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status (RFC 9110).
    #[must_use]
    pub const fn status(self) -> u16 {
        self.row().1
    }

    /// One sentence for people, without the particulars of the case.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.row().2
    }

    /// The path of the page that explains the code; the `type` of a problem document.
    #[must_use]
    pub fn problem_path(self) -> String {
        format!("/problems/{}", self.as_str().to_ascii_lowercase().replace('_', "-"))
    }
}

/// Where in the request a fault lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A JSON pointer (RFC 6901) into the body.
    Pointer(String),
    /// The name of a query parameter or of a GraphQL argument.
    Parameter(String),
    /// The name of a header field.
    Header(String),
}

/// One fault of one field: where it is and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Where the fault lies.
    pub place: Place,
    /// What is wrong and what would be right.
    pub detail: String,
}

/// How something that was published was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// `WITHHELD` while it is in doubt, `CANCELED` when every copy is to be erased.
    pub status: &'static str,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Why, in words for readers.
    pub reason: Option<String>,
    /// The id of what to use in its place.
    pub replaced_by: Option<String>,
}

/// What went wrong, in the words for the caller; the cause stays on our side.
#[derive(Debug)]
pub struct Error {
    /// The kind of failure.
    pub code: Code,
    /// This case, in one sentence for the caller.
    pub detail: String,
    /// The fields at fault, where there are any.
    pub fields: Vec<FieldError>,
    /// After how many seconds it is worth while to ask again.
    pub retry_after: Option<u64>,
    /// How it was taken back, where it was.
    pub taken: Option<Box<Taken>>,
    /// The cause, for the log only.
    pub cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// The same for somebody else, without the cause: that is logged once.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self {
            code: self.code,
            detail: self.detail.clone(),
            fields: self.fields.clone(),
            retry_after: self.retry_after,
            taken: self.taken.clone(),
            cause: None,
        }
    }

    /// An error of a kind, with the words for the caller.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: sentence(&detail.into()), fields: Vec::new(), retry_after: None, taken: None, cause: None }
    }

    /// A wrong query parameter or GraphQL argument (400).
    #[must_use]
    pub fn parameter(name: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let shown = if name.is_empty() { "«»" } else { name };
        Self::new(Code::BadUserInput, format!("{shown}: {detail}")).with(Place::Parameter(name.to_owned()), detail)
    }

    /// A wrong header field (400).
    #[must_use]
    pub fn header(name: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self::new(Code::BadUserInput, format!("{name}: {detail}")).with(Place::Header(name.to_owned()), detail)
    }

    /// A value that is well-formed and refused (422).
    #[must_use]
    pub fn refused(pointer: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let place = if pointer.is_empty() { "The body" } else { pointer };
        Self::new(Code::UnprocessableContent, format!("{place}: {detail}"))
            .with(Place::Pointer(pointer.to_owned()), detail)
    }

    /// Nothing that the caller may see has this name (404).
    #[must_use]
    pub fn not_found(noun: &str, name: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no {noun} «{name}»."))
    }

    /// Something was taken back (410).
    #[must_use]
    pub fn gone(noun: &str, name: &str, taken: Taken) -> Self {
        let doubt = if taken.status == "CANCELED" { "cancelled" } else { "withheld" };
        let detail = format!("The {noun} «{name}» was {doubt} at {}; remove copies of it.", taken.at);
        Self { taken: Some(Box::new(taken)), ..Self::new(Code::Gone, detail) }
    }

    /// A failure on our side; the caller learns nothing of the cause.
    #[must_use]
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let mut error = Self::new(
            Code::InternalServerError,
            "The failure was logged with the id in the x-request-id header of this answer.",
        );
        error.cause = Some(cause.into());
        error
    }

    /// The same error with the seconds after which it is worth while to ask again.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The same error with one more field at fault.
    #[must_use]
    pub fn with(mut self, place: Place, detail: impl Into<String>) -> Self {
        let place = match place {
            Place::Pointer(text) => Place::Pointer(sentence(&text)),
            Place::Parameter(text) => Place::Parameter(sentence(&text)),
            Place::Header(text) => Place::Header(sentence(&text)),
        };
        self.fields.push(FieldError { place, detail: sentence(&detail.into()) });
        self
    }
}

/// A message as every door prints it: one line of at most 500 characters, however long the input is that it quotes.
#[must_use]
pub fn sentence(text: &str) -> String {
    const LONGEST: usize = 500;
    let mut line: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.len() < text.len() {
        line.push('…');
    }
    line
}

impl fmt::Display for Error {
    /// The words for the caller; the cause is not among them, so that no door can leak it by printing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            Some(cause) => Some(cause.as_ref()),
            None => None,
        }
    }
}

/// Collects the faults of a body so that the caller learns of all of them at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// Adds a fault at a JSON pointer.
    pub fn add(&mut self, pointer: &str, detail: impl Into<String>) {
        let detail = sentence(&detail.into());
        self.0.push(FieldError { place: Place::Pointer(pointer.to_owned()), detail });
    }

    /// Adds a fault when `bad` holds.
    pub fn check(&mut self, bad: bool, pointer: &str, detail: &str) {
        if bad {
            self.add(pointer, detail);
        }
    }

    /// `Ok` when nothing was found, otherwise one error (422) with every fault.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with all the faults.
    pub fn into_result(self) -> Result<()> {
        let Some(first) = self.0.first() else { return Ok(()) };
        let detail = match (&first.place, self.0.len()) {
            (Place::Pointer(pointer), 1) => format!("{pointer}: {}", first.detail),
            (_, n) => format!("{n} fields are refused; see errors."),
        };
        Err(Error { fields: self.0, ..Error::new(Code::UnprocessableContent, detail) })
    }
}
