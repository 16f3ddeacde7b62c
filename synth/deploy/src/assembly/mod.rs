//! A cloud assembly on disk: its stacks in the order in which they are deployed, with the files that go along.

mod manifest;
mod order;
mod origin;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::error::{Error, Result};
use manifest::{Artifact, AssetsFile, ManifestFile};

pub(crate) use manifest::Packaging;
pub(crate) use origin::{Origin, Origins};

/// A cloud assembly: what `synth` or the CDK wrote into a folder.
#[derive(Clone, Debug)]
pub struct Assembly {
    stacks: Vec<Stack>,
}

impl Assembly {
    /// Reads the manifest, the asset manifests and the templates.
    ///
    /// # Errors
    /// If the folder has no assembly, or one that cannot be deployed from here (it ships container images).
    pub fn read(folder: &Path) -> Result<Self> {
        let file = folder.join("manifest.json");
        if !file.exists() {
            return Err(Error::NoAssembly { folder: folder.to_path_buf() });
        }
        let manifest: ManifestFile = read_json(&file)?;
        let stacks = manifest.artifacts.iter().filter(|(_, it)| it.kind == "aws:cloudformation:stack");
        let stacks = stacks.map(|(id, it)| Stack::read(folder, id, it, &manifest));
        let stacks = stacks.collect::<Result<Vec<_>>>()?;
        Ok(Self { stacks: order::sort(stacks, &file)? })
    }

    /// Names of the stacks, each after those that it depends on.
    pub fn stack_names(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.stacks.iter().map(|stack| stack.name.as_str())
    }

    /// The stacks of these names with all that they depend on, in order; all stacks if no name is given.
    pub(crate) fn with_dependencies(&self, names: &[String]) -> Result<Vec<&Stack>> {
        let wanted = self.named(names)?;
        let mut needed: Vec<&str> = wanted.iter().map(|stack| stack.id.as_str()).collect();
        // Dependencies come before their users: one pass from the end finds them all.
        let mut chosen = Vec::new();
        for stack in self.stacks.iter().rev() {
            if needed.contains(&stack.id.as_str()) {
                needed.extend(stack.dependencies.iter().map(String::as_str));
                chosen.push(stack);
            }
        }
        chosen.reverse();
        Ok(chosen)
    }

    /// The stacks of these names with all that depend on them, in order; all stacks if no name is given.
    pub(crate) fn with_dependents(&self, names: &[String]) -> Result<Vec<&Stack>> {
        let wanted = self.named(names)?;
        let mut needed: Vec<&str> = wanted.iter().map(|stack| stack.id.as_str()).collect();
        for stack in &self.stacks {
            if stack.dependencies.iter().any(|it| needed.contains(&it.as_str())) {
                needed.push(&stack.id);
            }
        }
        Ok(self.stacks.iter().filter(|stack| needed.contains(&stack.id.as_str())).collect())
    }

    /// The stacks of these names (or ids, or paths) alone, in order; all stacks if no name is given.
    pub(crate) fn named(&self, names: &[String]) -> Result<Vec<&Stack>> {
        for name in names {
            if !self.stacks.iter().any(|stack| stack.is(name)) {
                let known = self.stack_names().map(str::to_owned).collect();
                return Err(Error::UnknownStack { name: name.clone(), known });
            }
        }
        let chosen = self.stacks.iter();
        Ok(chosen.filter(|stack| names.is_empty() || names.iter().any(|name| stack.is(name))).collect())
    }
}

