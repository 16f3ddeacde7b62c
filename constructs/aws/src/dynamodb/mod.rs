//! Tables.

mod key;
mod table;

pub use key::{Key, KeyType};
pub use table::{Index, Table, TableProps};
