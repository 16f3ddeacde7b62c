use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::aws::Aws;
use crate::emulator::{ACCOUNT, Emulator, REGION};
use crate::error::{Context, Error, Result};
use crate::wait::wait_for;

/// The CDK's qualifier of accounts that are bootstrapped without one.
const QUALIFIER: &str = "hnb659fds";
const STACK_LIMIT: Duration = Duration::from_secs(180);

/// What was deployed: the outputs of each stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// Outputs by stack name, then by key.
    pub outputs: BTreeMap<String, BTreeMap<String, String>>,
}

/// Deploys a cloud assembly through the CloudFormation API, without the CDK CLI: makes the bootstrap bucket and
/// version parameter that are missing, uploads all file assets, and creates or updates the stacks in the order of
/// their dependencies. Stacks that are as they should be are left alone. Works with [`Iam::Enforced`](crate::Iam).
///
/// # Errors
/// If the assembly lacks something, or a stack fails: with the resource that failed and why, first failure first.
pub fn deploy_assembly(emulator: &Emulator, assembly: &Path) -> Result<Deployment> {
    let aws = emulator.aws();
    let manifest = read_json(&assembly.join("manifest.json"))?;
    for file in artifacts(&manifest, "cdk:asset-manifest").filter_map(|(_, asset)| text(asset, "file")) {
        upload_assets(aws, assembly, &read_json(&assembly.join(file))?)?;
    }
    let mut outputs = BTreeMap::new();
    for (id, stack) in in_order(&manifest)? {
        let name = stack_name(id, stack);
        let url = text(stack, "stackTemplateAssetObjectUrl")
            .and_then(|url| url.strip_prefix("s3://"))
            .ok_or_else(|| Error::new(format!("stack `{id}` has no `stackTemplateAssetObjectUrl`")))?;
        let url = format!("{}/{}", emulator.endpoint(), resolve(url));
        let parameters = stack["properties"]["parameters"].as_object();
        let parameters: BTreeMap<&str, &str> = parameters
            .into_iter()
            .flatten()
            .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
            .collect();
        deploy_stack(aws, name, &url, &parameters)?;
        outputs.insert(name.to_owned(), aws.stack_outputs(name)?);
    }
    Ok(Deployment { outputs })
}

/// Deletes the stacks of a cloud assembly, last dependency first. The bootstrap bucket stays.
///
/// # Errors
/// If a stack cannot be deleted: with the resource that failed and why.
pub fn destroy_assembly(emulator: &Emulator, assembly: &Path) -> Result<()> {
    let aws = emulator.aws();
    let manifest = read_json(&assembly.join("manifest.json"))?;
    for (id, stack) in in_order(&manifest)?.into_iter().rev() {
        let name = stack_name(id, stack);
        aws.cloudformation("DeleteStack", &[("StackName", name)])?;
        wait_for_stack(aws, name, &["DELETE_COMPLETE"])?;
    }
    Ok(())
}

fn deploy_stack(aws: &Aws, name: &str, template_url: &str, values: &BTreeMap<&str, &str>) -> Result<()> {
    let known = aws.stack_state(name)?.is_some_and(|stack| stack.status != "DELETE_COMPLETE");
    let (action, done) =
        if known { ("UpdateStack", "UPDATE_COMPLETE") } else { ("CreateStack", "CREATE_COMPLETE") };
    let mut parameters: Vec<(String, &str)> = vec![
        ("StackName".into(), name),
        ("TemplateURL".into(), template_url),
        ("Capabilities.member.1".into(), "CAPABILITY_NAMED_IAM"),
        ("Capabilities.member.2".into(), "CAPABILITY_AUTO_EXPAND"),
    ];
    for (index, (key, value)) in (1..).zip(values) {
        parameters.push((format!("Parameters.member.{index}.ParameterKey"), key));
        parameters.push((format!("Parameters.member.{index}.ParameterValue"), value));
    }
    let parameters: Vec<(&str, &str)> =
        parameters.iter().map(|(key, value)| (key.as_str(), *value)).collect();
    match aws.cloudformation(action, &parameters) {
        Err(error) if error.to_string().contains("No updates are to be performed") => return Ok(()),
        answer => answer?,
    };
    wait_for_stack(aws, name, &[done])
}

fn wait_for_stack(aws: &Aws, name: &str, done: &[&str]) -> Result<()> {
    let status = wait_for(&format!("stack `{name}` to be {}", done.join(" or ")), STACK_LIMIT, || {
        let state = aws.stack_state(name)?;
        let status = state.map_or_else(|| "DELETE_COMPLETE".to_owned(), |stack| stack.status);
        Ok((!status.ends_with("_IN_PROGRESS")).then_some(status))
    })?;
    if done.contains(&status.as_str()) {
        return Ok(());
    }
    let failures = aws.stack_failures(name)?;
    Err(Error::new(format!("stack `{name}` is {status}\n  {}", failures.join("\n  "))))
}

