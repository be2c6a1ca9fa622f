//! Curated lists: made, arranged and deleted.

use dateline::domain::keys::Actor;
use dateline::usecases::lists;
use dateline::usecases::reading::Reading;
use serde_json::{Value, json};

use super::random::Random;
use super::steps::{SLUGS, instant, some_article, tried};
use crate::support::TestApp;

fn fill(random: &mut Random) -> Value {
    let mut fill = json!({ "limit": random.below(6) + 1 });
    for (field, one_in) in [("section", 3), ("tag", 3)] {
        if random.chance(one_in) {
            fill[field] = json!(random.pick(&SLUGS[..3]));
        }
    }
    if random.chance(4) {
        fill["language"] = json!("ru");
    }
    fill
}

async fn items(app: &TestApp, random: &mut Random) -> Vec<Value> {
    let mut items: Vec<Value> = Vec::new();
    for _ in 0..random.below(4) {
        let Some((id, _)) = some_article(app, random).await else { continue };
        if items.iter().any(|item| item["article"] == id.to_string()) {
            continue;
        }
        let mut item = json!({ "article": id, "pinned": random.chance(4) });
        if random.chance(4) {
            item["validFrom"] = instant(app, random, -10, 12);
        }
        if random.chance(4) {
            item["validUntil"] = instant(app, random, 13, 30);
        }
        items.push(item);
    }
    items
}

/// Makes a list, or changes one.
pub async fn step(app: &TestApp, random: &mut Random) {
    let editor = Actor::System;
    let all = lists::list(&app.app, &Reading::live(&app.app, Actor::System), None, &[]).await.unwrap();
    if all.is_empty() || random.chance(6) {
        let mut new = json!({
            "slug": random.pick(&SLUGS),
            "names": [{ "language": "ru", "value": format!("Список {}", random.below(100)) }],
            "items": items(app, random).await,
        });
        if random.chance(2) {
            new["fill"] = fill(random);
        }
        return tried(lists::create(&app.app, &editor, serde_json::from_value(new).unwrap(), None).await);
    }
    let list = random.pick(&all);
    match random.below(8) {
        0 => tried(lists::delete(&app.app, &editor, list.id, list.version).await),
        1 => {
            let patch = json!({ "slug": random.pick(&SLUGS) });
            let patch = serde_json::from_value(patch).unwrap();
            tried(lists::update(&app.app, &editor, list.id, list.version, patch).await);
        }
        2 => {
            let patch = json!({ "fill": if random.chance(3) { json!(null) } else { fill(random) } });
            let patch = serde_json::from_value(patch).unwrap();
            tried(lists::update(&app.app, &editor, list.id, list.version, patch).await);
        }
        3 => {
            let Some((id, _)) = some_article(app, random).await else { return };
            tried(lists::remove_item(&app.app, &editor, list.id, list.version, id).await);
        }
        _ => {
            let items = serde_json::from_value(json!(items(app, random).await)).unwrap();
            tried(lists::set_items(&app.app, &editor, list.id, list.version, items).await);
        }
    }
}