/// A stack of an assembly. Texts may hold the placeholders `${AWS::AccountId}`, `${AWS::Region}` and
/// `${AWS::Partition}`.
#[derive(Clone, Debug)]
pub(crate) struct Stack {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Path of its construct.
    pub(crate) path: String,
    /// `None` if the assembly fits any account.
    pub(crate) account: Option<String>,
    /// `None` if the assembly fits any region.
    pub(crate) region: Option<String>,
    pub(crate) template: Json,
    /// Templates of nested stacks by file name, which is what `aws:asset:path` in the parent says.
    pub(crate) nested: BTreeMap<String, Json>,
    /// `s3://bucket/key`
    pub(crate) template_url: Option<String>,
    /// The same file, for assemblies that give no URL.
    pub(crate) template_text: String,
    pub(crate) deploy_role: Option<String>,
    pub(crate) execution_role: Option<String>,
    /// May read everything, where the deploy role may only deploy.
    pub(crate) lookup_role: Option<String>,
    pub(crate) bootstrap: Option<Bootstrap>,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) termination_protection: Option<bool>,
    /// Ids of the artifacts to deploy before; those that are no stacks are ignored.
    pub(crate) dependencies: Vec<String>,
    pub(crate) assets: Vec<FileAsset>,
    pub(crate) origins: Origins,
}

/// What a stack needs of the account.
#[derive(Clone, Debug)]
pub(crate) struct Bootstrap {
    /// SSM parameter with the version.
    pub(crate) parameter: String,
    /// The least version.
    pub(crate) version: u32,
}

/// A file that CloudFormation or a function reads from a bucket.
#[derive(Clone, Debug)]
pub(crate) struct FileAsset {
    pub(crate) name: String,
    pub(crate) source: PathBuf,
    pub(crate) packaging: Packaging,
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) region: Option<String>,
    pub(crate) role: Option<String>,
}

impl Stack {
    fn read(folder: &Path, id: &str, artifact: &Artifact, manifest: &ManifestFile) -> Result<Self> {
        let properties = &artifact.properties;
        let bad = |reason: String| Error::BadAssembly { file: folder.join("manifest.json"), reason };
        let template_file = properties.template_file.as_ref();
        let template_file =
            template_file.ok_or_else(|| bad(format!("stack `{id}` has no `templateFile`")))?;
        let template_path = folder.join(template_file);
        let template_text = read_text(&template_path)?;
        let template: Json = parse(&template_path, &template_text)?;
        let (account, region) = environment(artifact.environment.as_deref());
        let (mut assets, mut bootstrap) = (Vec::new(), None);
        let need = |properties: &manifest::Properties| {
            let parameter = properties.bootstrap_stack_version_ssm_parameter.clone()?;
            Some(Bootstrap { parameter, version: properties.requires_bootstrap_stack_version? })
        };
        for dependency in artifact.dependencies.iter().filter_map(|it| manifest.artifacts.get(it)) {
            if let ("cdk:asset-manifest", Some(file)) =
                (dependency.kind.as_str(), &dependency.properties.file)
            {
                assets.extend(FileAsset::read(folder, file)?);
                bootstrap = bootstrap.or_else(|| need(&dependency.properties));
            }
        }
        let name = properties.stack_name.clone().unwrap_or_else(|| id.to_owned());
        let mut nested = BTreeMap::new();
        nested_templates(folder, &template, &mut nested)?;
        Ok(Self {
            id: id.to_owned(),
            path: artifact.display_name.clone().unwrap_or_else(|| name.clone()),
            name,
            account,
            region,
            template,
            nested,
            template_url: properties.stack_template_asset_object_url.clone(),
            template_text,
            deploy_role: properties.assume_role_arn.clone(),
            lookup_role: properties.lookup_role.as_ref().map(|role| role.arn.clone()),
            execution_role: properties.cloud_formation_execution_role_arn.clone(),
            bootstrap: need(properties).or(bootstrap),
            parameters: properties.parameters.clone(),
            tags: properties.tags.clone(),
            termination_protection: properties.termination_protection,
            dependencies: artifact.dependencies.clone(),
            assets,
            origins: Origins::read(&artifact.metadata),
        })
    }

    fn is(&self, name: &str) -> bool {
        [&self.name, &self.id, &self.path].into_iter().any(|it| it == name)
    }