/// Puts all files of an asset manifest where it says.
fn upload_assets(aws: &Aws, assembly: &Path, assets: &Value) -> Result<()> {
    for asset in assets["files"].as_object().into_iter().flatten().map(|(_, asset)| asset) {
        let source = assembly.join(text(&asset["source"], "path").unwrap_or_default());
        let bytes = match text(&asset["source"], "packaging") {
            Some("zip") => zip_folder(&source)?,
            Some("file") => std::fs::read(&source).context(|| format!("asset `{}`", source.display()))?,
            other => return Err(Error::new(format!("asset `{}` has packaging {other:?}", source.display()))),
        };
        for destination in asset["destinations"].as_object().into_iter().flatten().map(|(_, value)| value) {
            let bucket = resolve(text(destination, "bucketName").unwrap_or_default());
            bootstrap(aws, &bucket)?;
            aws.put_object(&bucket, text(destination, "objectKey").unwrap_or_default(), bytes.as_slice())?;
        }
    }
    Ok(())
}

/// Makes what `cdk bootstrap` would, as far as CloudFormation itself needs it: the bucket for files and the version
/// parameter, with the default qualifier. No roles.
///
/// # Errors
/// If the emulator refuses.
pub fn bootstrap_account(emulator: &Emulator) -> Result<()> {
    bootstrap(emulator.aws(), &format!("cdk-{QUALIFIER}-assets-{ACCOUNT}-{REGION}"))
}

/// What `cdk bootstrap` would have made, as far as CloudFormation itself needs it.
fn bootstrap(aws: &Aws, bucket: &str) -> Result<()> {
    let Some(qualifier) = bucket.strip_prefix("cdk-").and_then(|rest| rest.split('-').next()) else {
        return Ok(());
    };
    aws.create_bucket(bucket)?;
    let parameter = json!({
        "Name": format!("/cdk-bootstrap/{qualifier}/version"), "Type": "String", "Value": "21", "Overwrite": true
    });
    aws.json("ssm", "AmazonSSM.PutParameter", &parameter).map(drop)
}

/// The zip of a folder as the CDK makes it: sorted, with the permissions of the files.
fn zip_folder(folder: &Path) -> Result<Vec<u8>> {
    use std::os::unix::fs::PermissionsExt;

    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let doing = || format!("cannot zip `{}`", folder.display());
    for path in files_in(folder)? {
        let name = path.strip_prefix(folder).context(doing)?.to_string_lossy().into_owned();
        let mode = std::fs::metadata(&path).context(doing)?.permissions().mode();
        zip.start_file(name, SimpleFileOptions::default().unix_permissions(mode)).context(doing)?;
        zip.write_all(&std::fs::read(&path).context(doing)?).context(doing)?;
    }
    Ok(zip.finish().context(doing)?.into_inner())
}

fn files_in(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let doing = || format!("cannot read `{}`", folder.display());
    let mut files = BTreeSet::new();
    for entry in std::fs::read_dir(folder).context(doing)? {
        let path = entry.context(doing)?.path();
        if path.is_dir() {
            files.extend(files_in(&path)?);
        } else {
            files.insert(path);
        }
    }
    Ok(files)
}

/// The stacks of a manifest, each after those that it depends on.
fn in_order(manifest: &Value) -> Result<Vec<(&str, &Value)>> {
    let mut waiting: BTreeMap<&str, &Value> = artifacts(manifest, "aws:cloudformation:stack").collect();
    let mut sorted: Vec<(&str, &Value)> = Vec::new();
    while !waiting.is_empty() {
        let ready = waiting.iter().find(|(_, stack)| {
            let mut dependencies =
                stack["dependencies"].as_array().into_iter().flatten().filter_map(Value::as_str);
            !dependencies.any(|dependency| waiting.contains_key(dependency))
        });
        let Some((id, stack)) = ready.map(|(id, stack)| (*id, *stack)) else {
            return Err(Error::new(format!("stacks depend on each other: {:?}", waiting.keys())));
        };
        waiting.remove(id);
        sorted.push((id, stack));
    }
    Ok(sorted)
}

fn artifacts<'a>(manifest: &'a Value, kind: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let all = manifest["artifacts"].as_object().into_iter().flatten();
    all.filter(move |(_, artifact)| artifact["type"] == *kind).map(|(id, artifact)| (id.as_str(), artifact))
}

fn stack_name<'a>(id: &'a str, stack: &'a Value) -> &'a str {
    text(stack, "stackName").unwrap_or(id)
}

/// A text of an object, or of its `properties`.
fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).or_else(|| value.get("properties")?.get(key))?.as_str()
}

/// Fills in account and region, which an assembly for any environment leaves open.
fn resolve(text: &str) -> String {
    text.replace("${AWS::AccountId}", ACCOUNT)
        .replace("${AWS::Region}", REGION)
        .replace("${AWS::Partition}", "aws")
}

fn read_json(path: &Path) -> Result<Value> {
    let text = std::fs::read(path).context(|| format!("cannot read `{}`", path.display()))?;
    serde_json::from_slice(&text).context(|| format!("`{}` is not JSON", path.display()))
}
