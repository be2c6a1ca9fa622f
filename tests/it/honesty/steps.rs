//! What happens to the world: writes of the newsroom, and time.

use dateline::domain::articles::ArticleFilter;
use dateline::domain::ids::ArticleId;
use dateline::domain::keys::Actor;
use dateline::domain::paging::PageRequest;
use dateline::error::{Code, Result};
use dateline::jobs::clock;
use dateline::usecases::reading::Reading;
use dateline::usecases::{articles, authors, sections, tags};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::random::Random;
use super::talk;
use crate::support::TestApp;

/// Few names, so that they are taken, given back and missed.
pub const SLUGS: [&str; 5] = ["a", "b", "c", "d", "e"];
pub const LANGS: [&str; 3] = ["ky", "ru", "en"];

fn from<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// A refusal is a step too: it must change nothing.
pub fn tried<T>(done: Result<T>) {
    if let Err(error) = done {
        let refused = [Code::Conflict, Code::UnprocessableContent, Code::PreconditionFailed, Code::NotFound];
        assert!(refused.contains(&error.code), "{error:?}");
    }
}

pub async fn world(app: &TestApp) {
    let editor = Actor::System;
    for slug in &SLUGS[..3] {
        let names = json!([{ "language": "ru", "value": format!("Имя {slug}") }]);
        tried(sections::create(&app.app, &editor, from(json!({ "slug": slug, "names": names })), None).await);
        tried(tags::create(&app.app, &editor, from(json!({ "slug": slug, "names": names })), None).await);
        tried(authors::create(&app.app, &editor, from(json!({ "slug": slug, "name": "Автор" })), None).await);
    }
    let mut random = Random::new(1);
    for _ in 0..12 {
        create_article(app, &mut random).await;
    }
}

/// Does something; gives its name.
pub async fn random(app: &TestApp, random: &mut Random) -> &'static str {
    match random.below(30) {
        0..4 => {
            app.pass(random.below(12) as i64 + 1);
            "time passed"
        }
        4..6 => {
            clock::run_once(&app.app, "test").await.unwrap();
            "the clock job ran"
        }
        6..9 => {
            create_article(app, random).await;
            "an article was created"
        }
        9..20 => {
            change_article(app, random).await;
            "an article was changed"
        }
        20 => {
            change_section(app, random).await;
            "a section was changed"
        }
        21 => {
            change_tag(app, random).await;
            "a tag was changed"
        }
        22 => {
            change_author(app, random).await;
            "an author was changed"
        }
        23..29 => {
            talk::step(app, random).await;
            "somebody spoke or was judged"
        }
        _ => {
            create_noun(app, random).await;
            "a noun was created"
        }
    }
}

fn instant(app: &TestApp, random: &mut Random, from: i64, to: i64) -> Value {
    json!(app.at(from + random.below((to - from) as u64) as i64))
}

async fn create_article(app: &TestApp, random: &mut Random) {
    let mut new = json!({
        "language": random.pick(&LANGS),
        "headline": format!("Заголовок {}", random.below(100)),
        "body": { "html": format!("<p>Бишкек, 27.08.20. /Кабар/. Текст {}.</p>", random.below(100)) },
        "tags": random.some(&SLUGS[..3]),
        "authors": random.some(&SLUGS[..3]),
    });
    if random.chance(2) {
        new["slug"] = json!(random.pick(&SLUGS));
    }
    if random.chance(2) {
        new["section"] = json!(random.pick(&SLUGS[..3]));
    }
    if !random.chance(4) {
        new["published"] = instant(app, random, -20, 20);
    }
    if random.chance(4) {
        new["embargoedUntil"] = instant(app, random, -5, 30);
    }
    if random.chance(5) {
        new["expires"] = instant(app, random, 21, 60);
    }
    tried(articles::create(&app.app, &Actor::System, from(new), None).await);
}

