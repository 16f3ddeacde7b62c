//! Fields of props: set or left to the default.

mod entries;
#[expect(clippy::module_inception, reason = "the room's main thing")]
mod setting;
mod units;

pub use entries::Entries;
pub use setting::{Setting, default};
pub use units::{Size, days, gb, hours, mb, minutes, seconds};

pub(crate) use units::whole_seconds;
