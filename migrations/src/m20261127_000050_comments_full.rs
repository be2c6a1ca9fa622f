//! Comments in full: where each stands in its thread's path order, what moves it in the moving orders, its versions, the
//! decisions over it, flags, reactions, the readers who sign in, and what the newsroom wants of comments place by place.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, string, string_null, text, text_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The columns that comments get; a column with a default is filled below where the default is not right.
fn columns() -> Vec<ColumnDef> {
    let number = |name: &'static str, default: i32| integer(name).default(default).take();
    vec![
        // 1 where readers meet it in lists: they see it, or an answer below it.
        number("shown", 1),
        // The ids of the comments above it and its own, 32 hexadecimal digits each: the order of a flat thread.
        text("path").default("").take(),
        // The newest instant of what readers see at it and below it.
        big_integer("active").default(0).take(),
        // How many reactions it has, and by kind as a JSON object.
        number("score", 0),
        text("reactions").default("{}").take(),
        // How many flags of readers wait for a moderator.
        number("flags", 0),
        uuid_null("reader_id").take(),
        number("revision", 1),
        big_integer_null("edited").take(),
        number("edited_after_reply", 0),
        // The network from which it came under the seal of a day; both go after some days.
        string_null("network").take(),
        big_integer_null("seal_day").take(),
        // Which key is to judge it, and when a moderator last did.
        uuid_null("assigned_to").take(),
        big_integer_null("judged").take(),
    ]
}

