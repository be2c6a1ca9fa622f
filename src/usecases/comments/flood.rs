//! Holding floods off: what a network posted is counted in the database, so it holds over restarts and several servers.

use crate::domain::comments::detect::duplicate;
use crate::domain::comments::{FloodLimits, Network, Post, Seal};
use crate::domain::keys::Actor;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::comments::{self as store, Origin};
use crate::store::gather::Gather;
use crate::store::{Conn, Tx};

/// What is known of a post that passed; it is to be remembered.
pub(super) struct Passed {
    /// The seal of the day.
    day: i64,
    seal: Seal,
    /// Who posted it, under that seal, and the text.
    sender: String,
    text: String,
    /// Others posted the same text not long before.
    pub(super) seen_before: bool,
}

impl Passed {
    /// From which network it came, under that seal.
    pub(super) fn origin(&self, network: &Network) -> Origin {
        Origin { network: self.seal.network(network), day: self.day }
    }

    /// Remembers it, as posted at an instant.
    pub(super) async fn remember(&self, conn: &Conn<'_>, at: Instant) -> Result<()> {
        store::remember(conn, &self.sender, &Post { at, text: self.text.clone() }).await
    }
}

/// Who posts: of a reader who is signed in, what the reader posted counts and not what the network did.
fn sender(seal: &Seal, (actor, network): (&Actor, &Network)) -> String {
    match actor {
        Actor::Reader { subject, .. } => seal.reader(subject),
        _ => seal.network(network),
    }
}

/// Lets a text of a network pass; nobody else of that network passes at the same moment.
pub(super) async fn pass(
    tx: &Tx,
    who: (&Actor, &Network),
    text: &str,
    (limits, known): (FloodLimits, Vec<(i64, Seal)>),
    now: Instant,
) -> Result<Passed> {
    passed(tx, |seal| sender(seal, who), text, (limits, known), (None, now)).await
}

/// The same for somebody whom the seals name so; it is remembered.
pub(super) async fn pass_as(
    tx: &Tx,
    who: impl Fn(&Seal) -> String,
    text: &str,
    limits: FloodLimits,
    now: Instant,
) -> Result<()> {
    let known = known(&tx.conn(), limits, now).await?;
    passed(tx, who, text, (limits, known), (None, now)).await?.remember(&tx.conn(), now).await
}

/// Lets the new text of a comment pass and remembers it. Edits of an author are counted apart from posts, and what the author
/// wrote before is nothing that others did. `network` is that from which the comment came, sealed, as long as it is kept: an
/// erasure finds the edit by it. Tells whether others posted the same text not long before.
pub(super) async fn pass_edit(
    tx: &Tx,
    (who, network): ((&Actor, &Network), Option<String>),
    text: &str,
    (limits, known): (FloodLimits, Vec<(i64, Seal)>),
    now: Instant,
) -> Result<bool> {
    let own: Vec<String> = known.iter().map(|(_, seal)| sender(seal, who)).chain(network.clone()).collect();
    let author = |seal: &Seal| match &network {
        Some(network) if who.0.reader().is_none() => network.clone(),
        _ => sender(seal, who),
    };
    let passed = passed(tx, |seal| editor(seal, &author(seal)), text, (limits, known), (Some(own), now)).await?;
    passed.remember(&tx.conn(), now).await?;
    Ok(passed.seen_before)
}

/// The name under which the edits of a sealed sender are counted and remembered.
fn editor(seal: &Seal, sender: &str) -> String {
    seal.text(&format!("edits of {sender}"))
}

/// The names under each of these seals under which edits of these senders stand.
pub(super) fn editors(seals: &[&Seal], senders: &[String]) -> Vec<String> {
    seals.iter().flat_map(|seal| senders.iter().map(|sender| editor(seal, sender))).collect()
}

/// The seals of the days in sight, that of today among them. Who holds the comments of an article asks before: to make the seal
/// of a day is to wait for who makes it.
pub(super) async fn known(conn: &Conn<'_>, limits: FloodLimits, now: Instant) -> Result<Vec<(i64, Seal)>> {
    let mut known = store::seals(&days(limits, now)).all(conn).await?;
    if !known.iter().any(|(day, _)| *day == Seal::day(now)) {
        known.push((Seal::day(now), today(conn, now.plus_seconds(-limits.memory()), now).await?));
    }
    Ok(known)
}

/// Lets pass for now, without a lock and without remembering, what [`pass`] would let pass.
pub(super) async fn check(
    conn: &Conn<'_>,
    who: (&Actor, &Network),
    text: &str,
    (limits, known): (FloodLimits, &[(i64, Seal)]),
    now: Instant,
) -> Result<()> {
    let senders: Vec<String> = known.iter().map(|(_, seal)| sender(seal, who)).collect();
    let key = duplicate::key(text);
    let texts: Vec<String> = known.iter().map(|(_, seal)| seal.text(&key)).collect();
    let recent = store::recent(&senders, now.plus_seconds(-limits.memory())).all(conn).await?;
    limits.check(&recent, &texts, now)
}

/// The days whose seals are to be known: what was posted before midnight stands under the seal of that day.
pub(super) fn days(limits: FloodLimits, now: Instant) -> Vec<i64> {
    (Seal::day(now.plus_seconds(-limits.memory()))..=Seal::day(now)).collect()
}

/// Looks at what the sender posted of late, and whether others posted the same text. Of an edit the senders of the comment
/// itself are given, and the same text may come again.
async fn passed(
    tx: &Tx,
    who: impl Fn(&Seal) -> String,
    text: &str,
    (limits, mut known): (FloodLimits, Vec<(i64, Seal)>),
    (own, now): (Option<Vec<String>>, Instant),
) -> Result<Passed> {
    let since = now.plus_seconds(-limits.memory());
    let today = match known.iter().position(|(day, _)| *day == Seal::day(now)) {
        Some(at) => known.swap_remove(at).1,
        None => today(&tx.conn(), since, now).await?,
    };
    let seals: Vec<&Seal> = known.iter().map(|(_, before)| before).chain([&today]).collect();
    let senders: Vec<String> = seals.iter().map(|seal| who(seal)).collect();
    hold(tx, &senders).await?;
    let key = duplicate::key(text);
    let texts: Vec<String> = seals.iter().map(|seal| seal.text(&key)).collect();
    // What somebody wrote in edits is theirs as well as what they posted.
    let mut same: Vec<String> = own.as_ref().unwrap_or(&senders).clone();
    same.extend(editors(&seals, &same));
    same.extend(senders.iter().cloned());
    let mut gather = Gather::default();
    let recent = gather.ask(store::recent(&senders, since));
    let elsewhere = duplicate::is_telling(&key).then(|| store::posted_elsewhere(&texts, &same, since));
    let elsewhere = elsewhere.map(|part| gather.ask(part));
    let mut found = gather.run(&tx.conn()).await?;
    let refused: &[String] = if own.is_some() { &[] } else { &texts };
    limits.check(&found.take(recent)?, refused, now)?;
    let seen_before = !found.take_if_asked(elsewhere)?.is_empty();
    let (sender, text) = (who(&today), today.text(&key));
    Ok(Passed { day: Seal::day(now), seal: today, sender, text, seen_before })
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
