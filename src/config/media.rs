//! Where the files of pictures are, and how many are worked on at a time.

use std::convert::Infallible;
use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

use crate::error::{Code, Error, Result};

/// Where the files of pictures are.
#[derive(Debug, Clone, Args)]
pub struct MediaSettings {
    /// The folder of the files of pictures; «media» beside the database when left out.
    #[arg(long, env = "DATELINE_MEDIA_DIR", value_name = "FOLDER")]
    pub media_dir: Option<PathBuf>,
    /// A bucket of an S3-compatible store in the folder's place, with what comes before the names there.
    #[arg(long, env = "DATELINE_MEDIA_BUCKET", value_name = "BUCKET[/PREFIX]", conflicts_with = "media_dir")]
    pub media_bucket: Option<String>,
    /// The address of that store, such as `https://s3.example.org`; AWS's own when left out.
    #[arg(long, env = "DATELINE_MEDIA_ENDPOINT", value_name = "URL")]
    pub media_endpoint: Option<String>,
    /// The region of the bucket.
    #[arg(long, env = "DATELINE_MEDIA_REGION", default_value = "us-east-1")]
    pub media_region: String,
    /// The name of the key that opens the bucket; requests are not signed when left out.
    #[arg(long, env = "DATELINE_MEDIA_ACCESS_KEY_ID", value_name = "ID", requires = "media_secret_access_key")]
    pub media_access_key_id: Option<String>,
    /// The secret of that key; best given by the environment, where other users of the machine do not see it.
    #[arg(long, env = "DATELINE_MEDIA_SECRET_ACCESS_KEY", value_name = "SECRET", hide_env_values = true)]
    pub media_secret_access_key: Option<Secret>,
    /// How many pictures are read or made at the same time; one takes memory for its pixels, at worst half a gigabyte.
    #[arg(long, env = "DATELINE_MEDIA_WORKERS", default_value = "2")]
    pub media_workers: NonZeroUsize,
}

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

/// The address at which the public finds this server: scheme, host and, where it stands below one, a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The address without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PublicUrl {
    type Err = Error;

    /// Reads an address.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for anything but http or https, a host and a path.
    fn from_str(text: &str) -> Result<Self> {
        let trimmed = text.trim().trim_end_matches('/');
        let rest = trimmed.strip_prefix("https://").or_else(|| trimmed.strip_prefix("http://"));
        let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let plain = !trimmed.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"\\?#@,".contains(c));
        if host.is_empty() || !plain {
            let detail = format!("«{text}» is not an address such as https://news.example.org");
            return Err(Error::new(Code::BadUserInput, detail));
        }
        Ok(Self(trimmed.to_owned()))
    }
}
