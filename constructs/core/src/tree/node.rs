use std::cell::{Ref, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use eventual_constructs_cfn::Expr;
use serde_json::{Value as Json, json};

use super::record::{Kind, NodeId, NodeRecord};
use super::{CallSite, hash8};
use crate::app::AppProps;
use crate::problem::{Problem, ProblemKind};
use crate::stack::stack_of;

/// Keys of placeholder objects. No CloudFormation function starts so, hence text and placeholders cannot be mixed up.
const REF: &str = "Eventual::Ref";
const GET_ATT: &str = "Eventual::GetAtt";

/// Tells apart the tokens of two apps in one process; never reaches an output.
static TREES: AtomicU64 = AtomicU64::new(1);

pub(crate) struct Tree {
    pub(crate) serial: u64,
    pub(crate) props: AppProps,
    nodes: RefCell<Vec<NodeRecord>>,
    problems: RefCell<Vec<Problem>>,
}

impl Tree {
    pub(crate) fn new(props: AppProps, location: CallSite) -> Rc<Self> {
        let root = NodeRecord {
            id: String::new(),
            parent: None,
            children: BTreeMap::new(),
            kind: Kind::App,
            location,
            tags: BTreeMap::new(),
            depends_on: Vec::new(),
            notes: Vec::new(),
        };
        Rc::new(Self {
            serial: TREES.fetch_add(1, Ordering::Relaxed),
            props,
            nodes: RefCell::new(vec![root]),
            problems: RefCell::new(Vec::new()),
        })
    }

    pub(crate) fn nodes(&self) -> Ref<'_, Vec<NodeRecord>> {
        self.nodes.borrow()
    }

    pub(crate) fn problems(&self) -> Vec<Problem> {
        self.problems.borrow().clone()
    }
}

/// A handle to one construct: cheap to clone, compares by identity.
#[derive(Clone)]
pub struct Node {
    tree: Rc<Tree>,
    index: NodeId,
}

impl Node {
    pub(crate) fn root(tree: Rc<Tree>) -> Self {
        Self { tree, index: 0 }
    }

    pub(crate) fn index(&self) -> NodeId {
        self.index
    }

    pub(crate) fn tree(&self) -> &Rc<Tree> {
        &self.tree
    }

    pub(crate) fn at(&self, index: NodeId) -> Self {
        Self { tree: Rc::clone(&self.tree), index }
    }

    /// Adds a child. An id that is taken or not allowed is recorded as a problem; the child then stands under
    /// another name, so that building goes on and further problems are found.
    pub(crate) fn child(&self, id: &str, kind: Kind, location: CallSite) -> Self {
        let mut name = id.to_owned();
        if id.is_empty() || id.contains('/') || id.chars().any(char::is_control) {
            self.problem(ProblemKind::BadId { id: id.to_owned() }, &location);
            name = name.replace('/', "-");
        }
        let taken = self.with(|record| record.children.get(&name).copied());
        if let Some(first) = taken {
            let first_location = self.at(first).location();
            self.problem(
                ProblemKind::DuplicateId { id: name.clone(), first: first_location.to_string() },
                &location,
            );
            let count = self.with(|record| record.children.len());
            name = format!("{name}#{count}");
        }
        let mut nodes = self.tree.nodes.borrow_mut();
        let index = nodes.len();
        nodes[self.index].children.insert(name.clone(), index);
        nodes.push(NodeRecord {
            id: name,
            parent: Some(self.index),
            children: BTreeMap::new(),
            kind,
            location,
            tags: BTreeMap::new(),
            depends_on: Vec::new(),
            notes: Vec::new(),
        });
        drop(nodes);
        self.at(index)
    }

    pub(crate) fn with<R>(&self, read: impl FnOnce(&NodeRecord) -> R) -> R {
        read(&self.tree.nodes.borrow()[self.index])
    }

    pub(crate) fn with_mut<R>(&self, write: impl FnOnce(&mut NodeRecord) -> R) -> R {
        write(&mut self.tree.nodes.borrow_mut()[self.index])
    }

    /// Records a mistake; synthesis reports all of them with the path of this construct.
    pub fn problem(&self, kind: ProblemKind, location: &CallSite) {
        let problem = Problem::new(kind, self.path(), Some(location.clone()));
        self.tree.problems.borrow_mut().push(problem);
    }

    /// Notes why this construct is as it is: which code made it necessary, what a statement of its policy is for.
    /// Shown by `synth explain` and in `tree.json`; templates do not have it.
    pub fn explain(&self, why: impl Into<String>) {
        let why = why.into();
        self.with_mut(|record| record.notes.push(why));
    }

    /// What [`Self::explain`] noted, oldest first.
    #[must_use]
    pub fn explanations(&self) -> Vec<String> {
        self.with(|record| record.notes.clone())
    }

    /// A context value of the app.
    #[must_use]
    pub fn context(&self, key: &str) -> Option<serde_json::Value> {
        self.tree.props.context.get(key).cloned()
    }

    /// Id of this construct, unique among its siblings.
    #[must_use]
    pub fn id(&self) -> String {
        self.with(|record| record.id.clone())
    }

