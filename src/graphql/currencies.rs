//! Currencies by GraphQL.

use async_graphql::{ComplexObject, Context, Object};

use crate::app::App;
use crate::domain::currencies::{Currency, CurrencyFacts};
use crate::domain::lang::Lang;
use crate::usecases::currencies;

#[ComplexObject]
impl CurrencyFacts {
    /// The name in this language; without one, in the site's first language.
    #[graphql(name = "name")]
    async fn localized_name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the name (BCP 47); where it has none, the site's languages follow.")]
        lang: Option<Lang>,
    ) -> String {
        match lang {
            Some(lang) => currencies::get(ctx.data_unchecked::<App>(), self.code, &[lang]).name,
            None => self.name.clone(),
        }
    }
}

/// Reading currencies.
#[derive(Debug, Default)]
pub struct CurrencyQuery;

#[Object]
impl CurrencyQuery {
    /// Every currency of ISO 4217 that is in use, by code, with its names in Kyrgyz, Russian and English.
    async fn currencies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whether those that were withdrawn come too.", default = false)] withdrawn: bool,
    ) -> Vec<CurrencyFacts> {
        currencies::list(ctx.data_unchecked::<App>(), withdrawn, &[])
    }

    /// What is known of a currency in use or withdrawn.
    async fn currency(&self, ctx: &Context<'_>, #[graphql(desc = "The code.")] code: Currency) -> CurrencyFacts {
        currencies::get(ctx.data_unchecked::<App>(), code, &[])
    }
}
