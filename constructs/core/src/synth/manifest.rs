//! `manifest.json` and `*.assets.json`, as the CDK CLI reads them.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::asset::Packaging;
use crate::stack::Environment;
use crate::tree::{AssetRecord, StackRecord};

/// Version of the cloud assembly schema that is written; every CDK CLI of that schema or a later one reads it.
pub(super) const SCHEMA: &str = "48.0.0";

/// Version of the bootstrap stack that is needed: file assets and the deploy roles came with it.
const BOOTSTRAP: u32 = 6;
/// Version of the bootstrap stack that brought the lookup role.
const LOOKUP_BOOTSTRAP: u32 = 8;

/// Names of what `cdk bootstrap` made in one account and region.
pub(super) struct Bootstrap<'a> {
    pub(super) qualifier: &'a str,
    pub(super) env: &'a Environment,
}

impl Bootstrap<'_> {
    fn role(&self, name: &str) -> String {
        let (account, region) = (self.env.account_or_variable(), self.env.region_or_variable());
        format!(
            "arn:${{AWS::Partition}}:iam::{account}:role/cdk-{}-{name}-role-{account}-{region}",
            self.qualifier
        )
    }

    fn bucket(&self) -> String {
        let (account, region) = (self.env.account_or_variable(), self.env.region_or_variable());
        format!("cdk-{}-assets-{account}-{region}", self.qualifier)
    }

    pub(super) fn version_parameter(&self) -> String {
        format!("/cdk-bootstrap/{}/version", self.qualifier)
    }

    fn destinations(&self, key: &str) -> Json {
        let mut place = json!({
            "bucketName": self.bucket(),
            "objectKey": key,
            "assumeRoleArn": self.role("file-publishing"),
        });
        let name = match (&self.env.account, &self.env.region) {
            (Some(account), Some(region)) => {
                place["region"] = region.as_str().into();
                format!("{account}-{region}")
            }
            _ => "current_account-current_region".to_owned(),
        };
        json!({ name: place })
    }
}

/// Refuses a deployment into an account whose bootstrap stack is too old, whoever deploys.
pub(super) fn version_rule() -> Json {
    let too_old: Vec<_> = (1..BOOTSTRAP).map(|version| version.to_string()).collect();
    let old = json!({ "Fn::Contains": [too_old, { "Ref": "BootstrapVersion" }] });
    let what =
        format!("the CDK bootstrap stack of version {BOOTSTRAP} or later is needed; run `cdk bootstrap`");
    json!({ "Assertions": [{ "Assert": { "Fn::Not": [old] }, "AssertDescription": what }] })
}

/// Name of an asset in the assembly's folder.
pub(super) fn staged_name(asset: &AssetRecord) -> String {
    match asset.packaging {
        Packaging::Zip => format!("asset.{}", asset.hash),
        Packaging::File => format!("asset.{}{}", asset.hash, asset.extension),
    }
}

/// The entry of one asset in `*.assets.json`.
pub(super) fn asset_entry(bootstrap: &Bootstrap<'_>, asset: &AssetRecord) -> Json {
    let packaging = match asset.packaging {
        Packaging::Zip => "zip",
        Packaging::File => "file",
    };
    json!({
        "displayName": asset.display_name,
        "source": { "path": staged_name(asset), "packaging": packaging },
        "destinations": bootstrap.destinations(&format!("{}{}", asset.hash, asset.extension)),
    })
}

/// The entry of a template in `*.assets.json`.
pub(super) fn template_entry(bootstrap: &Bootstrap<'_>, name: &str, file: &str, hash: &str) -> Json {
    json!({
        "displayName": format!("{name} Template"),
        "source": { "path": file, "packaging": "file" },
        "destinations": bootstrap.destinations(&format!("{hash}.json")),
    })
}

pub(super) fn assets_file(files: BTreeMap<String, Json>) -> Json {
    json!({ "version": SCHEMA, "files": files, "dockerImages": {} })
}

/// One stack of `manifest.json`.
pub(super) struct StackEntry<'a> {
    pub(super) record: &'a StackRecord,
    pub(super) bootstrap: Bootstrap<'a>,
    pub(super) path: String,
    pub(super) tags: BTreeMap<&'a str, &'a str>,
    pub(super) template_file: &'a str,
    pub(super) template_hash: &'a str,
    /// Names of the stacks to deploy before.
    pub(super) needs: Vec<String>,
    /// Construct path → entries (logical ids and the lines that made them).
    pub(super) metadata: Map<String, Json>,
}

pub(super) fn manifest(stacks: &[StackEntry<'_>]) -> Json {
    let mut artifacts = Map::new();
    artifacts.insert("Tree".into(), json!({ "type": "cdk:tree", "properties": { "file": "tree.json" } }));
    for stack in stacks {
        let name = &stack.record.name;
        let assets = format!("{name}.assets");
        artifacts.insert(assets.clone(), assets_artifact(stack));
        artifacts.insert(name.clone(), stack_artifact(stack, &assets));
    }
    json!({ "version": SCHEMA, "artifacts": artifacts })
}

fn assets_artifact(stack: &StackEntry<'_>) -> Json {
    json!({
        "type": "cdk:asset-manifest",
        "properties": {
            "file": format!("{}.assets.json", stack.record.name),
            "requiresBootstrapStackVersion": BOOTSTRAP,
            "bootstrapStackVersionSsmParameter": stack.bootstrap.version_parameter(),
        },
    })
}

fn stack_artifact(stack: &StackEntry<'_>, assets: &str) -> Json {
    let bootstrap = &stack.bootstrap;
    let env = stack.record.env();
    let mut properties = json!({
        "templateFile": stack.template_file,
        "terminationProtection": stack.record.props.termination_protection,
        "validateOnSynth": false,
        "assumeRoleArn": bootstrap.role("deploy"),
        "cloudFormationExecutionRoleArn": bootstrap.role("cfn-exec"),
        "stackTemplateAssetObjectUrl": format!("s3://{}/{}.json", bootstrap.bucket(), stack.template_hash),
        "requiresBootstrapStackVersion": BOOTSTRAP,
        "bootstrapStackVersionSsmParameter": bootstrap.version_parameter(),
        "additionalDependencies": [assets],
        "lookupRole": {
            "arn": bootstrap.role("lookup"),
            "requiresBootstrapStackVersion": LOOKUP_BOOTSTRAP,
            "bootstrapStackVersionSsmParameter": bootstrap.version_parameter(),
        },
        "stackName": stack.record.name,
    });
    if !stack.tags.is_empty() {
        properties["tags"] = json!(stack.tags);
    }
    let dependencies: Vec<_> = stack.needs.iter().map(String::as_str).chain([assets]).collect();
    json!({
        "type": "aws:cloudformation:stack",
        "environment": format!("aws://{}/{}", env.account(), env.region()),
        "displayName": stack.path,
        "properties": properties,
        "dependencies": dependencies,
        "metadata": stack.metadata,
    })
}
