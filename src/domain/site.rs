//! The site: what it calls itself, and by which languages, time zone and currency it goes.

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::currencies::Currency;
use crate::domain::ids::SiteId;
use crate::domain::lang::{Lang, LocalizedText, Preference, check_texts, tidy_names};
use crate::domain::patch::Patch;
use crate::domain::text::address::{check_address, check_email};
use crate::domain::time::Date;
use crate::error::{Faults, Result};

/// The longest title, in characters.
const LONGEST_TITLE: usize = 200;
/// The longest tagline, in characters.
const LONGEST_TAGLINE: usize = 300;

/// What a site says of itself; what of it the newsroom can change is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSite {
    /// The titles, one a language.
    pub titles: Vec<LocalizedText>,
    /// The taglines, one a language.
    pub taglines: Vec<LocalizedText>,
    /// The currency in which amounts are told at home.
    pub base_currency: Currency,
    /// Where readers find the site.
    pub public_url: Option<String>,
    /// Where readers write to.
    pub contact_email: Option<String>,
    /// Where the logo is.
    pub logo_url: Option<String>,
    /// The version of the record.
    pub version: i32,
}

/// The site (schema.org `NewsMediaOrganization`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct Site {
    /// The site's id, always the same: a server has one site.
    pub id: SiteId,
    /// The title in the language asked for, else in the site's first language, else in any; absent where none was given.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The title in every language that it has.
    pub titles: Vec<LocalizedText>,
    /// What stands under the title, in the language as for `title`.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tagline: Option<String>,
    /// What stands under the title, in every language in which it is said.
    pub taglines: Vec<LocalizedText>,
    /// The languages of the site (BCP 47), the preferred one first. A setting of the server.
    pub languages: Vec<Lang>,
    /// The time zone of civil days (IANA name), such as `Asia/Bishkek`. A setting of the server.
    pub time_zone: String,
    /// The currency in which amounts are told at home.
    pub base_currency: Currency,
    /// Where readers find the site (http or https).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// Where readers write to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<String>,
    /// Where the logo is (http or https).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// The version of this record, from 1; a change must name it.
    pub version: i32,
}

impl Site {
    /// The site of what is stored and of the settings in force, named as the reader prefers.
    #[must_use]
    pub fn new(stored: StoredSite, languages: &[Lang], time_zone: &str, preference: &Preference) -> Self {
        let StoredSite { titles, taglines, base_currency, public_url, contact_email, logo_url, version } = stored;
        Self {
            id: SiteId::ONE,
            title: preference.find(&titles).map(str::to_owned),
            titles,
            tagline: preference.find(&taglines).map(str::to_owned),
            taglines,
            languages: languages.to_vec(),
            time_zone: time_zone.to_owned(),
            base_currency,
            public_url,
            contact_email,
            logo_url,
            version,
        }
    }
}

/// A change of the site; what is left out stays as it is. Languages and time zone are settings of the server.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "SitePatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SitePatch {
    /// All titles anew, one a language: one line of 1 to 200 characters each.
    #[serde(default)]
    #[schema(value_type = Vec<LocalizedText>)]
    pub titles: Patch<Vec<LocalizedText>>,
    /// All taglines anew, one a language: one line of 1 to 300 characters each.
    #[serde(default)]
    #[schema(value_type = Vec<LocalizedText>)]
    pub taglines: Patch<Vec<LocalizedText>>,
    /// The new currency: an ISO 4217 code that is in use.
    #[serde(default)]
    #[schema(value_type = Currency)]
    pub base_currency: Patch<Currency>,
    /// Where readers find the site: http or https, at most 2,000 characters; null takes it away.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub public_url: Patch<String>,
    /// Where readers write to; null takes it away.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub contact_email: Patch<String>,
    /// Where the logo is: http or https, at most 2,000 characters; null takes it away.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub logo_url: Patch<String>,
}

impl SitePatch {
    /// What is stored after this change, on this day.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn apply(self, site: &StoredSite, today: Date) -> Result<StoredSite> {
        let mut faults = Faults::default();
        self.titles.check_kept("/titles", &mut faults);
        self.taglines.check_kept("/taglines", &mut faults);
        self.base_currency.check_kept("/baseCurrency", &mut faults);
        let mut changed = site.clone();
        if let Some(titles) = self.titles.into_value() {
            changed.titles = tidy_names(titles);
            check_texts(&changed.titles, LONGEST_TITLE, "/titles", "title", &mut faults);
        }
        if let Some(taglines) = self.taglines.into_value() {
            changed.taglines = tidy_names(taglines);
            check_texts(&changed.taglines, LONGEST_TAGLINE, "/taglines", "tagline", &mut faults);
        }
        if let Some(currency) = self.base_currency.into_value() {
            let is_over = currency.is_withdrawn(today);
            faults.check(is_over, "/baseCurrency", "was withdrawn; take a currency that is in use");
            changed.base_currency = currency;
        }
        for (patch, pointer) in [(&self.public_url, "/publicUrl"), (&self.logo_url, "/logoUrl")] {
            if let Some(url) = patch.value() {
                check_address(url, pointer, &mut faults);
            }
        }
        if let Some(email) = self.contact_email.value() {
            check_email(email, "/contactEmail", &mut faults);
        }
        changed.public_url = self.public_url.apply(changed.public_url);
        changed.contact_email = self.contact_email.apply(changed.contact_email);
        changed.logo_url = self.logo_url.apply(changed.logo_url);
        faults.into_result()?;
        Ok(changed)
    }
}
