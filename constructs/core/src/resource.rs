//! Handles to resources: references, attributes, overrides, policies.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use eventual_constructs_cfn::{Attribute, CfnResource, Tagging, Value};
use serde_json::Value as Json;

use crate::problem::ProblemKind;
use crate::stack::Condition;
use crate::tree::{CallSite, Kind, Node, Override, Renewal, ResourceRecord, Scope};

/// Attributes that are documented and work, but that the official schemas do not list as such.
const UNLISTED: [(&str, &str); 3] =
    [("AWS::SQS::Queue", "QueueName"), ("AWS::SNS::Topic", "TopicName"), ("AWS::Events::EventBus", "Name")];

/// A resource in the tree. The handle is cheap to clone; all clones are the same resource.
pub struct Resource<T> {
    node: Node,
    properties: Rc<RefCell<T>>,
}

/// What happens to a resource when it leaves its stack or is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalPolicy {
    /// It is deleted.
    Destroy,
    /// It stays, with its data, and is no longer managed.
    Retain,
    /// A snapshot is taken, then it is deleted; only types with snapshots allow this.
    Snapshot,
    /// It stays, unless the very deployment that made it is rolled back.
    RetainExceptOnCreate,
}

/// A resource that has no generated struct.
#[derive(Clone, Debug)]
pub struct RawResource {
    properties: Json,
}

impl RawResource {
    /// Replaces the `Properties` object.
    pub fn set(&mut self, properties: Json) {
        self.properties = properties;
    }
}

impl<T: CfnResource + 'static> Resource<T> {
    #[track_caller]
    pub(crate) fn new(scope: &impl Scope, id: &str, properties: T) -> Self {
        let location = CallSite::caller();
        Self::build(
            scope,
            id,
            T::TYPE.to_owned(),
            Some(T::ATTRIBUTES),
            T::TAGS,
            properties,
            T::properties,
            location,
        )
    }
}

impl Resource<RawResource> {
    #[track_caller]
    pub(crate) fn raw(scope: &impl Scope, id: &str, type_name: &str, properties: Json) -> Self {
        let location = CallSite::caller();
        let raw = RawResource { properties };
        Self::build(scope, id, type_name.to_owned(), None, None, raw, |raw| raw.properties.clone(), location)
    }
}

impl<T: 'static> Resource<T> {
    #[expect(clippy::too_many_arguments, reason = "private, the one place where a record is filled in")]
    fn build(
        scope: &impl Scope,
        id: &str,
        type_name: String,
        attributes: Option<&'static [&'static str]>,
        tagging: Option<Tagging>,
        properties: T,
        render: fn(&T) -> Json,
        location: CallSite,
    ) -> Self {
        let properties = Rc::new(RefCell::new(properties));
        let shared = Rc::clone(&properties);
        let record = ResourceRecord {
            type_name,
            attributes,
            tagging,
            properties: Rc::new(move || render(&shared.borrow())),
            logical_id: None,
            deletion_policy: None,
            metadata: BTreeMap::new(),
            condition: None,
            overrides: Vec::new(),
            renewal: None,
        };
        Self { node: scope.node().child(id, Kind::Resource(record), location), properties }
    }
}

impl<T> Resource<T> {
    /// What `Ref` gives: for most types the physical name, for some the ARN or URL.
    #[must_use]
    pub fn reference(&self) -> Value<String> {
        self.node.reference().into()
    }

    /// What `Fn::GetAtt` gives, typed by the constant of the generated struct: `queue.get(cfn::sqs::Queue::ARN)`.
    #[must_use]
    pub fn get<V>(&self, attribute: Attribute<V>) -> Value<V> {
        self.node.attribute(attribute.name()).into()
    }

    /// What `Fn::GetAtt` gives, by name. A name that the type does not have is reported at synthesis with this line.
    #[track_caller]
    #[must_use]
    pub fn attribute(&self, name: &str) -> Value<String> {
        let unknown = self.node.with(|record| match &record.kind {
            Kind::Resource(resource) => resource
                .attributes
                .filter(|known| !known.contains(&name) && !UNLISTED.contains(&(&resource.type_name, name)))
                .map(|known| (resource.type_name.clone(), known)),
            _ => None,
        });
        if let Some((type_name, known)) = unknown {
            let kind = ProblemKind::UnknownAttribute {
                type_name,
                attribute: name.to_owned(),
                known: known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
            };
            self.node.problem(kind, &CallSite::caller());
        }
        self.node.attribute(name).into()
    }

