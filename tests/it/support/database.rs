//! A database for one test: a file, or a database on the server of `DATELINE_TEST_POSTGRES_URL`.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database as SeaDatabase, DatabaseConnection};

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

impl Database {
    pub async fn create() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let Some(server) = postgres() else {
            let url = format!("sqlite:{}", folder.path().join("test.db").display());
            return Self { url, folder, name: String::new() };
        };
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let name = format!("dateline_test_{}_{number}", std::process::id());
        let connection = admin(&server).await;
        connection.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        connection.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.unwrap();
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
