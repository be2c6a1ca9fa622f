//! The schema's state: which migrations are applied, and applying them.

use migrations::{MigrationStatus, Migrator, MigratorExt};
use sea_orm::ConnectionTrait;

use crate::error::{Code, Error, Result};
use crate::store::dialect::Engine;
use crate::store::error::internal;
use crate::store::{Store, dialect};

/// A migration and whether it is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The migration's name.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
}

impl Store {
    /// Applies the migrations that are missing, all or none; returns how many there were.
    ///
    /// # Errors
    /// When the schema is newer than this program, or a migration fails.
    pub async fn migrate(&self) -> Result<usize> {
        let pending = self.schema().await?.iter().filter(|step| !step.applied).count();
        if pending > 0 {
            let tx = dialect::begin(&self.write).await?;
            dialect::lock_schema(&tx, self.engine).await?;
            Migrator::up(&tx, None).await.map_err(internal)?;
            tx.commit().await.map_err(internal)?;
            self.renew_statistics().await?;
        }
        Ok(pending)
    }

    /// Has PostgreSQL count what is there, after much came in at once: it knows nothing of new rows until it looks after them by
    /// itself, and reads whole tables until then. SQLite is asked such that it needs no statistics (docs/adr/0024).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_statistics(&self) -> Result<()> {
        if self.engine == Engine::Postgres {
            self.write.execute_unprepared("ANALYZE").await.map_err(internal)?;
        }
        Ok(())
    }

    /// Takes back the last migrations.
    ///
    /// # Errors
    /// When the schema is newer than this program, or a migration cannot be taken back.
    pub async fn migrate_down(&self, steps: u32) -> Result<()> {
        self.schema().await?;
        let tx = dialect::begin(&self.write).await?;
        dialect::lock_schema(&tx, self.engine).await?;
        Migrator::down(&tx, Some(steps)).await.map_err(internal)?;
        tx.commit().await.map_err(internal)
    }

    /// The migrations of this program and whether the database has them.
    ///
    /// # Errors
    /// When the database has a migration that this program does not know: it belongs to a newer one.
    pub async fn schema(&self) -> Result<Vec<Step>> {
        let applied = migrations::applied(&self.read).await.map_err(internal)?;
        let known: Vec<String> = Migrator::get_migration_files().iter().map(|m| m.name().to_owned()).collect();
        refuse_newer(&applied, &known)?;
        Ok(known.into_iter().map(|name| Step { applied: applied.contains(&name), name }).collect())
    }
}

fn refuse_newer(applied: &[String], known: &[String]) -> Result<()> {
    let Some(newer) = applied.iter().find(|name| !known.contains(name)) else { return Ok(()) };
    Err(Error::new(
        Code::ServiceUnavailable,
        format!(
            "The database was made by a newer Dateline (it has {newer}): start that one, or restore an older copy."
        ),
    ))
}

/// The names of the states, for `migrate status`.
#[must_use]
pub fn state_name(applied: bool) -> String {
    if applied { MigrationStatus::Applied } else { MigrationStatus::Pending }.to_string()
}
