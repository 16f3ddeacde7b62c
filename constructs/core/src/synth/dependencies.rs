//! `depends_on` between constructs, as `DependsOn` of resources and order of stacks.

use std::collections::{BTreeMap, BTreeSet};

use super::references::Resolver;
use crate::stack::stack_chain;
use crate::tree::{Kind, NodeId};

/// Per resource the logical ids that it must wait for; orders between stacks go to the resolver.
pub(super) fn collect(resolver: &mut Resolver<'_>) -> BTreeMap<NodeId, BTreeSet<String>> {
    let mut waits: BTreeMap<NodeId, BTreeSet<String>> = BTreeMap::new();
    for (index, record) in resolver.nodes.iter().enumerate() {
        for target in &record.depends_on {
            let (from, to) = (resources(resolver, index), resources(resolver, *target));
            for user in &from {
                for needed in &to {
                    order(resolver, &mut waits, *user, *needed);
                }
            }
        }
    }
    waits
}

/// The resources at and below a node.
fn resources(resolver: &Resolver<'_>, top: NodeId) -> Vec<NodeId> {
    let record = &resolver.nodes[top];
    let own = matches!(record.kind, Kind::Resource(_)).then_some(top);
    own.into_iter().chain(record.children.values().flat_map(|child| resources(resolver, *child))).collect()
}

fn order(
    resolver: &mut Resolver<'_>,
    waits: &mut BTreeMap<NodeId, BTreeSet<String>>,
    user: NodeId,
    needed: NodeId,
) {
    let ids = resolver.ids;
    let (Some(user_stack), Some(needed_stack)) = (ids.stack[user], ids.stack[needed]) else { return };
    let (here, there) = (stack_chain(resolver.nodes, user_stack), stack_chain(resolver.nodes, needed_stack));
    let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        if let (Some(to), Some(from)) = (here.first(), there.first()) {
            resolver.stack_needs.entry(*to).or_default().entry(*from).or_insert(user);
        }
        return;
    }
    // In the innermost stack around both, a resource further inside is stood for by its nested stack.
    let stand_in =
        |chain: &[NodeId], own: NodeId| match chain.get(shared).map(|stack| &resolver.nodes[*stack].kind) {
            Some(Kind::Stack(stack)) => stack.nested.as_ref().map_or(own, |nested| nested.resource),
            _ => own,
        };
    let (user, needed) = (stand_in(&here, user), stand_in(&there, needed));
    if user != needed
        && let Some(id) = &ids.logical[needed]
    {
        waits.entry(user).or_default().insert(id.clone());
    }
}
