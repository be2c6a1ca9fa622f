//! What every test uses: a server of its own, verbs to ask it, and the contract that checks each answer.

mod contract;
pub mod database;
pub mod samples;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use dateline::app::App;
use dateline::config::comments::CommentSettings;
use dateline::config::datelines::DatelineStyles;
use dateline::config::feedback::FeedbackSettings;
use dateline::config::identity::IdentitySettings;
use dateline::config::limits::{Both, LimitSettings, Single};
use dateline::config::media::MediaSettings;
use dateline::config::rates::RateSettings;
use dateline::config::{
    DatabaseSettings, FetchSettings, HttpSettings, PreviewSettings, Proxies, ProxyHeader, Settings, SiteSettings,
};
use dateline::domain::comments::Moderation;
use dateline::domain::keys::{Actor, Scope};
use dateline::domain::networks::AllowList;
use dateline::domain::time::{Clock, Instant, Ticks};
use dateline::server;
use dateline::store::Store;
use dateline::usecases::keys;
use reqwest::Method;
use serde_json::{Value, json};

use database::Database;

/// The instant at which the clock of every test begins: 2026-11-23T06:00:00Z.
pub const START: i64 = 1_795_413_600;

/// A server on a port and a database of its own; both go with it.
pub struct TestApp {
    pub app: App,
    pub base: String,
    client: reqwest::Client,
    clock: Arc<AtomicI64>,
    ticks: Arc<AtomicU64>,
    handle: ServerHandle,
    // Dropped last: the database goes when the server has gone.
    database: Option<Database>,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub bytes: Vec<u8>,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {} {}", self.status, self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The answer's JSON, after a look at its status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// The problem's code, after a look at its status and type.
    #[track_caller]
    /// As [`problem`](Self::problem), with this code; the document.
    pub fn refused(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.problem(status), code, "{}", self.text);
        self.json()
    }

    pub fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert!(!self.header("x-request-id").is_empty());
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert!(!problem["detail"].as_str().unwrap().is_empty());
        problem["code"].as_str().unwrap().to_owned()
    }
}

/// The settings of a test's server.
pub fn settings(database_url: &str) -> Settings {
    Settings {
        database: DatabaseSettings {
            database_url: database_url.to_owned(),
            database_connections: 3.try_into().unwrap(),
            database_wait_seconds: 5,
            database_statement_seconds: 10,
        },
        site: SiteSettings {
            languages: ["ky", "ru", "en"].map(|lang| lang.parse().unwrap()).to_vec(),
            time_zone: chrono_tz::Asia::Bishkek,
            public_url: None,
            dateline_styles: DatelineStyles::default(),
        },
        http: HttpSettings {
            listen: "127.0.0.1:0".to_owned(),
            shared_seconds: 15,
            metrics_listen: String::new(),
            drain_notice_seconds: 0,
            workers: Some(1.try_into().unwrap()),
            trusted_proxies: Proxies::default(),
            proxy_header: ProxyHeader::XForwardedFor,
        },
        fetch: FetchSettings {
            fetch_allow: AllowList::default(),
            fetch_ports: vec![80, 443],
            fetch_seconds: 10,
            fetch_bytes: 20_971_520,
        },
        comments: CommentSettings {
            moderation: Moderation::Post,
            comment_depth: 5,
            comment_links: 2,
            comments_per_minute: 2,
            comments_per_ten_minutes: 6,
            comment_repeat_seconds: 360,
            comment_edit_seconds: 300,
            comment_form_token: false,
            comment_rejected_days: 365,
            comment_network_days: 7,
            comment_service: None,
            comment_service_secret: None,
        },
        media: MediaSettings {
            media_dir: None,
            media_bucket: None,
            media_endpoint: None,
            media_region: "us-east-1".to_owned(),
            media_access_key_id: None,
            media_secret_access_key: None,
            media_workers: 2.try_into().unwrap(),
        },
        limits: generous(),
        feedback: FeedbackSettings::default(),
        identity: IdentitySettings::default(),
        preview: PreviewSettings::default(),
        rates: RateSettings {
            rates_sync: false,
            rates_sources: Vec::new(),
            rates_wait_seconds: 0,
            rates_nbkr_url: None,
            rates_cbr_url: None,
            rates_ecb_url: None,
            rates_nbk_url: None,
            rates_cbu_url: None,
            rates_nbt_url: None,
        },
    }
}

/// Limits that tests do not meet by their number: they all come from one address, and their time stands still.
fn generous() -> LimitSettings {
    const MANY: u32 = 1_000_000_000;
    LimitSettings {
        rest_body_bytes: Both::same(1_048_576),
        graphql_body_bytes: Both::same(262_144),
        body_seconds: Both::same(2),
        requests_per_minute: Both::same(MANY),
        graphql_points_per_minute: Both::same(MANY),
        writes_per_minute: Both::same(MANY),
        writes_per_hour: Both::same(MANY),
        failed_keys_per_quarter_hour: Single(MANY),
        ..LimitSettings::default()
    }
}

/// A client that trusts nobody by TLS. `reqwest::Client::new()` panics here: it looks for a default of the whole process,
/// and the library leaves none behind.
pub fn client() -> reqwest::Client {
    builder().build().unwrap()
}

/// The making of such a client.
pub fn builder() -> reqwest::ClientBuilder {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let tls = tls.with_safe_default_protocol_versions().unwrap();
    let tls = tls.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(tls)
}

impl TestApp {
    pub async fn spawn() -> Self {
        Self::spawn_with(|_| {}).await
    }

