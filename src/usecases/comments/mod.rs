//! What can be done with comments: reading ([`threads`], [`replies`], [`list`], …), posting ([`create`]), judging
//! ([`judge`], [`queue`], …), and all of them from end to end ([`export()`]).

mod assign;
mod author;
mod bounds;
mod bulk;
mod changed;
mod erase;
mod export;
mod feedback;
mod flags;
mod flat;
mod flood;
mod form;
mod frozen;
mod judge;
mod judging;
mod moderation;
mod own;
mod personal;
pub mod policy;
mod ranks;
mod reactions;
mod read;
mod recount;
mod retention;
mod saved;
mod service;
mod standing;
mod write;

pub use assign::{assign, unassign};
pub use bounds::judges_elsewhere;
pub use bulk::{Given, GivenThreads, load};
pub use changed::{Since, changed};
pub use erase::{erase, erase_reader, erase_viewer, finish_erasures};
pub use export::{Export, export};
pub use flags::{flag, flags, newest_flags};
pub use flat::{parents, thread, thread_of};
pub use form::form;
pub use judge::{approve, judge, judge_each, reject};
pub use moderation::{author_counts, decisions, decisions_of, of_author, queue, queue_counts};
pub use own::{delete, edit, revisions};
pub use personal::{PersonalExport, own_data, personal_data, personal_records};
pub use ranks::freeze_due;
pub use reactions::{add as add_reaction, remove as remove_reaction};
pub use read::{by_ids, counts, counts_of, get, list, replies, replies_of, threads, threads_of};
pub use recount::{drifts, mend};
pub use retention::{forget_networks, forget_texts};
pub use saved::{change_reason, delete_reason, save_reason, saved_reasons};
pub use write::create;

use crate::domain::changes::{Audience, ChangeType, NewChange, Op, Reason};
use crate::domain::comments::Comment;
use crate::domain::facets::Facet;

/// The row for the log.
fn change(comment: &Comment, op: Op, reason: Option<Reason>, audience: Audience) -> NewChange {
    NewChange {
        kind: ChangeType::Comment,
        id: comment.id.uuid(),
        op,
        reason,
        audience,
        facets: vec![Facet::Comments(comment.article_id), Facet::AllComments],
    }
}