    /// The resource of this logical id, in the stack or in one nested in it.
    pub(crate) fn resource(&self, logical_id: &str) -> Option<&Json> {
        let templates = std::iter::once(&self.template).chain(self.nested.values());
        templates.filter_map(|template| template.get("Resources")?.get(logical_id)).next()
    }

    /// The construct of a resource.
    pub(crate) fn origin(&self, logical_id: &str) -> Option<Origin> {
        self.origins.of(logical_id, self.resource(logical_id))
    }

    /// How many resources it has, those of nested stacks included.
    pub(crate) fn resource_count(&self) -> usize {
        let templates = std::iter::once(&self.template).chain(self.nested.values());
        templates.filter_map(|template| Some(template.get("Resources")?.as_object()?.len())).sum()
    }
}

impl FileAsset {
    fn read(folder: &Path, file: &str) -> Result<Vec<Self>> {
        let path = folder.join(file);
        let entries: AssetsFile = read_json(&path)?;
        let bad = |reason: String| Error::BadAssembly { file: path.clone(), reason };
        if let Some(image) = entries.docker_images.keys().next() {
            return Err(bad(format!(
                "it ships the container image `{image}`, which cannot be published from here; deploy with the CDK CLI"
            )));
        }
        let mut assets = Vec::new();
        for (id, entry) in entries.files {
            let Some(source) = entry.source.path else {
                return Err(bad(format!(
                    "file `{id}` is made by a command, which is not run from here; deploy with the CDK CLI"
                )));
            };
            for destination in entry.destinations.into_values() {
                assets.push(Self {
                    name: entry.display_name.clone().unwrap_or_else(|| id.clone()),
                    source: folder.join(&source),
                    packaging: entry.source.packaging,
                    bucket: destination.bucket_name,
                    key: destination.object_key,
                    region: destination.region,
                    role: destination.assume_role_arn,
                });
            }
        }
        Ok(assets)
    }
}

/// The templates of all stacks nested in one, at any depth.
fn nested_templates(folder: &Path, template: &Json, found: &mut BTreeMap<String, Json>) -> Result<()> {
    for (_, file) in nested_files(template) {
        if !found.contains_key(file) {
            let inner: Json = read_json(&folder.join(file))?;
            found.insert(file.to_owned(), inner.clone());
            nested_templates(folder, &inner, found)?;
        }
    }
    Ok(())
}

/// Logical ids of the stacks nested in a template, with the files of their templates.
pub(crate) fn nested_files(template: &Json) -> impl Iterator<Item = (&str, &str)> {
    let resources = template.get("Resources").and_then(Json::as_object).into_iter().flatten();
    resources.filter_map(|(id, resource)| {
        let file = resource.pointer("/Metadata/aws:asset:path")?.as_str()?;
        (resource.get("Type")? == "AWS::CloudFormation::Stack").then_some((id.as_str(), file))
    })
}

/// Account and region of `aws://account/region`; either may be unknown.
fn environment(text: Option<&str>) -> (Option<String>, Option<String>) {
    let Some((account, region)) = text.and_then(|text| text.strip_prefix("aws://")?.split_once('/')) else {
        return (None, None);
    };
    let known = |text: &str| (!text.starts_with("unknown-")).then(|| text.to_owned());
    (known(account), known(region))
}

fn read_json<T: DeserializeOwned>(file: &Path) -> Result<T> {
    parse(file, &read_text(file)?)
}

fn parse<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T> {
    let bad = |error: serde_json::Error| Error::BadAssembly { file: file.into(), reason: error.to_string() };
    serde_json::from_str(text).map_err(bad)
}

fn read_text(file: &Path) -> Result<String> {
    std::fs::read_to_string(file)
        .map_err(|error| Error::BadAssembly { file: file.into(), reason: error.to_string() })
}

#[cfg(test)]
mod tests;
