use std::io;
use std::path::PathBuf;

use eventual_constructs_build::BuildError;
use eventual_runtime_local_protocol::ServeError;
use thiserror::Error;

/// Why services do not run on this machine.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DevError {
    /// They do not compile.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// They cannot listen.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The program could not be started.
    #[error("`{}` could not be started: {source}", program.display())]
    Program {
        /// The program.
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Files cannot be watched.
    #[error("changes in `{}` cannot be watched: {reason}; run it without watching: `eventual local`", path.display())]
    Watch {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The system did not give what every program needs.
    #[error("the system gave no thread, socket or signal: {0}")]
    System(#[from] io::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_to_do() {
        let error = DevError::Watch { path: "/w/orders".into(), reason: "too many files".to_owned() };
        assert_eq!(
            error.to_string(),
            "changes in `/w/orders` cannot be watched: too many files; run it without watching: `eventual local`"
        );
    }
}
