use std::net::IpAddr;
use std::path::PathBuf;

use eventual_analyzer_model::ServiceModel;
use eventual_constructs_build::{CargoOutput, host_work_dir};

/// A service that is to run.
#[derive(Clone, Debug)]
pub struct ServiceFolder {
    /// Folder of its package.
    pub dir: PathBuf,
    /// What its source says.
    pub model: ServiceModel,
}

/// How to run services on this machine.
#[derive(Clone, Debug)]
pub struct DevOptions {
    /// The services, all of one workspace. They run in one process, exchange events, and listen each at a port of its own,
    /// in this order.
    pub services: Vec<ServiceFolder>,
    /// Address to listen on.
    pub host: IpAddr,
    /// Port of the first service; the others have the next ones.
    pub port: u16,
    /// Folder of the state; `None`: one beside the program.
    pub state: Option<PathBuf>,
    /// Whether to begin without the state of earlier runs.
    pub reset: bool,
    /// Whether the state survives a loss of power, too.
    pub sync: bool,
    /// Folder for what is generated and compiled; `None`: the usual one in the target folder of the workspace.
    pub work_dir: Option<PathBuf>,
    /// What becomes of what cargo says.
    pub cargo_output: CargoOutput,
}

impl DevOptions {
    /// The folder for what is generated and compiled.
    pub(crate) fn work_dir(&self) -> PathBuf {
        let usual = || self.services.first().map(|it| host_work_dir(&it.dir)).unwrap_or_default();
        self.work_dir.clone().unwrap_or_else(usual)
    }

    /// Arguments of the program, besides where it listens.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let mut arguments = Vec::new();
        if let Some(state) = &self.state {
            arguments.extend(["--state".to_owned(), state.to_string_lossy().into_owned()]);
        }
        if self.sync {
            arguments.push("--sync".to_owned());
        }
        arguments
    }
}
