use std::collections::{BTreeMap, BTreeSet};

/// The edges of a graph: which node needs which.
pub(super) type Edges<K> = BTreeMap<K, BTreeSet<K>>;

/// One circle, if the graph has any: first and last are the same.
pub(super) fn find<K: Ord + Clone>(edges: &Edges<K>) -> Option<Vec<K>> {
    let mut done = BTreeSet::new();
    edges.keys().find_map(|start| walk(edges, start, &mut Vec::new(), &mut done))
}

fn walk<K: Ord + Clone>(
    edges: &Edges<K>,
    at: &K,
    way: &mut Vec<K>,
    done: &mut BTreeSet<K>,
) -> Option<Vec<K>> {
    if let Some(first) = way.iter().position(|before| before == at) {
        return Some(way.iter().skip(first).chain([at]).cloned().collect());
    }
    if done.contains(at) {
        return None;
    }
    way.push(at.clone());
    let found = edges.get(at).and_then(|needs| needs.iter().find_map(|next| walk(edges, next, way, done)));
    way.pop();
    done.insert(at.clone());
    found
}

/// `a → b → a`, each in backticks.
pub(super) fn show(circle: &[impl AsRef<str>]) -> String {
    circle.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(" → ")
}
