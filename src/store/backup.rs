//! Copies of a SQLite database: made while it is used, and put back.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::error::{Code, Error, Result};
use crate::store::error::internal;
use crate::store::{dialect, verify};

/// Copies the database in one file into another, which then holds everything up to one commit. Writers go on meanwhile.
///
/// The copy grows under another name, is checked and brought to the disk, and only then has its own: a file of this name is
/// always whole.
///
/// # Errors
/// When there is something of either name already, the source is no database, or the disk refuses.
pub async fn backup(source: &Path, target: &Path) -> Result<()> {
    absent(target)?;
    let copy = Growing::beside(target)?;
    let database = dialect::existing(source).await?;
    let done = vacuum_into(&database, &copy.path).await;
    database.close_by_ref().await.map_err(internal)?;
    done?;
    whole(&copy.path).await?;
    copy.place(target)
}

/// Puts a copy where the database is to be. A copy with faults, or of a newer program, is refused, and so is every place
/// where something is already.
///
/// # Errors
/// As it says, and when the disk refuses.
pub async fn restore(source: &Path, target: &Path) -> Result<()> {
    for side in ["-wal", "-journal"] {
        let file = with(source, side);
        if file.exists() {
            return Err(refused(&file, "is beside it: this is a database in use and no backup"));
        }
    }
    for side in ["", "-wal", "-shm", "-journal"] {
        absent(&with(target, side))?;
    }
    let copy = Growing::beside(target)?;
    fs::copy(source, &copy.path).map_err(|error| failed(source, &error))?;
    // The copy has another name for as long as it is looked at; what is wrong with it is wrong with the file that was named.
    whole(&copy.path).await.map_err(|error| renamed(error, &copy.path, source))?;
    let database = verify::open(&copy.path).await.map_err(|error| renamed(error, &copy.path, source))?;
    let known = database.schema().await;
    database.close().await?;
    known.map_err(|error| renamed(error, &copy.path, source))?;
    copy.place(target)
}

async fn vacuum_into(database: &DatabaseConnection, target: &Path) -> Result<()> {
    let name = target.to_str().ok_or_else(|| refused(target, "is not UTF-8"))?;
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [name.into()]);
    database.execute_raw(statement).await.map_err(internal)?;
    Ok(())
}

/// Refuses a copy in which SQLite finds faults.
async fn whole(copy: &Path) -> Result<()> {
    let database = verify::open(copy).await?;
    let faults = database.engine_faults().await;
    database.close().await?;
    match faults?.first() {
        Some(fault) => Err(refused(copy, &format!("has faults: {fault}"))),
        None => Ok(()),
    }
}

/// A file that has not its own name yet; when it does not get it, it is removed.
struct Growing {
    path: PathBuf,
}

impl Growing {
    /// An empty file beside another, which only its owner can read.
    fn beside(target: &Path) -> Result<Self> {
        let path = with(target, ".tmp");
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
            Ok(_) => Ok(Self { path }),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Err(refused(&path, "is there: another copy is being made, or one was broken off; then remove it"))
            }
            Err(error) => Err(failed(&path, &error)),
        }
    }

    /// Brings it to the disk and gives it its name, unless something has that name by now.
    fn place(self, target: &Path) -> Result<()> {
        let on_disk = File::open(&self.path).and_then(|file| file.sync_all());
        on_disk.map_err(|error| failed(&self.path, &error))?;
        match fs::hard_link(&self.path, target) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return absent(target),
            // Not every file system knows a second name.
            Err(_) => {
                absent(target)?;
                fs::rename(&self.path, target).map_err(|error| failed(target, &error))?;
            }
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| failed(folder, &error))
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        for side in ["", "-journal", "-wal", "-shm"] {
            // What is not there need not go.
            drop(fs::remove_file(with(&self.path, side)));
        }
    }
}

/// A path with more letters at its end.
fn with(path: &Path, more: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(more);
    name.into()
}

fn absent(path: &Path) -> Result<()> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(path, &error)),
        Ok(_) => Err(refused(path, "is there already and is not written over; if no server uses it, move it away")),
    }
}

/// What is wrong with a copy, told of the file under the name that the operator gave.
fn renamed(error: Error, path: &Path, name: &Path) -> Error {
    let detail = match error.code {
        Code::InternalServerError => format!("{} cannot be read as a database.", name.display()),
        _ => error.detail.replace(&*path.to_string_lossy(), &name.to_string_lossy()),
    };
    Error { detail, ..error }
}

fn refused(path: &Path, why: &str) -> Error {
    Error::new(Code::Conflict, format!("{} {why}.", path.display()))
}

fn failed(path: &Path, error: &io::Error) -> Error {
    Error::new(Code::ServiceUnavailable, format!("{}: {error}", path.display()))
}
