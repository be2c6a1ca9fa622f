//! Holding floods off: what a network posted is counted in the database, so it holds over restarts and several servers.

use crate::domain::comments::{FloodLimits, Network, Post, Seal};
use crate::domain::text::likeness;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::comments as store;
use crate::store::{Conn, Tx};

/// Lets a text of a network pass and remembers it; nobody else of that network passes at the same moment.
pub(super) async fn pass(tx: &Tx, network: &Network, text: &str, limits: FloodLimits, now: Instant) -> Result<()> {
    pass_as(tx, |seal| seal.network(network), text, limits, now).await
}

/// The same for somebody whom the seals name so.
pub(super) async fn pass_as(
    tx: &Tx,
    who: impl Fn(&Seal) -> String,
    text: &str,
    limits: FloodLimits,
    now: Instant,
) -> Result<()> {
    let since = now.plus_seconds(-limits.memory());
    // What was posted before midnight stands under the seal of that day.
    let today = today(&tx.conn(), since, now).await?;
    let before = match Seal::day(since) {
        day if day == Seal::day(now) => None,
        day => store::seal(&tx.conn(), day).await?,
    };
    let seals: Vec<&Seal> = before.iter().chain([&today]).collect();
    let networks: Vec<String> = seals.iter().map(|seal| who(seal)).collect();
    hold(tx, &networks).await?;
    let likeness = likeness(text);
    let texts: Vec<String> = seals.iter().map(|seal| seal.text(&likeness)).collect();
    let recent = store::recent(&tx.conn(), &networks, since).await?;
    limits.check(&recent, &texts, now)?;
    let post = Post { at: now, text: today.text(&likeness) };
    store::remember(&tx.conn(), &who(&today), &post).await
}

/// Takes the locks of a network, which has one for each day in sight; always in the same order.
async fn hold(tx: &Tx, networks: &[String]) -> Result<()> {
    let number = |sealed: &String| sealed.get(..8).and_then(|head| u32::from_str_radix(head, 16).ok());
    let mut numbers: Vec<u32> = networks.iter().filter_map(number).collect();
    numbers.sort_unstable();
    for number in numbers {
        tx.lock_network(i32::from_ne_bytes(number.to_ne_bytes())).await?;
    }
    Ok(())
}

/// The seal of this day. The first post of a day makes it, and has everything forgotten that lies before `since`: once a
/// day and by one alone, so that writers do not wait for one another.
pub(super) async fn today(conn: &Conn<'_>, since: Instant, now: Instant) -> Result<Seal> {
    let day = Seal::day(now);
    if let Some(seal) = store::seal(conn, day).await? {
        return Ok(seal);
    }
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    if store::set_seal(conn, day, &Seal::from_random(bytes)).await? {
        store::forget(conn, since, Seal::day(since)).await?;
    }
    // Another writer may have been first.
    store::seal(conn, day).await?.ok_or_else(|| Error::internal("a day without a seal"))
}