fn of_comment(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_comment_id"))
        .from(table, "comment_id")
        .to("comments", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

/// Former texts: a row for each version that an edit replaced.
fn revisions() -> TableCreateStatement {
    Table::create()
        .table("comment_revisions")
        .col(uuid("comment_id"))
        .col(integer("revision"))
        // When the version was written, not when it was replaced.
        .col(big_integer("written"))
        .col(text("author_name"))
        .col(text("text"))
        .primary_key(Index::create().col("comment_id").col("revision"))
        .foreign_key(&mut of_comment("comment_revisions"))
        .to_owned()
}

/// Every decision that was ever made over a comment; rows are added and never changed, but for an erasure.
fn decisions() -> TableCreateStatement {
    Table::create()
        .table("comment_decisions")
        .col(uuid("id").primary_key())
        .col(uuid("comment_id"))
        .col(integer("revision"))
        .col(big_integer("at"))
        // `rules`, `service`, `system`, or the id of the key or the reader.
        .col(string("decided_by"))
        .col(string_null("before"))
        .col(string("after"))
        .col(text("reasons"))
        .col(text_null("note"))
        .foreign_key(&mut of_comment("comment_decisions"))
        .to_owned()
}

/// What readers report; against a version of the text.
fn flags() -> TableCreateStatement {
    Table::create()
        .table("comment_flags")
        .col(uuid("id").primary_key())
        .col(uuid("comment_id"))
        .col(integer("revision"))
        .col(big_integer("at"))
        // Who: the id of a reader, or a network under the seal of the day.
        .col(string("flagged_by"))
        .col(big_integer_null("seal_day"))
        .col(string("reason"))
        .col(text_null("note"))
        // When a moderator judged the comment after it.
        .col(big_integer_null("closed"))
        .foreign_key(&mut of_comment("comment_flags"))
        .to_owned()
}

fn reactions() -> TableCreateStatement {
    Table::create()
        .table("comment_reactions")
        .col(uuid("comment_id"))
        .col(string("reacted_by"))
        .col(string("kind"))
        .col(big_integer("at"))
        .col(big_integer_null("seal_day"))
        .primary_key(Index::create().col("comment_id").col("reacted_by").col("kind"))
        .foreign_key(&mut of_comment("comment_reactions"))
        .to_owned()
}

/// Readers whom the newsroom's identity provider signs in.
fn readers() -> TableCreateStatement {
    Table::create()
        .table("readers")
        .col(uuid("id").primary_key())
        .col(integer("version"))
        .col(big_integer("created"))
        .col(big_integer("updated"))
        .col(text("issuer"))
        .col(text("subject"))
        .col(text("name"))
        // The name as it is searched: compatibility forms and case folded.
        .col(text("name_folded"))
        .col(integer("banned"))
        .col(big_integer_null("suspended_until"))
        .col(integer("always_premod"))
        .col(integer("trusted"))
        .col(text_null("note"))
        .col(big_integer_null("erased"))
        .to_owned()
}

/// Where the site, a section or an article differs from what is around it. `place` is the id, of the site that of zeros.
fn policies() -> TableCreateStatement {
    Table::create()
        .table("comment_policies")
        .col(uuid("place").primary_key())
        .col(integer("version"))
        .col(big_integer("updated"))
        // Beside the rest, for the lists that leave out what is hidden.
        .col(string_null("mode"))
        .col(text("overrides"))
        .to_owned()
}

/// The generations of an article's frozen orders: all its comments of before `through` have their places in it.
fn generations() -> TableCreateStatement {
    Table::create()
        .table("comment_generations")
        .col(uuid("article_id"))
        .col(big_integer("generation"))
        .col(big_integer("through"))
        .primary_key(Index::create().col("article_id").col("generation"))
        .foreign_key(
            ForeignKey::create()
                .name("fk_comment_generations_article_id")
                .from("comment_generations", "article_id")
                .to("articles", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// The place of a comment under its parent, an article or a comment, in a generation of an order.
fn ranks() -> TableCreateStatement {
    Table::create()
        .table("comment_ranks")
        .col(uuid("parent_id"))
        .col(string("kind"))
        .col(big_integer("generation"))
        .col(integer("place"))
        .col(uuid("comment_id"))
        .col(uuid("article_id"))
        .to_owned()
}

/// Keys that judge only in some sections; a key without a row judges everywhere.
fn moderators() -> TableCreateStatement {
    Table::create()
        .table("section_moderators")
        .col(uuid("key_id"))
        .col(uuid("section_id"))
        .primary_key(Index::create().col("key_id").col("section_id"))
        .to_owned()
}

fn saved_reasons() -> TableCreateStatement {
    Table::create()
        .table("comment_saved_reasons")
        .col(uuid("id").primary_key())
        .col(integer("version"))
        .col(big_integer("created"))
        .col(big_integer("updated"))
        .col(string("label").unique_key())
        .col(text("reasons"))
        .col(text_null("note"))
        .to_owned()
}

/// Indexes: table, name, columns, whether unique.
const INDEXES: [(&str, &str, &[&str], bool); 19] = [
    ("comments", "ix_comments_threads", &["article_id", "depth", "shown", "created", "id"], false),
    ("comments", "ix_comments_replies", &["parent_id", "shown", "created", "id"], false),
    ("comments", "ix_comments_path", &["root_id", "path"], false),
    ("comments", "ix_comments_updated", &["article_id", "updated", "id"], false),
    ("comments", "ix_comments_reader", &["reader_id", "created", "id"], false),
    ("comments", "ix_comments_author_name", &["author_name", "created", "id"], false),
    ("comments", "ix_comments_flags", &["flags", "created", "id"], false),
    ("comments", "ix_comments_seal_day", &["seal_day"], false),
    ("comment_posts", "ix_comment_posts_text", &["text", "at"], false),
    ("comment_decisions", "ix_comment_decisions_comment", &["comment_id", "id"], false),
    ("comment_flags", "ix_comment_flags_comment", &["comment_id", "flagged_by"], false),
    ("comment_flags", "ix_comment_flags_by", &["flagged_by"], false),
    ("comment_flags", "ix_comment_flags_seal_day", &["seal_day"], false),
    ("comment_reactions", "ix_comment_reactions_by", &["reacted_by"], false),
    ("comment_reactions", "ix_comment_reactions_seal_day", &["seal_day"], false),
    ("readers", "ix_readers_subject", &["issuer", "subject"], true),
    ("readers", "ix_readers_created", &["created", "id"], false),
    ("comment_ranks", "ix_comment_ranks_place", &["parent_id", "kind", "generation", "place", "comment_id"], true),
    ("comment_ranks", "ix_comment_ranks_article", &["article_id", "generation"], false),
];

/// Of what readers do not see though it is kept, which goes after some time; there is little of it.
const KEPT_UNSEEN: &str = "CREATE INDEX ix_comments_kept_unseen ON comments (updated) WHERE text <> '' AND status IN \
                           ('REJECTED', 'SPAM', 'DELETED_BY_AUTHOR')";

/// Gives the comments that are there what the new columns say of them.
fn fill(backend: sea_orm_migration::sea_orm::DbBackend) -> [String; 3] {
    let own = match backend {
        sea_orm_migration::sea_orm::DbBackend::Postgres => "REPLACE(CAST(id AS TEXT), '-', '')",
        _ => "LOWER(HEX(id))",
    };
    let above = ["[", "]", "\"", ",", "-"]
        .iter()
        .fold("ancestors".to_owned(), |text, sign| format!("REPLACE({text}, '{sign}', '')"));
    let visible = "IN ('PUBLISHED', 'APPROVED')";
    [
        format!("UPDATE comments SET path = {above} || {own}"),
        format!("UPDATE comments SET shown = CASE WHEN status {visible} OR descendants > 0 THEN 1 ELSE 0 END"),
        format!(
            "UPDATE comments SET active = COALESCE((SELECT MAX(below.created) FROM comments AS below WHERE \
             below.root_id = comments.root_id AND below.path >= comments.path AND below.path < comments.path || 'g' \
             AND below.status {visible}), created)"
        ),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in columns() {
            manager.alter_table(Table::alter().table("comments").add_column(column).to_owned()).await?;
        }
        // When something last moved an article's comments in the moving orders, when those were last frozen, and how many
        // wait for a moderator.
        for name in ["moved", "frozen"] {
            let column = big_integer(name).default(0).take();
            manager.alter_table(Table::alter().table("comment_counts").add_column(column).to_owned()).await?;
        }
        let pending = integer("pending").default(0).take();
        manager.alter_table(Table::alter().table("comment_counts").add_column(pending).to_owned()).await?;
        let tables = [
            revisions(),
            decisions(),
            flags(),
            reactions(),
            readers(),
            policies(),
            generations(),
            ranks(),
            moderators(),
            saved_reasons(),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        for (table, name, columns, unique) in INDEXES {
            let mut index = Index::create().name(name).table(table).take();
            for column in columns {
                index.col(*column);
            }
            if unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        let conn = manager.get_connection();
        conn.execute_unprepared(KEPT_UNSEEN).await?;
        for statement in fill(manager.get_database_backend()) {
            conn.execute_unprepared(&statement).await?;
        }
        let waiting = "UPDATE comment_counts SET moved = 1, pending = (SELECT COUNT(*) FROM comments WHERE \
                       comments.article_id = comment_counts.article_id AND comments.status = 'HELD')";
        conn.execute_unprepared(waiting).await?;
        // The new indexes do what these did.
        for name in ["ix_comments_article_id_depth_created_id", "ix_comments_parent_id_created_id"] {
            manager.drop_index(Index::drop().name(name).table("comments").to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, columns) in [
            ("ix_comments_article_id_depth_created_id", ["article_id", "depth", "created", "id"].as_slice()),
            ("ix_comments_parent_id_created_id", ["parent_id", "created", "id"].as_slice()),
        ] {
            let mut index = Index::create().name(name).table("comments").take();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        manager.drop_index(Index::drop().name("ix_comments_kept_unseen").table("comments").to_owned()).await?;
        for (table, name, _, _) in INDEXES.iter().filter(|(table, ..)| ["comments", "comment_posts"].contains(table)) {
            manager.drop_index(Index::drop().name(*name).table(*table).to_owned()).await?;
        }
        for name in [
            "comment_saved_reasons",
            "section_moderators",
            "comment_ranks",
            "comment_generations",
            "comment_policies",
            "readers",
            "comment_reactions",
            "comment_flags",
            "comment_decisions",
            "comment_revisions",
        ] {
            manager.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        for (table, columns) in [
            ("comment_counts", vec!["moved", "frozen", "pending"]),
            (
                "comments",
                vec![
                    "shown",
                    "path",
                    "active",
                    "score",
                    "reactions",
                    "flags",
                    "reader_id",
                    "revision",
                    "edited",
                    "edited_after_reply",
                    "network",
                    "seal_day",
                    "assigned_to",
                    "judged",
                ],
            ),
        ] {
            for column in columns {
                manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
            }
        }
        Ok(())
    }
}
