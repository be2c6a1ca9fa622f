//! Generated comments: threads under articles, many under few of the newest and few under many.

use super::articles::World;
use super::chance::{Chance, Zipf};
use super::plan::{Kind, Slot};
use super::words::Tongue;
use crate::domain::comments::{CommentAuthorInput, CommentReason, CommentStatus, NewComment};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::time::Instant;
use crate::usecases::comments::{Given, GivenThreads};

/// The most comments under one article.
const MOST: usize = 2_000;
/// Answers come within two days, in seconds.
const SOON: i64 = 172_800;

/// How many comments each article gets; the newest first, and no article that readers do not see for good.
pub(super) fn shares(world: &World, slots: &[Slot]) -> Vec<(Slot, usize)> {
    let is_plain = |slot: &Slot| world.plan.kind(*slot) == Kind::Plain;
    let seen: Vec<Slot> = slots.iter().rev().copied().filter(is_plain).collect();
    let zipf = Zipf::new(seen.len());
    let mut counts = vec![0_usize; seen.len()];
    let mut chance = Chance::of(&world.plan.root, "shares of comments", world.plan.articles);
    for _ in 0..world.plan.comments {
        let place = zipf.place(&mut chance);
        // What does not fit under an article goes to the next one that has room.
        let room = counts.iter_mut().skip(place).find(|count| **count < MOST);
        if let Some(count) = room {
            *count += 1;
        }
    }
    seen.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect()
}

/// The comments of an article, each after the one that it answers.
pub(super) fn threads(world: &World, slot: Slot, count: usize) -> GivenThreads {
    let plan = &world.plan;
    let article: ArticleId = plan.id(slot.at, slot.number);
    // Another number of comments makes other comments, so that nobody meets half of a thread.
    let name = format!("comments {} {} under", plan.articles, plan.comments);
    let mut chance = Chance::of(&plan.root, &name, slot.number);
    let mut comments: Vec<Given> = Vec::with_capacity(count);
    for _ in 0..count {
        let answered =
            if chance.percent(45) { chance.pick(&comments).map(|given| (given.id, given.created)) } else { None };
        let after = answered.map_or(slot.at, |(_, at)| at);
        let created = soon(&mut chance, after, plan.end());
        let bytes: [u8; 10] = std::array::from_fn(|_| u8::try_from(chance.below(256)).unwrap_or_default());
        let (status, reasons) = judged(&mut chance);
        comments.push(Given {
            id: CommentId::derived(created, &bytes),
            created,
            status,
            reasons,
            new: written(world, world.tongue(slot), answered.map(|(id, _)| id), &mut chance),
        });
    }
    GivenThreads { article, comments }
}

/// An instant after another one and before the end.
fn soon(chance: &mut Chance, after: Instant, end: Instant) -> Instant {
    let room = (end.seconds() - after.seconds() - 1).clamp(0, SOON);
    let wait = chance.below(u64::try_from(room).unwrap_or_default());
    after.plus_seconds(i64::try_from(wait).unwrap_or_default())
}

fn judged(chance: &mut Chance) -> (CommentStatus, Vec<CommentReason>) {
    match chance.below(100) {
        0..2 => (CommentStatus::Held, vec![CommentReason::Premoderation]),
        2 => (CommentStatus::Rejected, vec![CommentReason::OffTopic]),
        3 => (CommentStatus::Rejected, vec![CommentReason::Spam, CommentReason::Advertising]),
        4..9 => (CommentStatus::Approved, Vec::new()),
        _ => (CommentStatus::Published, Vec::new()),
    }
}

fn written(world: &World, tongue: Tongue, answered: Option<CommentId>, chance: &mut Chance) -> NewComment {
    let said = &world.words.talk(tongue).comments;
    let mut text = chance.pick(said).cloned().unwrap_or_default();
    for _ in 0..chance.below(3) {
        text.push(' ');
        text.push_str(chance.pick(said).map(String::as_str).unwrap_or_default());
    }
    let name = chance.pick(&world.people).map(|person| person.name(tongue).to_owned()).unwrap_or_default();
    NewComment::plain(CommentAuthorInput { name }, text, answered.map(|id| id.to_string()))
}
