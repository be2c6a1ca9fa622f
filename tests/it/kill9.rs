//! The crash test: the program is killed (SIGKILL) while it serves, writes, imports and starts, again and again on one
//! database. What it acknowledged must be there, what it did not must be there wholly or not at all, and the log must
//! tell all of it once.
//!
//! `DATELINE_KILLS` says how often (5 when it is not set), `DATELINE_SEED` repeats the chances of a run.

mod checks;
mod dice;
mod door;
mod follower;
mod imports;
mod piece;
mod text;
mod writer;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use futures_util::future::{join, join_all};
use reqwest::Method;
use serde_json::json;

use crate::program::{Program, Serving};
use crate::support::database::Database;
use crate::support::settings;
use dateline::config::DatabaseSettings;
use dice::Dice;
use door::{Answer, Door, Write};
use follower::Follower;
use imports::Imports;
use writer::Writer;

/// How many write at once.
const WRITERS: u64 = 4;
/// Kills before the schema is there: they meet the migrations.
const UNBORN: usize = 3;
/// The longest time from the start to the first good answer, for 99 of 100 starts; the debug build on a busy machine.
const READY: Duration = Duration::from_secs(5);
/// A request that broke off holds its idempotency key for 10 seconds.
const HELD: Duration = Duration::from_secs(15);
/// How long an aimed kill waits for a write.
const AIM: Duration = Duration::from_millis(200);
/// The largest write-ahead log of SQLite, in bytes.
const WAL: u64 = 64 * 1024 * 1024;

fn setting(name: &str, usual: impl FnOnce() -> u64) -> u64 {
    std::env::var(name).map_or_else(|_| usual(), |text| text.parse().expect("a number"))
}

struct Run {
    program: Program,
    settings: DatabaseSettings,
    dice: Dice,
    token: String,
    writers: Vec<Writer>,
    imports: Imports,
    staff: Follower,
    public: Follower,
    /// Starts of the server, whether or not it came to answer.
    lives: usize,
    early: usize,
    ready: Vec<Duration>,
    acknowledged: u64,
    replayed: u64,
    largest_wal: u64,
    looks: usize,
}

impl Run {
    fn new(url: &str, mut dice: Dice) -> Self {
        Self {
            program: Program::at(url),
            settings: settings(url).database,
            token: String::new(),
            writers: (1..=WRITERS).map(|number| Writer::new(number, dice.fork())).collect(),
            dice,
            imports: Imports::default(),
            staff: Follower::new(true, 100),
            public: Follower::new(false, 7),
            lives: 0,
            early: 0,
            ready: Vec::new(),
            acknowledged: 0,
            replayed: 0,
            largest_wal: 0,
            looks: 0,
        }
    }

    /// The name under which PostgreSQL knows a life.
    fn name(&self, life: usize) -> String {
        format!("kill9 {} {life}", std::process::id())
    }

    fn start(&mut self) -> Serving {
        self.lives += 1;
        self.program.start(&["--workers", "2"], &[("PGAPPNAME", &self.name(self.lives))])
    }

    /// Kills a server that has not come to answer yet.
    async fn kill_early(&mut self) {
        let mut serving = self.start();
        // About as long as a start takes; PostgreSQL has connections to make.
        let longest = if self.file().is_some() { 30 } else { 400 };
        tokio::time::sleep(Duration::from_millis(self.dice.below(longest))).await;
        serving.kill();
        self.early += 1;
        self.after(&serving).await;
    }

    /// Starts the server and waits for its first good answer.
    async fn revive(&mut self) -> (Serving, Door) {
        let begun = Instant::now();
        let mut serving = self.start();
        serving.listen();
        let door = self.door(&serving);
        let (status, answer) = door.get_as_reader("/v1/changes?limit=1").await.unwrap();
        self.ready.push(begun.elapsed());
        assert_eq!(status, 200, "{answer}");
        (serving, door)
    }

