use std::collections::BTreeMap;

use eventual_analyzer_model::{Handler, HandlerKind, ServiceModel};
use eventual_constructs_core::{Construct, NestedStack, RemovalPolicy};

use crate::settings::{Nesting, ServiceSettings};

/// Number of nested stacks that functions are spread over. Part of the promise to users: another number would
/// move functions from stack to stack, that is, replace them.
const BUCKETS: u64 = 8;
/// A service moves to nested stacks above so many resources; CloudFormation takes 500, and the stack may
/// hold other things.
const MAX_FLAT_RESOURCES: usize = 450;
/// Function, role, log group.
const PER_FUNCTION: usize = 3;
/// API, deployment, stage, bus, parameter, access logs, keys.
const PER_SERVICE: usize = 12;
/// Table, bucket, queues, schedules, orchestrator, operator, with their roles, policies and logs.
const PER_ENGINE: usize = 24;

/// Says where the function of a handler stands.
pub(crate) struct Layout {
    service: Construct,
    is_nested: bool,
    buckets: BTreeMap<u64, NestedStack>,
    groups: BTreeMap<(Option<u64>, &'static str), Construct>,
}

impl Layout {
    pub(crate) fn new(service: Construct, model: &ServiceModel, settings: &ServiceSettings) -> Self {
        let is_nested = match settings.nesting {
            Nesting::Flat => false,
            Nesting::Nested => true,
            Nesting::Auto => resources(model) > MAX_FLAT_RESOURCES,
        };
        Self { service, is_nested, buckets: BTreeMap::new(), groups: BTreeMap::new() }
    }

    /// The scope for what belongs to the handler's function: `<Service>/Commands/create_order`, maybe below a
    /// nested stack.
    #[track_caller]
    pub(crate) fn function_scope(&mut self, handler: &Handler) -> Construct {
        let bucket = self.is_nested.then(|| handler.hash() % BUCKETS);
        self.scope_in(bucket, handler)
    }

    /// The scope for what belongs to the handler and stays in the service's stack.
    #[track_caller]
    pub(crate) fn wiring_scope(&mut self, handler: &Handler, function_scope: &Construct) -> Construct {
        if self.is_nested { self.scope_in(None, handler) } else { function_scope.clone() }
    }

    /// The scope of what runs the workflows: always in the service's stack.
    #[track_caller]
    pub(crate) fn engine_scope(&self) -> Construct {
        Construct::new(&self.service, HandlerKind::Workflow.facts().group)
    }

    #[track_caller]
    fn scope_in(&mut self, bucket: Option<u64>, handler: &Handler) -> Construct {
        let kind = handler.kind.facts().group;
        if !self.groups.contains_key(&(bucket, kind)) {
            let group = match bucket {
                Some(bucket) => {
                    if !self.buckets.contains_key(&bucket) {
                        let nested = NestedStack::new(&self.service, &format!("Functions{bucket}"));
                        // It holds no data: what does is in the service's stack.
                        nested.resource().removal_policy(RemovalPolicy::Destroy);
                        self.buckets.insert(bucket, nested);
                    }
                    Construct::new(&self.buckets[&bucket], kind)
                }
                None => Construct::new(&self.service, kind),
            };
            self.groups.insert((bucket, kind), group);
        }
        Construct::new(&self.groups[&(bucket, kind)], &handler.name)
    }
}

/// About how many resources a service has when all stand in one stack.
fn resources(model: &ServiceModel) -> usize {
    let handlers = model.handlers_with_functions();
    let handlers: usize = handlers.map(|it| PER_FUNCTION + it.kind.facts().extra_resources).sum();
    let engine = if model.workflows.is_empty() { 0 } else { PER_ENGINE };
    PER_SERVICE + engine + handlers
}
