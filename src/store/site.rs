//! The site: its one row.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QuerySelect};

use crate::domain::currencies::Currency;
use crate::domain::site::StoredSite;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::{internal, write};
use crate::store::gather::{self, Part};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;
    use serde::Deserialize;

    #[derive(Clone, Debug, PartialEq, Eq, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "site")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub version: i32,
        pub updated: i64,
        pub titles: String,
        pub taglines: String,
        pub base_currency: String,
        pub public_url: Option<String>,
        pub contact_email: Option<String>,
        pub logo_url: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::Entity;

/// The key of the one row, which the schema has from its beginning.
const ONE: i32 = 1;

fn read(row: row::Model) -> Result<StoredSite> {
    let unknown = || Error::internal(format!("no currency «{}»", row.base_currency));
    Ok(StoredSite {
        base_currency: Currency::known(&row.base_currency).ok_or_else(unknown)?,
        titles: serde_json::from_str(&row.titles).map_err(Error::internal)?,
        taglines: serde_json::from_str(&row.taglines).map_err(Error::internal)?,
        public_url: row.public_url,
        contact_email: row.contact_email,
        logo_url: row.logo_url,
        version: row.version,
    })
}

/// What is told where the row is not there, which the schema has from its beginning.
#[must_use]
pub fn missing() -> Error {
    Error::internal("the row of the site is missing")
}

/// The site.
///
/// # Errors
/// When the database fails.
pub async fn get(conn: &Conn<'_>) -> Result<StoredSite> {
    stored().all(conn).await?.pop().ok_or_else(missing)
}

/// The site, to be asked for together with others: its one row.
#[must_use]
pub fn stored() -> Part<StoredSite> {
    Part::of(Entity::find_by_id(ONE), |rows| gather::each(rows, read))
}

/// The site as it is stored now, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(conn: &Conn<'_>) -> Result<StoredSite> {
    let row = Entity::find_by_id(ONE).lock_exclusive().one(conn).await.map_err(internal)?;
    read(row.ok_or_else(missing)?)
}

/// Stores the site anew.
///
/// # Errors
/// When the database fails.
pub async fn update(conn: &Conn<'_>, site: &StoredSite, now: Instant) -> Result<()> {
    let record = row::ActiveModel {
        id: Set(ONE),
        version: Set(site.version),
        updated: Set(now.seconds()),
        titles: Set(serde_json::to_string(&site.titles).map_err(Error::internal)?),
        taglines: Set(serde_json::to_string(&site.taglines).map_err(Error::internal)?),
        base_currency: Set(site.base_currency.code().to_owned()),
        public_url: Set(site.public_url.clone()),
        contact_email: Set(site.contact_email.clone()),
        logo_url: Set(site.logo_url.clone()),
    };
    record.update(conn).await.map_err(write)?;
    Ok(())
}
