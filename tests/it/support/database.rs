//! A database for one test: a file, or a database on the server of `DATELINE_TEST_POSTGRES_URL`.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use dateline::store::Store;
use sea_orm::{ConnectionTrait, Database as SeaDatabase, DatabaseConnection, Statement};
use tokio::sync::OnceCell;

pub struct Database {
    pub url: String,
    /// The SQLite file and the files of pictures.
    folder: tempfile::TempDir,
    name: String,
}

/// The server on which tests make databases, when one is named.
pub fn postgres() -> Option<String> {
    std::env::var("DATELINE_TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty())
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

async fn admin(url: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    SeaDatabase::connect(options).await.expect("DATELINE_TEST_POSTGRES_URL must name a server that answers")
}

async fn migrate(url: &str) {
    let store = Store::open(&super::settings(url).database).await.unwrap();
    store.migrate().await.unwrap();
    store.close().await.unwrap();
}

/// A SQLite file with all tables and no rows, made once by each process.
async fn template() -> &'static [u8] {
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    let made = TEMPLATE.get_or_init(async || {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("template.db");
        Box::pin(migrate(&format!("sqlite:{}", file.display()))).await;
        std::fs::read(file).unwrap()
    });
    made.await
}

/// The name of a database with all tables and no rows, made once for each build of the tests: it takes the server a second.
/// Those of former builds go.
async fn template_on(server: &str, connection: &DatabaseConnection) -> String {
    let built = std::fs::metadata(std::env::current_exe().unwrap()).unwrap().modified().unwrap();
    let built = built.duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    let name = format!("dateline_template_{built}");
    let sql = async |sql: String| connection.execute_unprepared(&sql).await.unwrap();
    let all = async |like: &str| -> Vec<String> {
        let sql = format!("SELECT CAST(datname AS TEXT) AS name FROM pg_database WHERE datname LIKE '{like}'");
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let rows = connection.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
    };
    if !all(&name).await.is_empty() {
        return name;
    }
    // Of several processes one makes it; what is under way has another name.
    sql("SELECT pg_advisory_lock(20201127)".to_owned()).await;
    if all(&name).await.is_empty() {
        for former in all("dateline\\_template\\_%").await {
            sql(format!("DROP DATABASE IF EXISTS {former}")).await;
        }
        sql(format!("CREATE DATABASE {name}_new TEMPLATE template0")).await;
        let (base, _) = server.rsplit_once('/').unwrap();
        Box::pin(migrate(&format!("{base}/{name}_new"))).await;
        sql(format!("ALTER DATABASE {name}_new RENAME TO {name}")).await;
    }
    sql("SELECT pg_advisory_unlock(20201127)".to_owned()).await;
    name
}

impl Database {
    /// One without tables.
    pub async fn empty() -> Self {
        Self::create(false).await
    }

    /// One with all tables.
    pub async fn migrated() -> Self {
        Self::create(true).await
    }

    async fn create(migrated: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let Some(server) = postgres() else {
            let file = folder.path().join("test.db");
            if migrated {
                std::fs::write(&file, Box::pin(template()).await).unwrap();
            }
            return Self { url: format!("sqlite:{}", file.display()), folder, name: String::new() };
        };
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let name = format!("dateline_test_{}_{number}", std::process::id());
        let connection = admin(&server).await;
        connection.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        let template =
            if migrated { Box::pin(template_on(&server, &connection)).await } else { "template0".to_owned() };
        connection.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
        connection.close().await.unwrap();
        let (base, _) = server.rsplit_once('/').expect("the address must end in /DATABASE");
        Self { url: format!("{base}/{name}"), folder, name }
    }

    /// Where the files of pictures are.
    pub fn pictures(&self) -> PathBuf {
        self.folder.path().join("media")
    }

    pub async fn remove(self) {
        if let (false, Some(server)) = (self.name.is_empty(), postgres()) {
            let connection = admin(&server).await;
            let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
            connection.execute_unprepared(&drop).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}
