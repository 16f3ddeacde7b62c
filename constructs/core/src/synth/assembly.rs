use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::Value as Json;

use crate::problem::SynthError;

/// What the CDK CLI and CloudFormation need to deploy an app, in memory.
#[derive(Clone, Debug)]
pub struct CloudAssembly {
    pub(super) files: BTreeMap<String, AssemblyFile>,
    pub(super) stacks: Vec<StackArtifact>,
}

/// One entry of an assembly's folder.
#[derive(Clone, Debug, PartialEq)]
pub enum AssemblyFile {
    /// A file with this content.
    Bytes(Rc<[u8]>),
    /// A copy of a file or folder.
    CopyOf(PathBuf),
}

/// A stack of an assembly.
#[derive(Clone, Debug)]
pub struct StackArtifact {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) template_file: String,
    pub(super) template: Json,
    pub(super) nested: bool,
    /// Logical ids that follow the content of other resources, with their fixed part.
    pub(super) renewed: Rc<[(String, String)]>,
}

impl CloudAssembly {
    /// The entries of the folder by name; folders of assets are one entry.
    #[must_use]
    pub fn files(&self) -> &BTreeMap<String, AssemblyFile> {
        &self.files
    }

    /// The stacks, nested ones included, in the order in which they were made.
    #[must_use]
    pub fn stacks(&self) -> &[StackArtifact] {
        &self.stacks
    }

    /// The stack with this name or path.
    #[must_use]
    pub fn stack(&self, name: &str) -> Option<&StackArtifact> {
        self.stacks.iter().find(|stack| stack.name == name || stack.path == name)
    }

    /// Writes the assembly to `dir`: first beside it, then in one swap, so that `dir` is never half written. An older
    /// assembly in `dir` is replaced; lock files of a running CDK CLI are kept.
    ///
    /// # Errors
    /// When `dir` holds anything but an assembly, or something cannot be written. `dir` is then as it was.
    pub fn write(&self, dir: &Path) -> Result<(), SynthError> {
        super::write::write(self, dir)
    }
}

impl StackArtifact {
    /// Name in CloudFormation; for a nested stack a stand-in.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Path of the stack's construct.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// File name of the template in the assembly.
    #[must_use]
    pub fn template_file(&self) -> &str {
        &self.template_file
    }

    /// The template.
    #[must_use]
    pub fn template(&self) -> &Json {
        &self.template
    }

    /// The template for a snapshot test: what changes with the content of functions and with the version of the tools
    /// is masked (hashes of assets, ids of deployments, the check of the bootstrap stack), all else is as deployed.
    #[must_use]
    pub fn snapshot(&self) -> Json {
        super::snapshot::mask(&self.template, &self.renewed)
    }

    /// Is it part of another stack?
    #[must_use]
    pub fn is_nested(&self) -> bool {
        self.nested
    }
}