    /// Changes the typed properties.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.properties.borrow_mut());
    }

    /// Reads the typed properties.
    pub fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.properties.borrow())
    }

    /// Sets any part of the resource's template form, last word over everything else: `Properties.Cors.0.MaxAge`,
    /// `UpdatePolicy.X`. Numbers are places in lists, `\.` is a dot inside a name.
    pub fn add_override(&self, path: &str, value: impl Into<Json>) -> &Self {
        self.push_override(path, Some(value.into()))
    }

    /// Removes a part of the resource's template form; see [`Self::add_override`].
    pub fn delete_override(&self, path: &str) -> &Self {
        self.push_override(path, None)
    }

    fn push_override(&self, path: &str, value: Option<Json>) -> &Self {
        let path = split_path(path);
        self.record(|record| record.overrides.push(Override { path, value }));
        self
    }

    /// What happens to the resource when it is removed or replaced. Without a policy CloudFormation's default for the
    /// type holds (mostly: delete).
    pub fn removal_policy(&self, policy: RemovalPolicy) -> &Self {
        let names = match policy {
            RemovalPolicy::Destroy => ("Delete", "Delete"),
            RemovalPolicy::Retain => ("Retain", "Retain"),
            RemovalPolicy::Snapshot => ("Snapshot", "Snapshot"),
            // There is no creation to roll back on an update.
            RemovalPolicy::RetainExceptOnCreate => ("RetainExceptOnCreate", "Retain"),
        };
        self.record(|record| record.deletion_policy = Some(names));
        self
    }

    /// Adds an entry to the resource's `Metadata`.
    pub fn metadata(&self, key: &str, value: impl Into<Json>) -> &Self {
        let value = value.into();
        self.record(|record| record.metadata.insert(key.to_owned(), value));
        self
    }

    /// The resource exists only where the condition holds.
    pub fn only_if(&self, condition: &Condition) -> &Self {
        let condition = condition.node().index();
        self.record(|record| record.condition = Some(condition));
        self
    }

    /// Sets the logical id, for resources that were deployed under another name before.
    pub fn override_logical_id(&self, id: &str) -> &Self {
        self.record(|record| record.logical_id = Some(id.to_owned()));
        self
    }

    /// Whenever the properties of `other` change, this resource gets a new logical id, hence is replaced: for
    /// snapshots of other resources, as API Gateway deployments are.
    pub fn renew_with(&self, other: &impl Scope) -> &Self {
        let other = other.node().index();
        self.record(|record| {
            record.renewal.get_or_insert_with(|| Renewal { with: Vec::new() }).with.push(other)
        });
        self
    }

    fn record<R>(&self, write: impl FnOnce(&mut ResourceRecord) -> R) {
        self.node.with_mut(|record| {
            if let Kind::Resource(resource) = &mut record.kind {
                write(resource);
            }
        });
    }
}

impl<T> Scope for Resource<T> {
    fn node(&self) -> &Node {
        &self.node
    }
}

impl<T> Clone for Resource<T> {
    fn clone(&self) -> Self {
        Self { node: self.node.clone(), properties: Rc::clone(&self.properties) }
    }
}

impl<T> fmt::Debug for Resource<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Resource({})", self.node.path())
    }
}

/// The parts of a dotted path; `\.` is a dot.
fn split_path(path: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = path.chars();
    while let Some(c) = chars.next() {
        match (c, parts.last_mut()) {
            ('\\', Some(part)) => part.extend(chars.next()),
            ('.', _) => parts.push(String::new()),
            (c, Some(part)) => part.push(c),
            (_, None) => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::split_path;

    #[test]
    fn dots_can_be_escaped() {
        assert_eq!(split_path(r"Properties.A\.b.0"), ["Properties", "A.b", "0"]);
    }
}