    /// A server whose settings differ from the usual ones of tests.
    pub async fn spawn_with(change: impl FnOnce(&mut Settings)) -> Self {
        let database = Box::pin(Database::migrated()).await;
        let mut settings = settings(&database.url);
        settings.media.media_dir = Some(database.pictures());
        change(&mut settings);
        let store = Store::open(&settings.database).await.unwrap();
        let clock = Arc::new(AtomicI64::new(START));
        let hands = Arc::clone(&clock);
        let clock_of_app = Clock::from_fn(move || Instant::from_seconds(hands.load(Ordering::SeqCst)));
        let ticks = Arc::new(AtomicU64::new(0));
        let hand = Arc::clone(&ticks);
        let ticks_of_app = Ticks::from_fn(move || Duration::from_millis(hand.load(Ordering::SeqCst)));
        let app = App { ticks: ticks_of_app, ..App::new(settings, store, clock_of_app) };
        let (address, handle) = run(app.clone());
        Self {
            app,
            base: format!("http://{address}"),
            client: client(),
            clock,
            ticks,
            handle,
            database: Some(database),
        }
    }

    /// Another server on the same database and the same clock, whose settings may differ; it is dropped first.
    pub async fn beside(&self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::clone(&self.app.config);
        change(&mut settings);
        let store = Store::open(&settings.database).await.unwrap();
        let app = App { ticks: self.app.ticks.clone(), ..App::new(settings, store, self.app.clock.clone()) };
        let (address, handle) = run(app.clone());
        let clock = Arc::clone(&self.clock);
        let ticks = Arc::clone(&self.ticks);
        Self { app, base: format!("http://{address}"), client: client(), clock, ticks, handle, database: None }
    }

    /// Moves the clock forward, and with it the measure of passing time.
    pub fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
        self.tick(1000 * u64::try_from(seconds).unwrap_or_default());
    }

    /// Moves the measure of passing time alone.
    pub fn tick(&self, milliseconds: u64) {
        self.ticks.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// Stops the server as a signal does; what is in progress may end.
    pub async fn stop(&self) {
        self.handle.stop(true).await;
    }

    /// The clock's instant, so many seconds later.
    pub fn at(&self, seconds: i64) -> String {
        Instant::from_seconds(self.clock.load(Ordering::SeqCst) + seconds).to_string()
    }

    /// A key with these scopes.
    pub async fn key(&self, scopes: &[Scope]) -> String {
        let (token, _) = keys::create(&self.app, &Actor::System, "test", scopes, None).await.unwrap();
        token.reveal().to_owned()
    }

    /// A key of an editor: writes and publishes.
    pub async fn editor(&self) -> String {
        self.key(&[Scope::ArticlesWrite, Scope::ArticlesPublish]).await
    }

    /// Sends a request as it is; the contract checks the answer.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Reply {
        let request = request.build().unwrap();
        let (method, url) = (request.method().clone(), request.url().clone());
        let response = self.client.execute(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let reply = Reply { status, headers, bytes, text };
        contract::check(&method, &url, &reply);
        reply
    }

    /// A request to be completed and sent.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn get_as(&self, key: &str, path: &str) -> Reply {
        self.send(self.request(Method::GET, path).bearer_auth(key)).await
    }

    pub async fn post(&self, key: &str, path: &str, body: &Value) -> Reply {
        self.send(self.request(Method::POST, path).bearer_auth(key).json(body)).await
    }

    /// A change of a version: PATCH, or POST to a path that ends in an action, or DELETE without a body.
    pub async fn change(&self, method: Method, key: &str, path: &str, version: i64, body: Option<&Value>) -> Reply {
        let request = self.request(method, path).bearer_auth(key).header("if-match", format!("\"{version}\""));
        self.send(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    pub async fn patch(&self, key: &str, path: &str, version: i64, body: &Value) -> Reply {
        self.change(Method::PATCH, key, path, version, Some(body)).await
    }

    /// Runs a GraphQL document; the whole answer.
    pub async fn gql_as(&self, key: Option<&str>, query: &str, variables: Value) -> Value {
        let request = self.request(Method::POST, "/graphql").header("accept", "application/graphql-response+json");
        let request = request.json(&json!({ "query": query, "variables": variables }));
        let reply = self
            .send(match key {
                Some(key) => request.bearer_auth(key),
                None => request,
            })
            .await;
        reply.json()
    }

    /// Runs a GraphQL document without a key; its data, when nothing failed.
    #[track_caller]
    pub fn gql(&self, query: &str) -> impl Future<Output = Value> {
        let query = query.to_owned();
        async move {
            let answer = self.gql_as(None, &query, json!({})).await;
            assert!(answer.get("errors").is_none(), "{answer}");
            answer["data"].clone()
        }
    }

    /// The code of the first error of a GraphQL document.
    pub async fn gql_code(&self, key: Option<&str>, query: &str, variables: Value) -> String {
        let answer = self.gql_as(key, query, variables).await;
        answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no code: {answer}")).to_owned()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let (database, handle) = (self.database.take(), self.handle.clone());
        // A runtime of its own: a drop cannot wait in the test's. The pool is not closed but dropped with the server: to
        // close it would wait for connections that only the test's blocked runtime can give back.
        let end = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                handle.stop(false).await;
                if let Some(database) = database {
                    database.remove().await;
                }
            });
        });
        end.join().unwrap();
    }
}

/// Whether the tests run on PostgreSQL.
pub fn is_postgres() -> bool {
    database::postgres().is_some()
}

/// Runs the server on a thread of its own.
fn run(app: App) -> (std::net::SocketAddr, ServerHandle) {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let bound = server::bind(app).unwrap();
            send.send((bound.addresses[0], bound.server.handle())).unwrap();
            bound.server.await.unwrap();
        });
    });
    receive.recv().unwrap()
}
