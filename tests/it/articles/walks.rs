//! Random walks: after any valid actions and moves of the clock readers see what the rules say, now and as of then, on both
//! doors.

use reqwest::Method;
use serde_json::{Value, json};

use crate::honesty::random::Random;
use crate::support::TestApp;

/// An article as the rules know it.
#[derive(Debug, Clone)]
struct Model {
    id: String,
    version: i64,
    headline: String,
    published: Option<i64>,
    embargo: Option<i64>,
    expires: Option<i64>,
    withheld: bool,
    canceled: bool,
    restored: Option<i64>,
    ever_seen: bool,
    /// What readers saw from each instant at which something was written.
    past: Vec<(i64, Option<String>)>,
}

impl Model {
    fn is_seen(&self, now: i64) -> bool {
        let begun = [self.published, self.embargo.or(self.published), self.restored.or(self.published)];
        let begun = begun.iter().all(|at| at.is_some_and(|at| at <= now));
        begun && !self.withheld && !self.canceled && self.expires.is_none_or(|at| now < at)
    }

    fn state(&self, now: i64) -> &'static str {
        match self {
            _ if self.canceled => "CANCELED",
            _ if self.withheld => "WITHHELD",
            Self { published: None, .. } => "DRAFT",
            _ if self.expires.is_some_and(|at| at <= now) => "EXPIRED",
            Self { published: Some(at), .. } if *at > now => "SCHEDULED",
            _ if self.is_seen(now) => "PUBLISHED",
            _ => "EMBARGOED",
        }
    }
}

struct Walk {
    app: TestApp,
    key: String,
    now: i64,
    random: Random,
    articles: Vec<Model>,
}

impl Walk {
    async fn new(seed: u64) -> Self {
        let app = TestApp::spawn().await;
        let key = app.editor().await;
        Self { app, key, now: 0, random: Random::new(seed), articles: Vec::new() }
    }

    fn at(&self, seconds: i64) -> String {
        self.app.at(seconds - self.now)
    }

    async fn create(&mut self) {
        let number = self.articles.len();
        let headline = format!("Article {number}");
        let new = json!({ "language": "en", "headline": headline, "body": { "text": format!("Text {number}.") } });
        let made = self.app.post(&self.key, "/v1/articles", &new).await.expect(201);
        let id = made["id"].as_str().unwrap().to_owned();
        self.articles.push(Model {
            id,
            version: 1,
            headline,
            published: None,
            embargo: None,
            expires: None,
            withheld: false,
            canceled: false,
            restored: None,
            ever_seen: false,
            past: Vec::new(),
        });
    }

    async fn act(&mut self, at: usize) {
        let now = self.now;
        let article = self.articles[at].clone();
        let path = format!("/v1/articles/{}", article.id);
        let far = now + 1 + self.random.below(40) as i64;
        let (method, path, body) = match self.random.below(8) {
            0 => (Method::POST, format!("{path}/publish"), json!({})),
            1 => (Method::POST, format!("{path}/publish"), json!({ "at": self.at(far) })),
            2 => (Method::PATCH, path, json!({ "embargoedUntil": self.at(far) })),
            3 => (Method::PATCH, path, json!({ "embargoedUntil": null, "expires": self.at(far + 20) })),
            4 => (Method::POST, format!("{path}/withhold"), json!({ "reason": "r" })),
            5 => (Method::POST, format!("{path}/restore"), Value::Null),
            6 if self.random.chance(3) => (Method::POST, format!("{path}/cancel"), json!({})),
            _ => (Method::PATCH, path, json!({ "headline": format!("Article {at} of {now} and {far}") })),
        };
        let body = (!body.is_null()).then_some(&body);
        let reply = self.app.change(method, &self.key, &path, article.version, body).await;
        // What the rules refuse changes nothing; what they let pass is told in the answer.
        if [409, 422].contains(&reply.status) {
            return;
        }
        let shown = reply.expect(200);
        if shown["version"] == article.version {
            return;
        }
        self.learn(at, &path, &shown);
    }