    fn door(&self, serving: &Serving) -> Door {
        Door::new(&serving.base, &self.token, self.program.folder().join("serve.log"))
    }

    /// Makes the key and what articles refer to.
    async fn furnish(&mut self) {
        let (mut serving, _) = self.revive().await;
        let made = self.program.run(&["keys", "create", "--scope", "articles:write,articles:publish"]);
        let token = made.expect(0).lines().find(|line| line.starts_with("dl_")).unwrap_or_else(|| panic!("{made:?}"));
        self.token = token.trim().to_owned();
        let door = self.door(&serving);
        let named = |slug: &str| piece::new_tag(slug);
        let tags = text::TAGS.map(|slug| Write::rest(Method::POST, "/v1/tags", named(slug)));
        let mut section = named(text::SECTION);
        section["position"] = json!(1);
        for write in tags.into_iter().chain([Write::rest(Method::POST, "/v1/sections", section)]) {
            assert!(matches!(door.send(&write).await.unwrap(), Answer::Done(_)));
        }
        door.close();
        serving.kill();
        self.after(&serving).await;
    }

    /// A life among writers, followers and imports, and its end at some moment.
    async fn live(&mut self) {
        let (serving, door) = self.revive().await;
        let before = self.name(self.lives - 1);
        checks::mourned(&self.settings, &before).await;
        join_all(self.writers.iter_mut().map(|writer| writer.look(&door))).await;
        if !self.dice.one_in(3) {
            self.imports.start(&self.program, &mut self.dice);
        }
        let alive = 20 + self.dice.below(681);
        // Early, where it dies first: an import does not live long.
        let import_dies_at = self.dice.one_in(2).then(|| self.dice.below(alive.min(100)));
        let with_it = self.dice.one_in(4);
        let aimed_at = self.file().filter(|_| self.dice.one_in(2));
        let imports = &mut self.imports;
        let end = async {
            let first = import_dies_at.unwrap_or_default();
            tokio::time::sleep(Duration::from_millis(first)).await;
            if import_dies_at.is_some() {
                imports.kill_one();
            }
            tokio::time::sleep(Duration::from_millis(alive - first)).await;
            door.close();
            let serving = kill(serving, aimed_at).await;
            if with_it {
                imports.kill_one();
            }
            serving
        };
        let writers = join_all(self.writers.iter_mut().map(|writer| writer.write(&door)));
        let followers = join(self.staff.follow(&door), self.public.follow(&door));
        let (serving, _) = join(end, join(writers, followers)).await;
        self.count(&door);
        self.after(&serving).await;
    }

    fn count(&mut self, door: &Door) {
        self.acknowledged += door.acknowledged.get();
        self.replayed += door.replayed.get();
    }

    /// What is looked at after each kill.
    async fn after(&mut self, serving: &Serving) {
        let log = serving.logged();
        assert!(!log.contains("panicked") && !log.contains("ERROR"), "{log}");
        if let Some(file) = self.file() {
            let wal = std::fs::metadata(file.with_extension("db-wal")).map_or(0, |data| data.len());
            self.largest_wal = self.largest_wal.max(wal);
        }
        self.imports.harvest();
        if self.dice.one_in(8) {
            self.looks += 1;
            checks::sound(&self.settings).await;
        }
    }

    fn file(&self) -> Option<PathBuf> {
        self.settings.database_url.strip_prefix("sqlite:").map(PathBuf::from)
    }

