use std::os::unix::process::CommandExt;
use std::process::Command;

use eventual_constructs_build::{HostService, host};

use crate::child::Forward;
use crate::error::DevError;
use crate::event::Watcher;
use crate::options::DevOptions;

/// Compiles the services and becomes the program that runs them. So it only returns if that did not work.
///
/// # Errors
/// If the services do not compile, or the program cannot be started.
pub fn local(options: &DevOptions, watcher: &dyn Watcher) -> Result<std::convert::Infallible, DevError> {
    let services = hosted(options);
    let built = host(&services, &options.work_dir(), options.cargo_output, &Forward(watcher))?;
    let mut command = Command::new(&built.program);
    command.args(options.arguments());
    command.args(["--host", &options.host.to_string(), "--port", &options.port.to_string()]);
    if options.reset {
        command.arg("--reset");
    }
    let source = command.exec();
    Err(DevError::Program { program: built.program, source })
}

/// The services as the build takes them.
pub(crate) fn hosted(options: &DevOptions) -> Vec<HostService> {
    let hosted = |it: &crate::ServiceFolder| HostService { dir: it.dir.clone(), model: it.model.clone() };
    options.services.iter().map(hosted).collect()
}
