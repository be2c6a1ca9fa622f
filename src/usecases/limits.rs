//! What can be known of the limits.

use crate::app::App;
use crate::config::comments::CommentSettings;
use crate::domain::comments::{LONGEST, NAME_LONGEST};
use crate::domain::limits::{Limit, LimitUnit};
use crate::domain::paging::{DEFAULT_LIMIT, MOST_LIMIT};

/// Every limit of this server: the settings, and the sizes of pages, which are part of the contract and no setting.
#[must_use]
pub fn list(app: &App) -> Vec<Limit> {
    let database = &app.config.database;
    let both = |value: u32| (value, value);
    let mut limits = app.config.limits.shown();
    limits.extend([
        Limit::new("pageDefault", "The rows of a page when none are asked for.", LimitUnit::Count, both(DEFAULT_LIMIT)),
        Limit::new("pageMost", "The rows of a page.", LimitUnit::Count, both(MOST_LIMIT)),
        Limit::new(
            "databaseWaitSeconds",
            "The time to wait for the database before a request is told to come again.",
            LimitUnit::Seconds,
            both(database.database_wait_seconds),
        ),
        Limit::new(
            "databaseStatementSeconds",
            "The time of one statement in the database (PostgreSQL).",
            LimitUnit::Seconds,
            both(database.database_statement_seconds),
        ),
    ]);
    limits.extend(of_comments(&app.config.comments));
    limits
}

fn of_comments(settings: &CommentSettings) -> Vec<Limit> {
    let limit = |name, description, unit, value: u32| Limit::new(name, description, unit, (value, value));
    let count = |name, description, value: usize| {
        limit(name, description, LimitUnit::Count, u32::try_from(value).unwrap_or(u32::MAX))
    };
    let flood = settings.flood();
    vec![
        count("commentCharacters", "The characters of a comment.", LONGEST),
        count("commentNameCharacters", "The characters of a commenter's name.", NAME_LONGEST),
        limit(
            "commentDepth",
            "How deep answers stand under one another; a deeper one stands beside the comment that it answers.",
            LimitUnit::Count,
            settings.comment_depth.into(),
        ),
        limit(
            "commentLinks",
            "The links of a comment; one with more waits for a moderator.",
            LimitUnit::Count,
            settings.comment_links,
        ),
        limit(
            "commentsPerMinute",
            "The comments from one network (IPv4 /24, IPv6 /48) within any minute.",
            LimitUnit::PerMinute,
            flood.per_minute,
        )
        .without_keys(),
        limit(
            "commentsPerTenMinutes",
            "The comments from one network within any ten minutes.",
            LimitUnit::PerTenMinutes,
            flood.per_ten_minutes,
        )
        .without_keys(),
        limit(
            "commentRepeatSeconds",
            "The time for which the same text from one network is refused.",
            LimitUnit::Seconds,
            flood.repeat_seconds,
        )
        .without_keys(),
    ]
}
