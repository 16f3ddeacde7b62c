use std::fmt::Debug;

use eventual_constructs_cfn::CfnResource;
use serde_json::Value as Json;

use super::{CallSite, Kind, Node};
use crate::resource::{RawResource, Resource};

/// Anything that constructs can be put into: an app, a stack, a group, another construct.
pub trait Scope {
    /// The place in the tree.
    fn node(&self) -> &Node;

    /// Adds a CloudFormation resource, typed by its generated struct.
    #[track_caller]
    fn add<T: CfnResource + 'static>(&self, id: &str, properties: T) -> Resource<T>
    where
        Self: Sized,
    {
        Resource::new(self, id, properties)
    }

    /// Adds a resource of a type that has no generated struct (custom and private types): `properties` goes to
    /// the template as it is.
    #[track_caller]
    fn add_raw(&self, id: &str, type_name: &str, properties: Json) -> Resource<RawResource>
    where
        Self: Sized,
    {
        Resource::raw(self, id, type_name, properties)
    }

    /// Tags every resource in this scope that can be tagged. The tag of the nearest scope wins; tags of a stack
    /// are given to CloudFormation with the stack, which hands them on.
    fn tag(&self, key: &str, value: &str) {
        self.node().with_mut(|record| record.tags.insert(key.to_owned(), value.to_owned()));
    }

    /// Every resource in this scope is made after every resource in `other`. Between stacks this orders the stacks.
    fn depends_on(&self, other: &impl Scope)
    where
        Self: Sized,
    {
        let other = other.node().index();
        self.node().with_mut(|record| record.depends_on.push(other));
    }

    /// Path from the app, `Orders/Dlq/Resource`.
    fn path(&self) -> String {
        self.node().path()
    }
}

impl Scope for Node {
    fn node(&self) -> &Node {
        self
    }
}

impl<S: Scope + ?Sized> Scope for &S {
    fn node(&self) -> &Node {
        (**self).node()
    }
}

/// A construct that only groups others: its id becomes part of their paths.
#[derive(Clone, Debug)]
pub struct Construct {
    node: Node,
}

impl Construct {
    /// A new group.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str) -> Self {
        Self { node: scope.node().child(id, Kind::Group, CallSite::caller()) }
    }
}

impl Scope for Construct {
    fn node(&self) -> &Node {
        &self.node
    }
}
