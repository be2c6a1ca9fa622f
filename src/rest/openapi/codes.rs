//! With which codes each operation can be refused.

use crate::error::Code;

/// Whether what is at a path depends on what is stored, and on who asks.
pub(super) fn is_data(path: &str) -> bool {
    path.starts_with("/v1/") || path.starts_with("/media/")
}

/// Whether requests to a path are counted: the contract and the questions after health are free.
pub(super) fn is_counted(path: &str) -> bool {
    !matches!(
        path,
        "/openapi.json" | "/openapi.yaml" | "/openapi-3.0.json" | "/schema.graphql" | "/healthz" | "/readyz"
    )
}

/// What a request to a path can be refused with.
pub(super) fn problems(path: &str, method: &str) -> Vec<Code> {
    let mut codes =
        vec![Code::BadUserInput, Code::MethodNotAllowed, Code::InternalServerError, Code::ServiceUnavailable];
    if is_counted(path) {
        codes.push(Code::RateLimited);
    }
    if is_data(path) {
        codes.push(Code::Unauthenticated);
    }
    if path.contains('{') || matches!(path, "/v1/articles" | "/v1/moderation/comments" | "/v1/comments/export") {
        codes.push(Code::NotFound);
    }
    let shows_one = matches!(
        path,
        "/v1/articles/{article}"
            | "/v1/articles/{article}/related"
            | "/v1/articles/{article}/revisions"
            | "/v1/articles/{article}/revisions/{version}"
            | "/v1/articles/{article}/revisions/{version}/diff"
    );
    if shows_one && method == "get" {
        codes.push(Code::Gone);
    }
    let may_ask_too_much = matches!(
        path,
        "/v1/articles"
            | "/v1/articles/{article}"
            | "/v1/comments"
            | "/v1/comments/export"
            | "/v1/comments/{comment}/decisions"
            | "/v1/comments/{comment}/flags"
            | "/v1/lists/{list}/items"
            | "/v1/me"
            | "/v1/readers"
            | "/v1/readers/{reader}"
    ) || path.starts_with("/v1/moderation/")
        || path.starts_with("/media/");
    let writes = method != "get" && path != "/v1/datelines/parse";
    if may_ask_too_much || writes {
        codes.push(Code::Forbidden);
    }
    if writes {
        codes.push(Code::Conflict);
    }
    if matches!(method, "post" | "patch" | "put") {
        codes.extend([
            Code::RequestTimeout,
            Code::PayloadTooLarge,
            Code::UnsupportedMediaType,
            Code::UnprocessableContent,
        ]);
    }
    let names_no_version = matches!(
        path,
        "/v1/articles/{article}/comments"
            | "/v1/articles/{article}/preview"
            | "/v1/comments/{comment}/reactions/{kind}"
            | "/v1/comments/{comment}/flags"
            | "/v1/comments/{comment}/assignment"
    );
    let is_of_one = path.contains('{') || path == "/v1/site";
    if !names_no_version && is_of_one && method != "get" {
        codes.extend([Code::PreconditionFailed, Code::PreconditionRequired]);
    }
    codes
}
