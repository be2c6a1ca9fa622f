//! Holding floods off: what a network posted is counted in the database, so it holds over restarts and several servers.

use crate::domain::comments::detect::duplicate;
use crate::domain::comments::{FloodLimits, Network, Post, Seal};
use crate::domain::keys::Actor;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::comments::{self as store, Origin};
use crate::store::gather::Gather;
use crate::store::{Conn, Tx};

/// What is known of a post that passed.
pub(super) struct Passed {
    /// From which network it came, under the seal of today.
    pub(super) origin: Origin,
    /// Others posted the same text not long before.
    pub(super) seen_before: bool,
}

/// Lets a text of a network pass and remembers it; nobody else of that network passes at the same moment. Of a reader who is
/// signed in, what the reader posted counts and not what the network did.
pub(super) async fn pass(
    tx: &Tx,
    (actor, network): (&Actor, &Network),
    text: &str,
    (limits, known): (FloodLimits, Vec<(i64, Seal)>),
    now: Instant,
) -> Result<Passed> {
    let who = |seal: &Seal| match actor {
        Actor::Reader { subject, .. } => seal.reader(subject),
        _ => seal.network(network),
    };
    let (today, seen_before) = passed(tx, who, text, (limits, known), now).await?;
    Ok(Passed { origin: Origin { network: today.network(network), day: Seal::day(now) }, seen_before })
}

/// The same for somebody whom the seals name so.
pub(super) async fn pass_as(
    tx: &Tx,
    who: impl Fn(&Seal) -> String,
    text: &str,
    limits: FloodLimits,
    now: Instant,
) -> Result<()> {
    let known = store::seals(&days(limits, now)).all(&tx.conn()).await?;
    passed(tx, who, text, (limits, known), now).await.map(drop)
}

/// The days whose seals are to be known: what was posted before midnight stands under the seal of that day.
pub(super) fn days(limits: FloodLimits, now: Instant) -> Vec<i64> {
    let mut days = vec![Seal::day(now.plus_seconds(-limits.memory())), Seal::day(now)];
    days.dedup();
    days
}

/// The seal of today, and whether others posted the same text.
async fn passed(
    tx: &Tx,
    who: impl Fn(&Seal) -> String,
    text: &str,
    (limits, mut known): (FloodLimits, Vec<(i64, Seal)>),
    now: Instant,
) -> Result<(Seal, bool)> {
    let since = now.plus_seconds(-limits.memory());
    let mut of = |day: i64| known.iter().position(|(known, _)| *known == day).map(|at| known.swap_remove(at).1);
    let today = match of(Seal::day(now)) {
        Some(today) => today,
        None => today(&tx.conn(), since, now).await?,
    };
    let before = of(Seal::day(since));
    let seals: Vec<&Seal> = before.iter().chain([&today]).collect();
    let senders: Vec<String> = seals.iter().map(|seal| who(seal)).collect();
    hold(tx, &senders).await?;
    let key = duplicate::key(text);
    let texts: Vec<String> = seals.iter().map(|seal| seal.text(&key)).collect();
    let mut gather = Gather::default();
    let recent = gather.ask(store::recent(&senders, since));
    let elsewhere = duplicate::is_telling(&key).then(|| store::posted_elsewhere(&texts, &senders, since));
    let elsewhere = elsewhere.map(|part| gather.ask(part));
    let mut found = gather.run(&tx.conn()).await?;
    limits.check(&found.take(recent)?, &texts, now)?;
    let seen_before = !found.take_if_asked(elsewhere)?.is_empty();
    let post = Post { at: now, text: today.text(&key) };
    store::remember(&tx.conn(), &who(&today), &post).await?;
    Ok((today, seen_before))
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
