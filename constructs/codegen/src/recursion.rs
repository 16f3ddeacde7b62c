//! Structs that contain each other need a `Box` on the way.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Resource, Struct, Type};

/// Boxes every property by which a struct contains itself. Lists and maps are on the heap already.
pub(crate) fn boxed(resource: &mut Resource) {
    let edges: BTreeMap<String, BTreeSet<String>> =
        resource.structs.iter().map(|(name, structure)| (name.clone(), contains(structure))).collect();
    for (name, structure) in &mut resource.structs {
        for field in &mut structure.fields {
            if let Type::Struct(inner) = &field.ty
                && reaches(&edges, inner, name)
            {
                field.ty = Type::Boxed(inner.clone());
            }
        }
    }
}

fn contains(structure: &Struct) -> BTreeSet<String> {
    let inner = structure.fields.iter().filter_map(|field| match &field.ty {
        Type::Struct(name) => Some(name.clone()),
        _ => None,
    });
    inner.collect()
}

fn reaches(edges: &BTreeMap<String, BTreeSet<String>>, from: &str, to: &str) -> bool {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(name) = next.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            next.extend(edges.get(name).into_iter().flatten().map(String::as_str));
        }
    }
    false
}
