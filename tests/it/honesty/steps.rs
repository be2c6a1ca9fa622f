//! What happens to the world: writes of the newsroom, and time.

use dateline::domain::articles::{ArticleFilter, ArticleOrder};
use dateline::domain::ids::{ArticleId, TagId};
use dateline::domain::keys::Actor;
use dateline::domain::paging::PageRequest;
use dateline::error::{Code, Result};
use dateline::jobs::clock;
use dateline::usecases::reading::Reading;
use dateline::usecases::{articles, authors, sections, site, tags};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::curated;
use super::pictures;
use super::random::Random;
use super::talk;
use crate::support::TestApp;

/// Few names, so that they are taken, given back and missed.
pub const SLUGS: [&str; 5] = ["a", "b", "c", "d", "e"];
const PLACES: [&str; 3] = ["Бишкек", "Ош", "Нарын"];
pub const LANGS: [&str; 3] = ["ky", "ru", "en"];

fn from<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// A refusal is a step too: it must change nothing.
pub fn tried<T>(done: Result<T>) {
    if let Err(error) = done {
        // BAD_USER_INPUT is an answer to a comment that went meanwhile.
        let refused =
            [Code::BadUserInput, Code::Conflict, Code::UnprocessableContent, Code::PreconditionFailed, Code::NotFound];
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
    pictures::world(app).await;
    let mut random = Random::new(1);
    for _ in 0..12 {
        create_article(app, &mut random).await;
    }
    for _ in 0..6 {
        curated::step(app, &mut random).await;
    }
}

/// Does something; gives its name.
pub async fn random(app: &TestApp, random: &mut Random) -> &'static str {
    match random.below(39) {
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
        29..32 => {
            curated::step(app, random).await;
            "a list was arranged"
        }
        36 => {
            merge_tags(app, random).await;
            "a tag was merged"
        }
        37 => {
            delete_noun(app, random).await;
            "a noun was deleted"
        }
        38 => {
            change_site(app, random).await;
            "the site was changed"
        }
        32 => {
            create_noun(app, random).await;
            "a noun was created"
        }
        _ => {
            pictures::step(app, random).await;
            "a picture was changed"
        }
    }
}

pub fn instant(app: &TestApp, random: &mut Random, from: i64, to: i64) -> Value {
    json!(app.at(from + random.below((to - from) as u64) as i64))
}

async fn create_article(app: &TestApp, random: &mut Random) {
    let mut new = json!({
        "language": random.pick(&LANGS),
        "headline": format!("Заголовок {}", random.below(100)),
        "body": { "html": format!("<p>{}, 27.08.20. /Кабар/. Текст {}.</p>", random.pick(&PLACES), random.below(100)) },
        "tags": random.some(&SLUGS[..3]),
        "authors": random.some(&SLUGS[..3]),
    });
    if random.chance(2) {
        new["media"] = pictures::links(app, random).await;
    }
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
    let page =
        articles::list(&app.app, &reading, (&filter, ArticleOrder::Newest), &newest, Embed::NONE, &[]).await.unwrap();
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
    let patch = match random.below(12) {
        0 => json!({ "headline": format!("Другой {}", random.below(100)) }),
        1 => json!({ "slug": random.pick(&SLUGS) }),
        2 => json!({ "section": random.pick(&[json!("a"), json!("b"), json!(null)]) }),
        3 => json!({ "tags": random.some(&SLUGS[..3]) }),
        4 => json!({ "authors": random.some(&SLUGS[..3]) }),
        5 => json!({ "embargoedUntil": if random.chance(2) { json!(null) } else { instant(app, random, -5, 15) } }),
        6 => json!({ "expires": if random.chance(2) { json!(null) } else { instant(app, random, 1, 25) } }),
        7 => json!({ "body": { "text": format!("Ош, 1 мая. /Кабар/. Текст {}.", random.below(100)) } }),
        8 => json!({ "media": pictures::links(app, random).await }),
        9 => json!({ "dateline": { "places": [{ "name": random.pick(&["ЛОНДОН", "LONDON", "Эч-Жер"]) }] } }),
        10 => json!({ "dateline": null }),
        _ => json!({ "edNote": format!("Пометка {}", random.below(100)) }),
    };
    tried(articles::update(&app.app, &editor, id, version, from(patch)).await);
}

