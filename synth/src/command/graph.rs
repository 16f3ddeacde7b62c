//! `synth graph`: who calls, emits and handles what, as Mermaid, DOT or JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use eventual_analyzer_model::contract::Capability;
use eventual_analyzer_model::{HandlerKind, ServiceModel};
use eventual_synth_report::Printer;
use serde::Serialize;

use crate::cli::ServiceArgs;
use crate::command::{Failure, service};

/// A language to draw graphs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum GraphFormat {
    /// Mermaid, which Markdown renderers show as a picture.
    #[default]
    Mermaid,
    /// Graphviz.
    Dot,
    /// `{nodes, edges}`.
    Json,
}

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
pub struct Graph {
    nodes: BTreeSet<Node>,
    edges: BTreeSet<Edge>,
}

impl Graph {
    /// The graph of a service. `capabilities` by handler id is what the linked binaries can reach; without
    /// it only subscriptions show.
    pub fn new(model: &ServiceModel, capabilities: &BTreeMap<String, Vec<Capability>>) -> Self {
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
        for (handler, reached) in capabilities {
            for capability in reached {
                match capability {
                    Capability::Emit(event) => {
                        let to = graph.event(event);
                        graph.edge(handler.clone(), to, "emits");
                    }
                    Capability::Start(name) => {
                        graph.edge(handler.clone(), format!("{}_{name}", HandlerKind::Workflow), "starts");
                    }
                    Capability::Task(name) => {
                        graph.edge(handler.clone(), format!("{}_{name}", HandlerKind::Task), "calls");
                    }
                    Capability::Signal(name) => {
                        let to = format!("signal_{name}");
                        graph.node(to.clone(), "signal", name.clone());
                        graph.edge(handler.clone(), to, "sends");
                    }
                    Capability::Spec => {}
                }
            }
        }
        graph
    }

    /// The graph in a language.
    pub fn render(&self, format: GraphFormat) -> String {
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
                "event" | "signal" => ("([", "])"),
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
            let shape = if matches!(*kind, "event" | "signal") { "ellipse" } else { "box" };
            let _ = writeln!(out, "    \"{id}\" [shape={shape}, label=\"{label}\\n{kind}\"];");
        }
        for Edge { from, to, label } in &self.edges {
            let _ = writeln!(out, "    \"{from}\" -> \"{to}\" [label=\"{label}\"];");
        }
        out.push_str("}\n");
        out
    }
}

pub(crate) fn graph(format: GraphFormat, args: &ServiceArgs, printer: &Printer) -> Result<(), Failure> {
    let source = service::read(args, printer)?;
    let outputs = service::build(&source, args, printer)?;
    let capabilities = outputs.functions.into_iter().map(|(id, it)| (id, it.capabilities)).collect();
    printer.data(&Graph::new(&source.model, &capabilities).render(format));
    Ok(())
}
