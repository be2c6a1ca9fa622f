//! The slugs under which sections, tags and authors are found, each leading to one of them.
//!
//! The main ones stand here too, so that the table's key keeps all of them apart; who looks one up tries the noun's own
//! table first, because most are main ones.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::domain::slugs::{Address, SlugUse};
use crate::error::{Code, Error, Place, Result};
use crate::store::Conn;
use crate::store::error::{internal, write};

/// A table of slugs and the column by which it names the noun.
#[derive(Debug, Clone, Copy)]
pub struct Slugs {
    table: &'static str,
    column: &'static str,
}

/// The slugs of sections.
pub const SECTIONS: Slugs = Slugs { table: "section_slugs", column: "section_id" };
/// The slugs of tags.
pub const TAGS: Slugs = Slugs { table: "tag_slugs", column: "tag_id" };
/// The slugs of authors: the present and the former ones.
pub const AUTHORS: Slugs = Slugs { table: "author_slugs", column: "author_id" };

/// A slug as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The slug.
    pub slug: String,
    /// To what it leads.
    pub owner: Uuid,
    /// Why.
    pub used: SlugUse,
}

fn read(of: Slugs, row: &QueryResult) -> Result<Kept> {
    let used: String = row.try_get("", "purpose").map_err(internal)?;
    Ok(Kept {
        slug: row.try_get("", "slug").map_err(internal)?,
        owner: row.try_get("", of.column).map_err(internal)?,
        used: SlugUse::from_stored(&used),
    })
}

async fn select(conn: &Conn<'_>, of: Slugs, slugs: &[&str], owner: Option<Uuid>) -> Result<Vec<Kept>> {
    if slugs.is_empty() && owner.is_none() {
        return Ok(Vec::new());
    }
    let mut which = Expr::col("slug").is_in(slugs.iter().copied());
    if let Some(owner) = owner {
        which = which.or(Expr::col(of.column).eq(owner));
    }
    let select = Query::select().columns(["slug", of.column, "purpose"]).from(of.table).and_where(which).to_owned();
    conn.query_all(&select).await.map_err(internal)?.iter().map(|row| read(of, row)).collect()
}

/// Where these slugs lead, in no order.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &Conn<'_>, of: Slugs, slugs: &[&str]) -> Result<Vec<Kept>> {
    select(conn, of, slugs, None).await
}

/// Gives a thing these addresses. Those main and local ones that it has no longer lead to it as former ones; synonyms that
/// are left out are forgotten. Gives back the things whose former addresses were taken.
///
/// # Errors
/// `CONFLICT` at the pointer of an address that leads to another thing.
pub async fn set(conn: &Conn<'_>, of: Slugs, owner: Uuid, wanted: &[Address]) -> Result<Vec<Uuid>> {
    let names: Vec<&str> = wanted.iter().map(|address| address.slug.as_str()).collect();
    let stored = select(conn, of, &names, Some(owner)).await?;
    let (own, others): (Vec<Kept>, Vec<Kept>) = stored.into_iter().partition(|kept| kept.owner == owner);
    if let Some(taken) = others.iter().find(|kept| kept.used != SlugUse::Former) {
        return Err(is_taken(taken, wanted));
    }
    let mut old: Vec<String> = others.iter().map(|kept| kept.slug.clone()).collect();
    let mut new: Vec<(String, SlugUse)> = Vec::new();
    for kept in &own {
        match (of_wanted(wanted, &kept.slug), kept.used) {
            // What readers were sent on from is kept as that, unless it is a plain address now.
            (None | Some(SlugUse::Synonym), SlugUse::Merged) | (None, SlugUse::Former) => {}
            (None, SlugUse::Synonym) => old.push(kept.slug.clone()),
            (None, SlugUse::Main | SlugUse::Local) => new.push((kept.slug.clone(), SlugUse::Former)),
            (Some(used), before) if used == before => {}
            (Some(used), _) => new.push((kept.slug.clone(), used)),
        }
    }
    old.extend(new.iter().map(|(slug, _)| slug.clone()));
    for address in wanted {
        let is_there = own.iter().any(|kept| kept.slug == address.slug);
        if !is_there && new.iter().all(|(slug, _)| *slug != address.slug) {
            let used = of_wanted(wanted, &address.slug).unwrap_or(address.used);
            new.push((address.slug.clone(), used));
        }
    }
    forget(conn, of, &old).await?;
    add(conn, of, owner, &new).await?;
    Ok(others.into_iter().map(|kept| kept.owner).collect())
}

/// The first use for which a slug is wanted.
fn of_wanted(wanted: &[Address], slug: &str) -> Option<SlugUse> {
    wanted.iter().filter(|address| address.slug == slug).map(|address| address.used).min()
}

fn is_taken(taken: &Kept, wanted: &[Address]) -> Error {
    let address = wanted.iter().find(|address| address.slug == taken.slug);
    let pointer = address.map_or("/slug", |address| address.pointer.as_str());
    let detail = match (address.map(|address| address.used), taken.used) {
        (Some(SlugUse::Synonym), _) => format!("its slug «{}» leads to another one already", taken.slug),
        (_, SlugUse::Merged) => "this slug is that of one that was merged; choose another".to_owned(),
        _ => "this slug is taken; choose another".to_owned(),
    };
    Error::new(Code::Conflict, format!("{pointer}: {detail}.")).with(Place::Pointer(pointer.to_owned()), detail)
}

async fn forget(conn: &Conn<'_>, of: Slugs, slugs: &[String]) -> Result<()> {
    if slugs.is_empty() {
        return Ok(());
    }
    let old = Query::delete().from_table(of.table).and_where(Expr::col("slug").is_in(slugs)).to_owned();
    conn.execute(&old).await.map_err(internal)?;
    Ok(())
}

async fn add(conn: &Conn<'_>, of: Slugs, owner: Uuid, new: &[(String, SlugUse)]) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let mut insert = Query::insert();
    insert.into_table(of.table).columns(["slug", of.column, "purpose"].map(Alias::new));
    for (slug, used) in new {
        insert.values_panic([slug.clone().into(), owner.into(), used.as_str().into()]);
    }
    conn.execute(&insert).await.map_err(write)?;
    Ok(())
}

/// Lets every slug of a thing lead to another one: its addresses as merged ones, its synonyms as synonyms. The other one's
/// are set anew afterwards.
///
/// # Errors
/// When the database fails.
pub async fn hand_over(conn: &Conn<'_>, of: Slugs, from: Uuid, to: Uuid) -> Result<()> {
    let plain = [SlugUse::Main, SlugUse::Local, SlugUse::Former].map(SlugUse::as_str);
    let merged = Query::update()
        .table(of.table)
        .value("purpose", SlugUse::Merged.as_str())
        .and_where(Expr::col(of.column).eq(from))
        .and_where(Expr::col("purpose").is_in(plain))
        .to_owned();
    let moved =
        Query::update().table(of.table).value(of.column, to).and_where(Expr::col(of.column).eq(from)).to_owned();
    for update in [merged, moved] {
        conn.execute(&update).await.map_err(internal)?;
    }
    Ok(())
}
