use std::time::{Duration, Instant};

/// Where the time between a change and the answers of a new version went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Phases {
    /// Waiting for more files to change: an editor writes several at once.
    pub settling: Duration,
    /// Reading the source.
    pub analysis: Duration,
    /// Cargo, the compiler and the linker.
    pub compiling: Duration,
    /// Starting the new program, and the old one's last requests.
    pub takeover: Duration,
}

impl Phases {
    /// All of it.
    pub fn total(&self) -> Duration {
        self.settling + self.analysis + self.compiling + self.takeover
    }
}

/// A change on its way to a new version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    /// When the present phase began.
    since: Instant,
    pub(crate) phases: Phases,
}

impl Change {
    /// The first file changed.
    pub(crate) fn now() -> Self {
        Self { since: Instant::now(), phases: Phases::default() }
    }

    /// Ends a phase.
    pub(crate) fn next(&mut self, phase: fn(&mut Phases) -> &mut Duration) {
        *phase(&mut self.phases) = self.since.elapsed();
        self.since = Instant::now();
    }
}
