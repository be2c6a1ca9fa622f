//! What stands under an address, by GraphQL.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject, Union};

use crate::app::App;
use crate::domain::articles::{Article, Embed, Recall};
use crate::domain::lang::Lang;
use crate::domain::resolutions::{Redirect, Resolution as Found};
use crate::graphql::errors::or_null;
use crate::usecases::articles::{self, Asked};
use crate::usecases::reading::Reading;

/// What stands under an address.
#[derive(Debug, Union)]
pub enum Resolution {
    /// An article.
    Article(Box<Article>),
    /// Another address.
    Redirect(Redirect),
    /// Something that was taken back.
    Gone(Gone),
    /// Nothing.
    NotFound(NotFound),
}

/// What stood there was taken back.
#[derive(Debug, SimpleObject)]
pub struct Gone {
    /// How, when and why.
    recall: Recall,
}

/// Nothing stands there.
#[derive(Debug, SimpleObject)]
pub struct NotFound {
    /// The address that was asked for.
    path: String,
}

/// Resolving addresses.
#[derive(Debug, Default)]
pub struct ResolveQuery;

#[Object]
impl ResolveQuery {
    /// What stands under an address of the site, such as `/ru/news/perviy-sneg`: the article, another address to send the
    /// reader to, that it was taken back, or nothing.
    async fn resolve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address or its path: its last part is the slug, its first may be a language.")]
        path: String,
        #[graphql(desc = "The languages wanted, the best first; before that of the address.")] languages: Option<
            Vec<Lang>,
        >,
    ) -> Option<Resolution> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        let languages = languages.unwrap_or_default();
        let asked = Asked { langs: &languages, by_header: false };
        let found = articles::resolve(app, reading, &path, asked, Embed::NONE).await;
        or_null(ctx, found).map(|found| match found {
            Found { article: Some(article), .. } => Resolution::Article(Box::new(article)),
            Found { redirect: Some(redirect), .. } => Resolution::Redirect(redirect),
            Found { recall: Some(recall), .. } => Resolution::Gone(Gone { recall }),
            Found { .. } => Resolution::NotFound(NotFound { path }),
        })
    }
}
