use std::collections::BTreeMap;
use std::path::PathBuf;

use eventual_analyzer_describe::ServiceDescription;
use eventual_analyzer_model::contract::Capability;

/// What building a service gave: its description and one binary per handler.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BuildOutputs {
    /// What the compiled service says of itself. `None`: it was not compiled; the API then checks no bodies
    /// and subscriptions take the events that the source shows.
    pub description: Option<ServiceDescription>,
    /// By handler id (`command_create_order`).
    pub functions: BTreeMap<String, FunctionBuild>,
}

/// The binary of one handler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionBuild {
    /// Folder with `bootstrap` and what stands beside it; becomes the zip.
    pub asset_dir: PathBuf,
    /// Hash of the folder's content, hex: changes if and only if the function has to be deployed anew.
    pub hash: String,
    /// What the linked code can do.
    pub capabilities: Vec<Capability>,
    /// Bytes of the folder; Lambda takes 250 MB.
    pub size: u64,
    /// Bytes of the zip.
    pub zip_size: u64,
}
