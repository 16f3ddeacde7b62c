use std::process::ExitStatus;

use eventual_constructs_build as build;
use eventual_runtime_local_protocol::Serving;

use crate::phases::Phases;

/// Takes notice of what happens. Called from several threads.
pub trait Watcher: Sync {
    /// Something happened.
    fn event(&self, event: DevEvent<'_>);
}

/// What happens while services run on this machine.
#[derive(Debug)]
#[non_exhaustive]
pub enum DevEvent<'a> {
    /// The build goes on.
    Build(build::Event<'a>),
    /// A file changed; the services are compiled again.
    Changed,
    /// They do not compile. `is_served`: an older version goes on answering.
    BuildFailed {
        /// What cargo and the compiler said.
        error: &'a build::BuildError,
        /// Whether an older version answers.
        is_served: bool,
    },
    /// The services answer, for the first time.
    Serving(&'a Serving),
    /// A new version answers.
    Swapped {
        /// What answers now.
        serving: &'a Serving,
        /// Where the time since the first file changed went.
        phases: Phases,
    },
    /// A new version could not take over.
    Refused {
        /// Why.
        reason: &'a str,
        /// Whether an older version answers.
        is_served: bool,
    },
    /// A running service has something to tell.
    Said(&'a str),
    /// The program ended by itself. It is started again.
    Ended(ExitStatus),
    /// It is about to end, as somebody wished.
    Stopping,
}