    /// Path from the app, `Orders/Dlq/Resource`.
    #[must_use]
    pub fn path(&self) -> String {
        path_of(&self.tree.nodes.borrow(), self.index, None).join("/")
    }

    /// Where in the infrastructure program this construct was made.
    #[must_use]
    pub fn location(&self) -> CallSite {
        self.with(|record| record.location.clone())
    }

    /// The construct around this one.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.with(|record| record.parent).map(|parent| self.at(parent))
    }

    /// The child of that id, if there is one.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Self> {
        self.with(|record| record.children.get(id).copied()).map(|child| self.at(child))
    }

    /// The children, sorted by id.
    #[must_use]
    pub fn children(&self) -> Vec<Self> {
        self.with(|record| record.children.values().copied().collect::<Vec<_>>())
            .into_iter()
            .map(|child| self.at(child))
            .collect()
    }

    /// CloudFormation type, when this construct is a resource.
    #[must_use]
    pub fn resource_type(&self) -> Option<String> {
        self.with(|record| match &record.kind {
            Kind::Resource(resource) => Some(resource.type_name.clone()),
            _ => None,
        })
    }

    /// A physical name for what has no name of its own: the name of the stack and the path below it, joined by `-`,
    /// unique in account and region, cut with a hash to at most `limit` characters. Stable as long as the path is.
    #[must_use]
    pub fn unique_name(&self, limit: usize) -> String {
        let nodes = self.tree.nodes.borrow();
        let stack = stack_of(&nodes, self.index);
        let name = stack.and_then(|stack| match &nodes.get(stack)?.kind {
            Kind::Stack(record) => Some(record.name.as_str()),
            _ => None,
        });
        let parts: Vec<_> = name.into_iter().chain(path_of(&nodes, self.index, stack)).collect();
        let legal = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let full: String = parts.join("-").chars().map(legal).collect();
        if full.len() <= limit {
            return full;
        }
        let hash = hash8(parts.join("/").as_bytes());
        let kept: String = full.chars().take(limit.saturating_sub(hash.len() + 1)).collect();
        format!("{kept}-{hash}")
    }

    /// Types of the resources that the tokens in `value` point to, sorted.
    #[must_use]
    pub fn referenced_types(&self, value: &Json) -> Vec<String> {
        let mut found = Vec::new();
        visit_tokens(value, &mut |tree, index, _| {
            if tree == self.tree.serial {
                found.extend(self.at(index).resource_type());
            }
        });
        found.sort();
        found.dedup();
        found
    }

    /// A text that is the same whenever `value` means the same: tokens stand as the paths they point to. For
    /// fingerprints and sorting.
    #[must_use]
    pub fn stable_text(&self, value: &Json) -> String {
        crate::json::to_compact(&stable(&self.tree.nodes.borrow(), value))
    }

    pub(crate) fn reference(&self) -> Expr {
        Expr(json!({ REF: [self.tree.serial, self.index] }))
    }

    pub(crate) fn attribute(&self, name: &str) -> Expr {
        Expr(json!({ GET_ATT: [self.tree.serial, self.index, name] }))
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.tree, &other.tree) && self.index == other.index
    }
}

impl Eq for Node {}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Node({})", self.path())
    }
}

/// What a placeholder points to: tree, node, and the attribute (`None` for `Ref`).
pub(crate) fn token_target(value: &Json) -> Option<(u64, NodeId, Option<&str>)> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    let number = |item: Option<&Json>| item.and_then(Json::as_u64);
    let (parts, attribute) = match (object.get(REF), object.get(GET_ATT)) {
        (Some(parts), _) => (parts, None),
        (_, Some(parts)) => (parts, Some(parts.get(2)?.as_str()?)),
        _ => return None,
    };
    Some((number(parts.get(0))?, usize::try_from(number(parts.get(1))?).ok()?, attribute))
}

fn visit_tokens(value: &Json, found: &mut impl FnMut(u64, NodeId, Option<&str>)) {
    if let Some((tree, index, attribute)) = token_target(value) {
        return found(tree, index, attribute);
    }
    match value {
        Json::Array(items) => items.iter().for_each(|item| visit_tokens(item, found)),
        Json::Object(map) => map.values().for_each(|item| visit_tokens(item, found)),
        _ => {}
    }
}

pub(crate) fn stable(nodes: &[NodeRecord], value: &Json) -> Json {
    if let Some((_, index, attribute)) = token_target(value) {
        let path = path_of(nodes, index, None).join("/");
        return json!({ "token": [path, attribute] });
    }
    match value {
        Json::Array(items) => items.iter().map(|item| stable(nodes, item)).collect(),
        Json::Object(map) => map.iter().map(|(key, item)| (key.clone(), stable(nodes, item))).collect(),
        plain => plain.clone(),
    }
}

/// Path components from (not including) `top`, or from the app.
pub(crate) fn path_of(nodes: &[NodeRecord], index: NodeId, top: Option<NodeId>) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut here = Some(index);
    while let Some(record) = here.filter(|at| Some(*at) != top).and_then(|at| nodes.get(at)) {
        if record.parent.is_some() {
            parts.push(record.id.as_str());
        }
        here = record.parent;
    }
    parts.reverse();
    parts
}
