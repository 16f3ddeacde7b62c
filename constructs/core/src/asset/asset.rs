use std::path::Path;
use std::rc::Rc;

use eventual_constructs_cfn::Value;

use super::{fingerprint, hash_of_bytes};
use crate::problem::ProblemKind;
use crate::token::sub;
use crate::tree::{AssetRecord, AssetSource, CallSite, Kind, Node, Scope};

/// How an asset becomes one object in the bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packaging {
    /// A file, as it is.
    File,
    /// A folder, zipped by the tool that deploys.
    Zip,
}

/// A file or folder that is uploaded to the bootstrap bucket before the stack is deployed, under the hash of its
/// content: the same content is uploaded once, and a change of it changes the template.
#[derive(Clone, Debug)]
pub struct Asset {
    node: Node,
    hash: String,
    extension: String,
}

impl Asset {
    /// A file (uploaded as it is) or a folder (uploaded as a zip); read now, copied at synthesis. One that cannot
    /// be read is reported at synthesis.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        match fingerprint(path) {
            Ok(hash) => Self::with_hash(scope, id, path, &hash),
            Err(error) => {
                let asset = Self::with_hash(scope, id, path, "unreadable");
                let kind = ProblemKind::UnreadableAsset {
                    asset: path.display().to_string(),
                    reason: error.to_string(),
                };
                asset.node.problem(kind, &CallSite::caller());
                asset
            }
        }
    }

    /// As [`Self::new`], when the content's hash (hex) is known already, as build tools know it.
    #[track_caller]
    pub fn with_hash(scope: &impl Scope, id: &str, path: impl AsRef<Path>, hash: &str) -> Self {
        let path = path.as_ref();
        let (packaging, extension) = if path.is_dir() {
            (Packaging::Zip, ".zip".to_owned())
        } else {
            let extension = path.extension().map(|extension| format!(".{}", extension.to_string_lossy()));
            (Packaging::File, extension.unwrap_or_default())
        };
        let display_name =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let source = AssetSource::Path(path.to_owned());
        let record = AssetRecord { hash: hash.to_owned(), extension, packaging, source, display_name };
        Self::record(scope, id, record, CallSite::caller())
    }

    /// A file made in memory; `extension` has its dot, `.json`.
    #[track_caller]
    pub fn from_bytes(scope: &impl Scope, id: &str, extension: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let record = AssetRecord {
            hash: hash_of_bytes(&bytes),
            extension: extension.to_owned(),
            packaging: Packaging::File,
            source: AssetSource::Bytes(Rc::from(bytes)),
            display_name: id.to_owned(),
        };
        Self::record(scope, id, record, CallSite::caller())
    }

    fn record(scope: &impl Scope, id: &str, record: AssetRecord, location: CallSite) -> Self {
        let (hash, extension) = (record.hash.clone(), record.extension.clone());
        Self { node: scope.node().child(id, Kind::Asset(record), location), hash, extension }
    }

    /// SHA-256 of the content, hex.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Name of the bucket that it will be in.
    #[must_use]
    pub fn bucket(&self) -> Value<String> {
        sub(&bucket_template(self.node.tree().props.qualifier()), [])
    }

    /// Key in the bucket.
    #[must_use]
    pub fn key(&self) -> Value<String> {
        Value::Known(format!("{}{}", self.hash, self.extension))
    }

    /// `https` URL of the object, for CloudFormation (it is not public).
    #[must_use]
    pub fn url(&self) -> Value<String> {
        sub(
            &url_template(self.node.tree().props.qualifier(), &format!("{}{}", self.hash, self.extension)),
            [],
        )
    }
}

impl Scope for Asset {
    fn node(&self) -> &Node {
        &self.node
    }
}

pub(crate) fn bucket_template(qualifier: &str) -> String {
    format!("cdk-{qualifier}-assets-${{AWS::AccountId}}-${{AWS::Region}}")
}

pub(crate) fn url_template(qualifier: &str, key: &str) -> String {
    format!("https://s3.${{AWS::Region}}.${{AWS::URLSuffix}}/{}/{key}", bucket_template(qualifier))
}
