//! `synth graph`: who calls, emits and handles what, as Mermaid, DOT or JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use eventual_analyzer_model::contract::{Capability, ORCHESTRATOR_ID, event, signal, task, workflow};
use eventual_analyzer_model::{HandlerKind, ServiceModel};
use serde::Serialize;

use crate::cli::{GraphArgs, GraphFormat};
use crate::failure::Result;
use crate::session::Session;
use crate::source;

/// Something in the picture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Node {
    id: String,
    kind: &'static str,
    label: String,
}

/// An arrow, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Edge {
    from: String,
    to: String,
    label: &'static str,
}

/// The service as nodes and arrows, both sorted.
#[derive(Clone, Debug, Default, Serialize)]
struct Graph {
    nodes: BTreeSet<Node>,
    edges: BTreeSet<Edge>,
}

impl Graph {
    /// The graph of a service. `capabilities` by handler id is what the linked binaries can reach; without
    /// it only subscriptions show, and what workflows call.
    fn new(model: &ServiceModel, capabilities: &BTreeMap<String, Vec<Capability>>) -> Self {
        let mut graph = Self::default();
        for handler in model.handlers() {
            graph.node(handler.id(), handler.kind.as_str(), handler.name.clone());
        }
        for event in &model.events {
            graph.event(&event.name);
        }
        for subscription in &model.subscriptions {
            for event in &subscription.events {
                let from = graph.event(event);
                graph.edge(from, subscription.handler.id(), "handled by");
            }
        }
        for workflow in &model.workflows {
            for called in &workflow.calls {
                if let Some((kind, name)) = called.split_once(':') {
                    let label = if kind == HandlerKind::Workflow.as_str() { "starts" } else { "calls" };
                    graph.edge(workflow.handler.id(), format!("{kind}_{name}"), label);
                }
            }
        }
        for (function, reached) in capabilities {
            for capability in reached {
                graph.reach(model, function, capability);
            }
        }
        graph
    }

    /// What the binary of a function can reach.
    fn reach(&mut self, model: &ServiceModel, function: &str, capability: &Capability) {
        let target = capability.target().unwrap_or_default();
        let (to, label) = match capability.verb() {
            event::EMIT => (self.event(target), "emits"),
            workflow::START => (format!("{}_{target}", HandlerKind::Workflow), "starts"),
            task::CALL => (format!("{}_{target}", HandlerKind::Task), "calls"),
            signal::SEND => {
                let id = format!("signal_{target}");
                self.node(id.clone(), "signal", target.to_owned());
                (id, "sends")
            }
            task::FINISH => (self.any("tokens", "tasks that wait"), "finishes"),
            workflow::READ => (self.any("executions", "executions"), "reads"),
            workflow::LIST => (self.any("executions", "executions"), "lists"),
            workflow::CANCEL => (self.any("executions", "executions"), "cancels"),
            workflow::QUERY => (self.any("executions", "executions"), "queries"),
            workflow::HISTORY => (self.any("executions", "executions"), "reads the history of"),
            _ => return,
        };
        if function != ORCHESTRATOR_ID {
            self.edge(function.to_owned(), to, label);
            return;
        }
        // All workflows share one binary: which of them it is, the source says, or there is only one.
        let is_in_source =
            self.edges.iter().any(|it| it.to == to && it.label == label && is_workflow(&it.from));
        match model.workflows.as_slice() {
            _ if is_in_source => {}
            [only] => self.edge(only.handler.id(), to, label),
            _ => {
                self.node(ORCHESTRATOR_ID.to_owned(), "orchestrator", "one of the workflows".to_owned());
                self.edge(ORCHESTRATOR_ID.to_owned(), to, label);
            }
        }
    }

    /// The graph in a language.
    fn render(&self, format: GraphFormat) -> String {
        match format {
            GraphFormat::Mermaid => self.mermaid(),
            GraphFormat::Dot => self.dot(),
            GraphFormat::Json => {
                let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
                text.push('\n');
                text
            }
        }
    }

    fn event(&mut self, name: &str) -> String {
        let id = format!("event_{name}");
        self.node(id.clone(), "event", name.to_owned());
        id
    }

    /// What is not named in code, but by whoever calls.
    fn any(&mut self, kind: &'static str, label: &str) -> String {
        self.node(kind.to_owned(), kind, label.to_owned());
        kind.to_owned()
    }

    fn node(&mut self, id: String, kind: &'static str, label: String) {
        self.nodes.insert(Node { id, kind, label });
    }

    fn edge(&mut self, from: String, to: String, label: &'static str) {
        self.edges.insert(Edge { from, to, label });
    }

