//! Floor 3: the files of pictures, in a folder or in a bucket of an S3-compatible store.
//!
//! A file is written whole and on the disk before its name is there, and never changes afterwards. Names are made here of
//! ids: nothing that came with a request is part of one.

mod bucket;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt};

use crate::config::media::MediaSettings;
use crate::domain::ids::MediaId;
use crate::domain::media::Size;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};

/// The folder beside the database.
const FOLDER: &str = "media";
/// The name of the file that came in, below the picture's id.
const ORIGINAL: &str = "original";

/// The files of pictures; its clones are the same.
#[derive(Clone)]
pub struct Files(Arc<Parts>);

struct Parts {
    place: Place,
    // Opened when it is first used: most commands never look at a picture.
    store: OnceLock<Arc<dyn ObjectStore>>,
}

enum Place {
    Folder(PathBuf),
    Bucket(Box<MediaSettings>, String),
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Files").field(&self.place()).finish()
    }
}

/// A file as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The picture to which it belongs by its name; `None` for a file that is not named as ours are.
    pub media: Option<MediaId>,
    /// Whether it is the file that came in.
    pub is_original: bool,
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// When it was written.
    pub written: Instant,
}

fn failed(error: object_store::Error) -> Error {
    let detail = "The files of pictures cannot be reached now; try again soon.";
    Error { cause: Some(Box::new(error)), ..Error::new(Code::ServiceUnavailable, detail) }
}

fn name(media: MediaId, file: &str) -> Name {
    Name::from_iter([media.to_string().as_str(), file])
}

impl Files {
    /// The place that the settings name; without one, a folder beside the database. Nothing is made yet.
    #[must_use]
    pub fn new(settings: &MediaSettings, database: Option<&Path>) -> Self {
        let place = match (&settings.media_bucket, &settings.media_dir) {
            (Some(bucket), _) => Place::Bucket(Box::new(settings.clone()), bucket.clone()),
            (None, Some(folder)) => Place::Folder(folder.clone()),
            (None, None) => Place::Folder(database.and_then(Path::parent).unwrap_or(Path::new("")).join(FOLDER)),
        };
        Self(Arc::new(Parts { place, store: OnceLock::new() }))
    }

    /// Where they are, in words.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.0.place {
            Place::Folder(folder) => folder.display().to_string(),
            Place::Bucket(_, bucket) => format!("the bucket {bucket}"),
        }
    }

    fn store(&self) -> Result<&dyn ObjectStore> {
        if let Some(store) = self.0.store.get() {
            return Ok(store.as_ref());
        }
        let store: Arc<dyn ObjectStore> = match &self.0.place {
            Place::Folder(folder) => {
                let unusable = |error: std::io::Error| {
                    let detail = format!("The folder of pictures cannot be made: {error}.");
                    Error { cause: Some(Box::new(error)), ..Error::new(Code::ServiceUnavailable, detail) }
                };
                std::fs::create_dir_all(folder).map_err(unusable)?;
                // A row must never be there before its file, also after the power went.
                let files = LocalFileSystem::new_with_prefix(folder).map_err(failed)?.with_fsync(true);
                Arc::new(files.with_automatic_cleanup(true))
            }
            Place::Bucket(settings, bucket) => bucket::open(settings, bucket)?,
        };
        Ok(self.0.store.get_or_init(|| store).as_ref())
    }

    /// Keeps the file that came in.
    ///
    /// # Errors
    /// `SERVICE_UNAVAILABLE` when the place does not take it.
    pub async fn put_original(&self, media: MediaId, bytes: Bytes) -> Result<()> {
        self.store()?.put(&name(media, ORIGINAL), bytes.into()).await.map_err(failed)?;
        Ok(())
    }

    /// Keeps a picture in a size.
    ///
    /// # Errors
    /// As [`Files::put_original`].
    pub async fn put(&self, media: MediaId, size: Size, bytes: Bytes) -> Result<()> {
        self.store()?.put(&name(media, &size.name()), bytes.into()).await.map_err(failed)?;
        Ok(())
    }

    /// The file that came in, if it is there.
    ///
    /// # Errors
    /// `SERVICE_UNAVAILABLE` when the place does not answer.
    pub async fn original(&self, media: MediaId) -> Result<Option<Bytes>> {
        self.read(&name(media, ORIGINAL)).await
    }

    /// A picture in a size, if it was made.
    ///
    /// # Errors
    /// As [`Files::original`].
    pub async fn get(&self, media: MediaId, size: Size) -> Result<Option<Bytes>> {
        self.read(&name(media, &size.name())).await
    }

    async fn read(&self, name: &Name) -> Result<Option<Bytes>> {
        match self.store()?.get(name).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(failed)?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Removes a picture's files.
    ///
    /// # Errors
    /// `SERVICE_UNAVAILABLE` when the place does not answer; some may then be left.
    pub async fn remove(&self, media: MediaId) -> Result<()> {
        let store = self.store()?;
        let found: Vec<_> = store.list(Some(&Name::from(media.to_string()))).try_collect().await.map_err(failed)?;
        for file in found {
            match store.delete(&file.location).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Ok(())
    }

    /// Every file that is there; to look makes no folder.
    ///
    /// # Errors
    /// `SERVICE_UNAVAILABLE` when the place does not answer.
    pub async fn list(&self) -> Result<Vec<Listed>> {
        if let Place::Folder(folder) = &self.0.place
            && !folder.exists()
        {
            return Ok(Vec::new());
        }
        let found: Vec<_> = self.store()?.list(None).try_collect().await.map_err(failed)?;
        let listed = |file: object_store::ObjectMeta| {
            let name = file.location.to_string();
            let (folder, rest) = name.split_once('/').unwrap_or_default();
            let is_original = rest == ORIGINAL;
            let ours = is_original || Size::from_name(rest).is_some();
            Listed {
                media: folder.parse().ok().filter(|_| ours),
                is_original,
                bytes: file.size,
                written: Instant::from(file.last_modified),
                name,
            }
        };
        Ok(found.into_iter().map(listed).collect())
    }
}
