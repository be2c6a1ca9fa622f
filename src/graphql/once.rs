//! The idempotency key of a mutation.

use std::sync::Arc;

use async_graphql::Context;

use crate::usecases::once::Once;

/// The key under which the creates of this request are made, where it has one.
pub(super) fn once<'a>(ctx: &Context<'a>) -> Option<&'a Once> {
    ctx.data_opt::<Arc<Once>>().map(Arc::as_ref)
}