    fn mermaid(&self) -> String {
        let mut out = String::from("flowchart LR\n");
        for Node { id, kind, label } in &self.nodes {
            let (open, close) = match *kind {
                "event" | "signal" | "tokens" | "executions" => ("([", "])"),
                "workflow" => ("[[", "]]"),
                _ => ("[", "]"),
            };
            let _ = writeln!(out, "    {id}{open}\"{label}<br/><small>{kind}</small>\"{close}");
        }
        for Edge { from, to, label } in &self.edges {
            let _ = writeln!(out, "    {from} -->|{label}| {to}");
        }
        out
    }

    fn dot(&self) -> String {
        let mut out = String::from("digraph service {\n    rankdir=LR;\n");
        for Node { id, kind, label } in &self.nodes {
            let shape =
                if matches!(*kind, "event" | "signal" | "tokens" | "executions") { "ellipse" } else { "box" };
            let _ = writeln!(out, "    \"{id}\" [shape={shape}, label=\"{label}\\n{kind}\"];");
        }
        for Edge { from, to, label } in &self.edges {
            let _ = writeln!(out, "    \"{from}\" -> \"{to}\" [label=\"{label}\"];");
        }
        out.push_str("}\n");
        out
    }
}

fn is_workflow(id: &str) -> bool {
    id.strip_prefix(HandlerKind::Workflow.as_str()).is_some_and(|it| it.starts_with('_'))
}

pub(crate) fn graph(args: &GraphArgs, session: Session) -> Result<()> {
    let source = source::read(args.source.folder.as_deref(), session)?;
    let outputs = source::build(&source, &args.source, session)?;
    let capabilities = outputs.functions.into_iter().map(|(id, it)| (id, it.capabilities)).collect();
    let format = if session.json { GraphFormat::Json } else { args.format };
    session.printer.data(&Graph::new(&source.model, &capabilities).render(format));
    Ok(())
}

#[cfg(test)]
mod tests {
    use eventual_analyzer_model::contract::api;

    use super::*;

    /// A model as the analyzer gives it, with these workflows and what the source shows that they call.
    fn model(workflows: &[(&str, &[&str])]) -> ServiceModel {
        let handler = |kind: &str, name: &str| {
            serde_json::json!({
                "kind": kind, "name": name, "function": name, "module": [], "docs": null,
                "location": { "file": "src/lib.rs", "line": 1, "column": 1 },
                "options": {}, "inputs": [], "context": [], "returns_result": true,
            })
        };
        let workflows: Vec<_> = workflows
            .iter()
            .map(|(name, calls)| {
                serde_json::json!({ "handler": handler("workflow", name), "timeout_ms": null, "calls": calls })
            })
            .collect();
        serde_json::from_value(serde_json::json!({ "name": "shop", "workflows": workflows })).unwrap()
    }

    fn edges(model: &ServiceModel, orchestrator: &[Capability]) -> Vec<String> {
        let capabilities = BTreeMap::from([(ORCHESTRATOR_ID.to_owned(), orchestrator.to_vec())]);
        let graph = Graph::new(model, &capabilities);
        graph.edges.iter().map(|it| format!("{} {} {}", it.from, it.label, it.to)).collect()
    }

    #[test]
    fn what_is_named_by_callers_is_drawn_too() {
        let reached = vec![
            Capability::any(task::FINISH),
            Capability::any(workflow::READ),
            Capability::any(workflow::CANCEL),
            Capability::any(api::SPECIFY),
        ];
        let command = BTreeMap::from([("command_decide".to_owned(), reached)]);
        let graph = Graph::new(&model(&[]), &command);
        let text = graph.render(GraphFormat::Mermaid);
        assert!(text.contains("tokens([\"tasks that wait<br/><small>tokens</small>\"])"), "{text}");
        let edges: Vec<&str> = text.lines().filter(|it| it.contains("-->")).map(str::trim).collect();
        let expected = [
            "command_decide -->|cancels| executions",
            "command_decide -->|reads| executions",
            "command_decide -->|finishes| tokens",
        ];
        assert_eq!(edges, expected);
    }

    #[test]
    fn what_the_orchestrator_can_do_is_drawn_at_the_workflow_that_does_it() {
        let (charge, ship) = (Capability::of(task::CALL, "charge"), Capability::of(task::CALL, "ship"));
        let one = model(&[("fulfil", &["task:charge"])]);
        assert_eq!(
            edges(&one, &[charge.clone(), ship.clone(), Capability::of(event::EMIT, "Shipped")]),
            [
                "workflow_fulfil emits event_Shipped",
                "workflow_fulfil calls task_charge",
                "workflow_fulfil calls task_ship",
            ]
        );
        let two = model(&[("fulfil", &["task:charge", "workflow:parcel"]), ("parcel", &[])]);
        assert_eq!(
            edges(&two, &[charge, ship]),
            [
                "workflow_fulfil calls task_charge",
                "workflow_fulfil starts workflow_parcel",
                "workflow_orchestrator calls task_ship",
            ]
        );
    }
}