    /// Takes over what was asked for, as the rules read it.
    fn learn(&mut self, at: usize, path: &str, shown: &Value) {
        let seconds = |field: &str| {
            let text = shown[field].as_str()?;
            let instant: dateline::domain::time::Instant = text.parse().unwrap();
            Some(instant.seconds() - crate::support::START)
        };
        let now = self.now;
        let article = &mut self.articles[at];
        assert!(!article.canceled, "a cancelled article was changed");
        article.version += 1;
        assert_eq!(shown["version"], article.version);
        match path.rsplit('/').next().unwrap() {
            "withhold" => article.withheld = true,
            "cancel" => article.canceled = true,
            "restore" => {
                assert!(article.withheld);
                article.withheld = false;
                article.restored = Some(now);
            }
            _ => {
                article.headline = shown["headline"].as_str().unwrap().to_owned();
                article.published = seconds("published");
                article.embargo = seconds("embargoedUntil");
                article.expires = seconds("expires");
            }
        }
    }

    fn note(&mut self) {
        let now = self.now;
        for article in &mut self.articles {
            let seen = article.is_seen(now).then(|| article.headline.clone());
            article.ever_seen |= seen.is_some();
            match article.past.last_mut() {
                Some((at, last)) if *at == now => *last = seen,
                _ => article.past.push((now, seen)),
            }
        }
    }

    async fn look(&mut self) {
        let now = self.now;
        let mut seen: Vec<&str> = Vec::new();
        for article in &self.articles {
            let path = format!("/v1/articles/{}", article.id);
            let public = self.app.get(&path).await;
            if article.is_seen(now) {
                seen.push(&article.id);
                assert_eq!(public.expect(200)["headline"], article.headline.as_str(), "{article:?} at {now}");
            } else if article.withheld || article.canceled {
                let status = if article.ever_seen { 410 } else { 404 };
                assert_eq!(public.status, status, "{article:?} at {now}");
            } else {
                assert_eq!(public.status, 404, "{article:?} at {now}");
            }
            let staff = self.app.get_as(&self.key, &path).await.expect(200);
            assert_eq!(staff["state"], article.state(now), "{article:?} at {now}");
            assert_eq!(staff["version"], article.version);
        }
        seen.sort_unstable();
        let mut listed = Vec::new();
        for item in self.app.get("/v1/articles?limit=100&fields=id").await.expect(200)["items"].as_array().unwrap() {
            listed.push(item["id"].as_str().unwrap().to_owned());
        }
        let data = self.app.gql("{ articles(first: 100) { nodes { id } } }").await;
        let nodes = data["articles"]["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap());
        assert_eq!(nodes.collect::<Vec<_>>(), listed);
        listed.sort_unstable();
        assert_eq!(listed, seen);
    }

    /// What readers saw at an instant is what is told as of it, while they see the article at all.
    async fn look_back(&mut self) {
        let then = self.random.below(u64::try_from(self.now + 1).unwrap()) as i64;
        for article in self.articles.clone() {
            if !article.is_seen(self.now) {
                continue;
            }
            let path = format!("/v1/articles/{}?asOf={}", article.id, self.at(then));
            let noted = article.past.iter().rev().find(|(at, _)| *at <= then).and_then(|(_, seen)| seen.clone());
            let told = self.app.get(&path).await;
            match noted {
                Some(headline) => assert_eq!(told.expect(200)["headline"], headline, "{article:?} as of {then}"),
                None => assert_eq!(told.status, 404, "{article:?} as of {then}"),
            }
        }
    }
}

#[tokio::test]
async fn readers_see_what_the_rules_say_after_any_actions() {
    for seed in 0..4 {
        let mut walk = Walk::new(seed).await;
        for step in 0..60 {
            if walk.articles.len() < 5 && (step == 0 || walk.random.chance(4)) {
                walk.create().await;
            }
            let at = walk.random.below(walk.articles.len() as u64) as usize;
            walk.act(at).await;
            walk.note();
            // One second at a time, so that every transition by the clock is noted when it comes.
            for _ in 0..walk.random.below(6) {
                walk.app.pass(1);
                walk.now += 1;
                walk.note();
            }
            dateline::usecases::articles::announce(&walk.app.app, "walk").await.unwrap();
            if step % 5 == 0 {
                walk.look().await;
                walk.look_back().await;
            }
        }
        walk.look().await;
    }
}
