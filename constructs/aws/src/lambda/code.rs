use std::path::PathBuf;

use eventual_constructs_cfn::Value;
use eventual_constructs_cfn::lambda as cfn;
use eventual_constructs_core::{Asset, Scope};

/// What a function runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Code {
    /// A folder (holding `bootstrap`) or a zip file of this machine.
    Asset {
        /// Where it is.
        path: PathBuf,
        /// SHA-256 of its content, hex, if known; else the content is read.
        hash: Option<String>,
    },
    /// The text of the program, for runtimes that take source text.
    Inline(String),
    /// A zip in a bucket.
    Object {
        /// Name of the bucket.
        bucket: Value<String>,
        /// Key of the zip.
        key: Value<String>,
    },
}

impl Code {
    /// A folder (holding `bootstrap`) or a zip file.
    pub fn asset(path: impl Into<PathBuf>) -> Self {
        Self::Asset { path: path.into(), hash: None }
    }

    /// As [`Self::asset`], with the hash of its content, which then need not be read.
    pub fn asset_with_hash(path: impl Into<PathBuf>, hash: impl Into<String>) -> Self {
        Self::Asset { path: path.into(), hash: Some(hash.into()) }
    }

    #[track_caller]
    pub(super) fn bind(self, scope: &impl Scope) -> cfn::FunctionCode {
        let (bucket, key) = match self {
            Self::Inline(text) => {
                return cfn::FunctionCode { zip_file: Some(text.into()), ..Default::default() };
            }
            Self::Object { bucket, key } => (bucket, key),
            Self::Asset { path, hash } => {
                let asset = match hash {
                    Some(hash) => Asset::with_hash(scope, "Code", path, &hash),
                    None => Asset::new(scope, "Code", path),
                };
                (asset.bucket(), asset.key())
            }
        };
        cfn::FunctionCode { s3_bucket: Some(bucket), s3_key: Some(key), ..Default::default() }
    }
}