/// One of the newest articles, whatever their state.
pub async fn some_article(app: &TestApp, random: &mut Random) -> Option<(ArticleId, i32)> {
    use dateline::domain::articles::{ArticleState, Embed};
    let reading = Reading::live(&app.app, Actor::System);
    let states = [ArticleState::Draft, ArticleState::Scheduled, ArticleState::Embargoed, ArticleState::Published];
    let state = if random.chance(4) { *random.pick(&states) } else { ArticleState::Published };
    let filter = ArticleFilter { state: Some(state), ..ArticleFilter::default() };
    let newest = PageRequest { limit: 8, ..PageRequest::default() };
    let page = articles::list(&app.app, &reading, &filter, &newest, Embed::NONE, &[]).await.unwrap();
    if page.rows.is_empty() {
        return None;
    }
    let (_, article) = random.pick(&page.rows);
    Some((article.id, article.version))
}

async fn change_article(app: &TestApp, random: &mut Random) {
    let Some((id, version)) = some_article(app, random).await else { return };
    let editor = Actor::System;
    match random.below(12) {
        0 => return tried(articles::publish(&app.app, &editor, id, version, from(json!({}))).await),
        1 => return tried(articles::delete_draft(&app.app, &editor, id, version).await),
        _ => {}
    }
    let patch = match random.below(9) {
        0 => json!({ "headline": format!("Другой {}", random.below(100)) }),
        1 => json!({ "slug": random.pick(&SLUGS) }),
        2 => json!({ "section": random.pick(&[json!("a"), json!("b"), json!(null)]) }),
        3 => json!({ "tags": random.some(&SLUGS[..3]) }),
        4 => json!({ "authors": random.some(&SLUGS[..3]) }),
        5 => json!({ "embargoedUntil": if random.chance(2) { json!(null) } else { instant(app, random, -5, 15) } }),
        6 => json!({ "expires": if random.chance(2) { json!(null) } else { instant(app, random, 1, 25) } }),
        7 => json!({ "body": { "text": format!("Ош, 1 мая. /Кабар/. Текст {}.", random.below(100)) } }),
        _ => json!({ "edNote": format!("Пометка {}", random.below(100)) }),
    };
    tried(articles::update(&app.app, &editor, id, version, from(patch)).await);
}

async fn change_section(app: &TestApp, random: &mut Random) {
    let all = sections::list(&app.app, &Reading::live(&app.app, Actor::System), &[]).await.unwrap();
    let section = random.pick(&all);
    let patch = noun_patch(random);
    tried(sections::update(&app.app, &Actor::System, section.id, section.version, from(patch)).await);
}

fn noun_patch(random: &mut Random) -> Value {
    if random.chance(3) {
        return json!({ "slug": random.pick(&SLUGS) });
    }
    json!({ "names": [{ "language": random.pick(&LANGS), "value": format!("Имя {}", random.below(100)) }] })
}

async fn change_tag(app: &TestApp, random: &mut Random) {
    let reading = Reading::live(&app.app, Actor::System);
    let page = tags::list(&app.app, &reading, &PageRequest::default(), &[]).await.unwrap();
    let (_, tag) = random.pick(&page.rows);
    tried(tags::update(&app.app, &Actor::System, tag.id, tag.version, from(noun_patch(random))).await);
}

async fn change_author(app: &TestApp, random: &mut Random) {
    let reading = Reading::live(&app.app, Actor::System);
    let page = authors::list(&reading, &PageRequest::default()).await.unwrap();
    let (_, author) = random.pick(&page.rows);
    let patch = match random.below(3) {
        0 => json!({ "slug": random.pick(&SLUGS) }),
        1 => json!({ "email": format!("a{}@example.com", random.below(100)) }),
        _ => json!({ "name": format!("Автор {}", random.below(100)) }),
    };
    tried(authors::update(&app.app, &Actor::System, author.id, author.version, from(patch)).await);
}

async fn create_noun(app: &TestApp, random: &mut Random) {
    let slug = random.pick(&SLUGS);
    let names = json!([{ "language": "ru", "value": format!("Новое {}", random.below(100)) }]);
    let editor = Actor::System;
    match random.below(3) {
        0 => tried(sections::create(&app.app, &editor, from(json!({ "slug": slug, "names": names })), None).await),
        1 => tried(tags::create(&app.app, &editor, from(json!({ "slug": slug, "names": names })), None).await),
        _ => tried(authors::create(&app.app, &editor, from(json!({ "slug": slug, "name": "Автор" })), None).await),
    }
}