    /// Brings everything to its end and asserts that all of it is there, once.
    async fn finish(&mut self) {
        let (serving, door) = self.revive().await;
        checks::mourned(&self.settings, &self.name(self.lives - 1)).await;
        join_all(self.writers.iter_mut().map(|writer| writer.look(&door))).await;
        self.imports.again(&self.program);
        let all_is_done = async {
            while join_all(self.writers.iter_mut().map(|writer| writer.finish(&door))).await.iter().sum::<usize>() > 0 {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            while checks::waiting(&self.settings).await > 0 {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(HELD, all_is_done).await.expect("keys are free and the clock has told");
        self.staff.catch_up(&door).await;
        self.public.catch_up(&door).await;
        checks::complete(&door, &self.writers, &self.imports, &self.staff).await;
        self.count(&door);
        let status = serving.stop(Duration::from_secs(20));
        assert_eq!(status.and_then(|status| status.code()), Some(0));
        checks::sound(&self.settings).await;
        checks::bars(&self.settings, &self.imports).await;
        self.looks += 1;
    }

    fn report(&mut self, begun: Instant, rows: usize, seed: u64) {
        self.ready.sort_unstable();
        let at = |percent: usize| self.ready[(self.ready.len() * percent).div_ceil(100).saturating_sub(1)].as_millis();
        let pieces: usize = self.writers.iter().map(|writer| writer.pieces.len()).sum();
        let broken: usize = self.writers.iter().map(|writer| writer.broken).sum();
        println!(
            "kill9: {} kills ({} while starting), {} more of imports; {} writes and {} pages acknowledged, {} requests \
             broke off, {} of them had been done; {pieces} articles begun, 0 lost, 0 twice; log of {rows} rows without \
             gap; integrity ok ({} looks); -wal at most {} KiB; ready p50 {} ms, p99 {} ms, max {} ms; {:.0} s, seed {seed}",
            self.lives - 1,
            self.early,
            self.imports.kills,
            self.acknowledged,
            self.imports.told.len(),
            broken,
            self.replayed,
            self.looks,
            self.largest_wal / 1024,
            at(50),
            at(99),
            at(100),
            begun.elapsed().as_secs_f64(),
        );
        assert!(at(99) <= READY.as_millis(), "too slow to be ready: {:?}", self.ready);
        assert!(self.largest_wal <= WAL, "the write-ahead log grew to {} bytes", self.largest_wal);
        // A short run may have had short lives only.
        let enough = self.lives < 20 || self.acknowledged > self.lives as u64;
        assert!(enough, "hardly anything was written");
    }
}

/// Kills a server: now or, with a file to watch, at the moment when a write of it has begun to come to the disk.
async fn kill(mut serving: Serving, aimed_at: Option<PathBuf>) -> Serving {
    let killed = tokio::task::spawn_blocking(move || {
        if let Some(file) = aimed_at {
            let seen = || ["db", "db-wal"].map(|end| written(&file.with_extension(end)));
            let (before, begun) = (seen(), Instant::now());
            while seen() == before && begun.elapsed() < AIM {}
        }
        serving.kill();
        serving
    });
    killed.await.unwrap()
}

/// The length of a file and when it was written last.
fn written(path: &Path) -> Option<(u64, SystemTime)> {
    std::fs::metadata(path).ok().map(|data| (data.len(), data.modified().unwrap()))
}

#[tokio::test]
async fn a_killed_server_has_lost_nothing_and_done_nothing_twice() {
    let kills = setting("DATELINE_KILLS", || 5) as usize;
    let nanoseconds = || u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos());
    let seed = setting("DATELINE_SEED", nanoseconds);
    println!("kill9: DATELINE_SEED={seed}");
    let begun = Instant::now();
    let database = Database::empty().await;
    let mut run = Run::new(&database.url, Dice::new(seed));
    while run.lives < UNBORN.min(kills / 2) {
        run.kill_early().await;
    }
    run.furnish().await;
    while run.lives < kills {
        // A short run has met its early kills above.
        if kills > 10 && run.dice.one_in(8) {
            run.kill_early().await;
        } else {
            run.live().await;
        }
    }
    run.finish().await;
    let rows = checks::told_once(&run.settings, &run.staff, &run.public).await;
    run.report(begun, rows, seed);
    drop(run);
    database.remove().await;
}