async fn change_section(app: &TestApp, random: &mut Random) {
    let all = sections::list(&app.app, &Reading::live(&app.app, Actor::System), &[]).await.unwrap();
    let section = random.pick(&all);
    let patch = match random.below(4) {
        0 => json!({ "parent": random.pick(&[json!("a"), json!("b"), json!(null)]) }),
        _ => noun_patch(random),
    };
    tried(sections::update(&app.app, &Actor::System, section.id, section.version, from(patch)).await);
}

fn text(random: &mut Random, value: &str) -> Value {
    json!({ "language": random.pick(&LANGS), "value": value })
}

fn noun_patch(random: &mut Random) -> Value {
    let slug = *random.pick(&SLUGS);
    let other = format!("Имя {}", random.below(100));
    match random.below(6) {
        0 | 1 => json!({ "slug": slug }),
        2 => json!({ "slugs": [text(random, slug)] }),
        3 => json!({ "slugs": [], "descriptions": [text(random, &other)] }),
        _ => json!({ "names": [text(random, &other)] }),
    }
}

async fn merge_tags(app: &TestApp, random: &mut Random) {
    let Some((id, version)) = some_tag(app, random).await else { return };
    let into = *random.pick(&SLUGS);
    tried(articles::merge_tags(&app.app, &Actor::System, id, version, into).await);
}

async fn delete_noun(app: &TestApp, random: &mut Random) {
    let editor = Actor::System;
    let reading = Reading::live(&app.app, Actor::System);
    match random.below(3) {
        0 => {
            let Some((id, version)) = some_tag(app, random).await else { return };
            tried(tags::delete(&app.app, &editor, id, version).await);
        }
        1 => {
            let all = sections::list(&app.app, &reading, &[]).await.unwrap();
            // One is left, so that there is always something to ask for.
            if all.len() > 1 {
                let section = random.pick(&all);
                tried(sections::delete(&app.app, &editor, section.id, section.version).await);
            }
        }
        _ => {
            let page = authors::list(&reading, &PageRequest::default()).await.unwrap();
            if page.rows.len() > 1 {
                let (_, author) = random.pick(&page.rows);
                tried(authors::delete(&app.app, &editor, author.id, author.version).await);
            }
        }
    }
}

async fn change_site(app: &TestApp, random: &mut Random) {
    let version = site::get(&app.app, &Reading::live(&app.app, Actor::System), &[]).await.unwrap().version;
    let title = format!("Сайт {}", random.below(100));
    let patch = json!({ "titles": [text(random, &title)] });
    tried(site::update(&app.app, &Actor::System, version, from(patch)).await);
}

async fn some_tag(app: &TestApp, random: &mut Random) -> Option<(TagId, i32)> {
    let reading = Reading::live(&app.app, Actor::System);
    let page = tags::list(&app.app, &reading, None, &PageRequest::default(), false, &[]).await.unwrap();
    if page.rows.is_empty() {
        return None;
    }
    let (_, tag) = random.pick(&page.rows);
    Some((tag.id, tag.version))
}

async fn change_tag(app: &TestApp, random: &mut Random) {
    let Some((id, version)) = some_tag(app, random).await else { return };
    let patch = match random.below(5) {
        0 => {
            let slug = *random.pick(&SLUGS);
            json!({ "synonyms": [text(random, slug)] })
        }
        1 => json!({ "uris": [format!("https://example.com/{}", random.pick(&SLUGS))] }),
        _ => noun_patch(random),
    };
    tried(tags::update(&app.app, &Actor::System, id, version, from(patch)).await);
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
