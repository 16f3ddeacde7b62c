//! What happens to a supervisor.

use eventual_runtime_local_protocol::FromHost;

/// Something that a supervisor reacts to.
#[derive(Debug)]
pub(crate) enum Happening {
    /// A file changed.
    Changed,
    /// A program said something.
    Said(u64, Box<FromHost>),
    /// A program will say nothing more.
    Silent(u64),
    /// Somebody wants us to end.
    Interrupted,
}
