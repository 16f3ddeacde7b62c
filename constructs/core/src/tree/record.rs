use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use eventual_constructs_cfn::Tagging;
use serde_json::Value as Json;

use super::CallSite;
use crate::asset::Packaging;
use crate::stack::{Environment, StackProps};

/// Index of a node in its tree.
pub(crate) type NodeId = usize;

/// One construct.
pub(crate) struct NodeRecord {
    pub(crate) id: String,
    pub(crate) parent: Option<NodeId>,
    pub(crate) children: BTreeMap<String, NodeId>,
    pub(crate) kind: Kind,
    pub(crate) location: CallSite,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) depends_on: Vec<NodeId>,
    /// Why it is as it is, for people.
    pub(crate) notes: Vec<String>,
}

/// What a construct contributes to its stack's template.
pub(crate) enum Kind {
    /// Root of the tree.
    App,
    /// Nothing itself; holds others.
    Group,
    Stack(StackRecord),
    Resource(ResourceRecord),
    Parameter(Json),
    Condition(Json),
    Mapping(Json),
    Output(OutputRecord),
    Asset(AssetRecord),
}

pub(crate) struct StackRecord {
    pub(crate) name: String,
    pub(crate) props: StackProps,
    pub(crate) nested: Option<NestedRecord>,
    /// Values that stay exported although no stack of the app imports them.
    pub(crate) kept_exports: Vec<Json>,
}

impl StackRecord {
    pub(crate) fn env(&self) -> &Environment {
        &self.props.env
    }
}

/// A stack that is a resource of another.
pub(crate) struct NestedRecord {
    /// The `AWS::CloudFormation::Stack` in the parent.
    pub(crate) resource: NodeId,
}

pub(crate) struct ResourceRecord {
    pub(crate) type_name: String,
    /// `None`: not known, anything may be asked for.
    pub(crate) attributes: Option<&'static [&'static str]>,
    pub(crate) tagging: Option<Tagging>,
    pub(crate) properties: Rc<dyn Fn() -> Json>,
    pub(crate) logical_id: Option<String>,
    pub(crate) deletion_policy: Option<(&'static str, &'static str)>,
    pub(crate) metadata: BTreeMap<String, Json>,
    pub(crate) condition: Option<NodeId>,
    pub(crate) overrides: Vec<Override>,
    pub(crate) renewal: Option<Renewal>,
}

/// A last-resort edit of a resource's template form.
pub(crate) struct Override {
    pub(crate) path: Vec<String>,
    /// `None` deletes.
    pub(crate) value: Option<Json>,
}

/// Makes the logical id follow the content of other resources.
pub(crate) struct Renewal {
    pub(crate) with: Vec<NodeId>,
}

pub(crate) struct OutputRecord {
    pub(crate) value: Json,
    pub(crate) description: Option<String>,
    pub(crate) export_name: Option<Json>,
    pub(crate) condition: Option<NodeId>,
}

#[derive(Clone)]
pub(crate) struct AssetRecord {
    pub(crate) hash: String,
    /// Of the object in the bucket, with its dot.
    pub(crate) extension: String,
    pub(crate) packaging: Packaging,
    pub(crate) source: AssetSource,
    pub(crate) display_name: String,
}

#[derive(Clone)]
pub(crate) enum AssetSource {
    Path(PathBuf),
    Bytes(Rc<[u8]>),
}
