//! The construct tree: an arena that cheap handles point into.

mod location;
mod logical_id;
mod node;
mod record;
mod scope;

pub use location::CallSite;
pub use logical_id::hash8;
pub use node::Node;
pub use scope::{Construct, Scope};

pub(crate) use logical_id::logical_id;
pub(crate) use node::{Tree, path_of, stable, token_target};
pub(crate) use record::{
    AssetRecord, AssetSource, Kind, NestedRecord, NodeId, NodeRecord, OutputRecord, Override, Renewal,
    ResourceRecord, StackRecord,
};
