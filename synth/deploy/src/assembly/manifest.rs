//! The files of a cloud assembly as they are written: `manifest.json` and `*.assets.json`, as far as deploying reads
//! them. The schema belongs to the CDK; fields that are not here are not needed.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct ManifestFile {
    #[serde(default)]
    pub(super) artifacts: BTreeMap<String, Artifact>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact {
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// `aws://<account>/<region>`, either of them perhaps unknown.
    pub(super) environment: Option<String>,
    /// Path of the stack's construct.
    pub(super) display_name: Option<String>,
    #[serde(default)]
    pub(super) properties: Properties,
    #[serde(default)]
    pub(super) dependencies: Vec<String>,
    /// Construct path → entries.
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, Vec<MetadataEntry>>,
}

/// The properties of all kinds of artifacts that are read here.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Properties {
    // Of stacks:
    pub(super) stack_name: Option<String>,
    pub(super) template_file: Option<String>,
    pub(super) stack_template_asset_object_url: Option<String>,
    pub(super) assume_role_arn: Option<String>,
    pub(super) cloud_formation_execution_role_arn: Option<String>,
    pub(super) lookup_role: Option<LookupRole>,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) termination_protection: Option<bool>,
    // Of asset manifests:
    pub(super) file: Option<String>,
    // Of both:
    pub(super) requires_bootstrap_stack_version: Option<u32>,
    pub(super) bootstrap_stack_version_ssm_parameter: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LookupRole {
    pub(super) arn: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct MetadataEntry {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) data: serde_json::Value,
    /// Where in the source, innermost last.
    #[serde(default)]
    pub(super) trace: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AssetsFile {
    #[serde(default)]
    pub(super) files: BTreeMap<String, FileEntry>,
    #[serde(default)]
    pub(super) docker_images: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileEntry {
    pub(super) display_name: Option<String>,
    pub(super) source: FileSource,
    pub(super) destinations: BTreeMap<String, FileDestination>,
}

#[derive(Debug, Deserialize)]
pub(super) struct FileSource {
    pub(super) path: Option<String>,
    #[serde(default)]
    pub(super) packaging: Packaging,
}

/// How a file asset travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Packaging {
    /// As it is.
    #[default]
    File,
    /// A folder, as a zip.
    Zip,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileDestination {
    pub(super) bucket_name: String,
    pub(super) object_key: String,
    pub(super) region: Option<String>,
    pub(super) assume_role_arn: Option<String>,
}
