//! The root of the tree.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;

use crate::problem::SynthError;
use crate::synth::CloudAssembly;
use crate::tree::{CallSite, Node, Scope, Tree};

/// Context key under which the AWS CDK keeps the qualifier of the bootstrap stack.
const QUALIFIER_KEY: &str = "@aws-cdk/core:bootstrapQualifier";

/// What a whole app is given from outside.
#[derive(Clone, Debug, Default)]
pub struct AppProps {
    /// Values that users pass (`cdk.json`, `-c key=value`).
    pub context: BTreeMap<String, Json>,
    /// Distinguishes bootstrap stacks in one account. Default: the context's `@aws-cdk/core:bootstrapQualifier`,
    /// else `hnb659fds`, which is what `cdk bootstrap` makes.
    pub bootstrap_qualifier: Option<String>,
    /// Writes `file:line` of each construct into the `Metadata` of its resource too. By default it goes only to
    /// `manifest.json` and `tree.json`, so that templates stay the same when lines move.
    pub source_in_templates: bool,
}

/// An infrastructure program's tree of stacks.
#[derive(Clone, Debug)]
pub struct App {
    node: Node,
}

impl App {
    /// An empty app without context.
    #[track_caller]
    #[must_use]
    pub fn new() -> Self {
        Self::with_props(AppProps::default())
    }

    /// An empty app.
    #[track_caller]
    #[must_use]
    pub fn with_props(props: AppProps) -> Self {
        Self { node: Node::root(Tree::new(props, CallSite::caller())) }
    }

    /// A context value.
    #[must_use]
    pub fn context(&self, key: &str) -> Option<Json> {
        self.node.tree().props.context.get(key).cloned()
    }

    /// Synthesizes in memory: a pure function of the tree.
    ///
    /// # Errors
    /// With every mistake found, while building and by the checks of the whole tree.
    pub fn assemble(&self) -> Result<CloudAssembly, SynthError> {
        crate::synth::assemble(self.node.tree())
    }

    /// Synthesizes and writes the assembly to `dir`, all or nothing; see [`CloudAssembly::write`].
    ///
    /// # Errors
    /// As [`Self::assemble`], and when the folder cannot be written; what was there then stays.
    pub fn synth(&self, dir: impl AsRef<Path>) -> Result<CloudAssembly, SynthError> {
        let assembly = self.assemble()?;
        assembly.write(dir.as_ref())?;
        Ok(assembly)
    }
}

impl Default for App {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl Scope for App {
    fn node(&self) -> &Node {
        &self.node
    }
}

impl AppProps {
    pub(crate) fn qualifier(&self) -> &str {
        self.bootstrap_qualifier
            .as_deref()
            .or_else(|| self.context.get(QUALIFIER_KEY).and_then(Json::as_str))
            .unwrap_or("hnb659fds")
    }

    /// `cdk --no-path-metadata` says so by context.
    pub(crate) fn path_metadata(&self) -> bool {
        self.context.get("aws:cdk:enable-path-metadata") != Some(&Json::Bool(false))
    }
}
