//! Which structs stand behind a `Box`: those that contain themselves, and those too large to be moved around by value.
//! Lists and maps are on the heap already. Whoever writes `.into()` does not notice.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Resource, Struct, Type};

/// A struct with more properties than this, those of structs inside it counted too, is boxed where it is a property:
/// about 4 KB. Without this some values of QuickSight have 170 KB, more than a few of which no stack takes.
const LARGE: usize = 100;

type Structs = BTreeMap<String, Struct>;

/// Puts the boxes where they are needed.
pub(crate) fn place(resource: &mut Resource) {
    let edges: BTreeMap<String, BTreeSet<String>> =
        resource.structs.iter().map(|(name, structure)| (name.clone(), contains(structure))).collect();
    for (name, structure) in &mut resource.structs {
        box_fields(structure, |inner| reaches(&edges, inner, name));
    }
    let mut sizes = BTreeMap::new();
    for name in resource.structs.keys() {
        size(&resource.structs, name, &mut sizes);
    }
    for structure in resource.structs.values_mut().chain([&mut resource.root]) {
        box_fields(structure, |inner| sizes.get(inner).is_some_and(|size| *size > LARGE));
    }
}

fn box_fields(structure: &mut Struct, wanted: impl Fn(&str) -> bool) {
    for field in &mut structure.fields {
        if let Type::Struct(inner) = &field.ty
            && wanted(inner)
        {
            field.ty = Type::Boxed(inner.clone());
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

/// Number of properties of a struct by value. There are no circles left.
fn size(structs: &Structs, name: &str, sizes: &mut BTreeMap<String, usize>) -> usize {
    if let Some(size) = sizes.get(name) {
        return *size;
    }
    let fields = structs.get(name).map_or(&[][..], |structure| &structure.fields);
    let total = fields
        .iter()
        .map(|field| match &field.ty {
            Type::Struct(inner) => match size(structs, inner, sizes) {
                large if large > LARGE => 1,
                small => small,
            },
            _ => 1,
        })
        .sum();
    sizes.insert(name.to_owned(), total);
    total
}
