//! [`Teller`]: tells what happens to stacks, and asks.

use std::io::{BufRead as _, IsTerminal as _};

use eventual_synth_deploy::{AccessChange, Audience, Event, Operation, Phase};
use eventual_synth_report::{Styles, count};

use super::Session;

/// Who sits at the terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Teller {
    session: Session,
}

impl Teller {
    pub(crate) fn new(session: Session) -> Self {
        Self { session }
    }

    /// Asks on the terminal; nobody there is a no.
    pub(crate) fn asks(&self, question: &str) -> bool {
        if !std::io::stdin().is_terminal() {
            return false;
        }
        self.session.printer.rendered(&format!("{question} [y/N] "));
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer);
        read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
    }
}

impl Audience for Teller {
    fn hear(&self, event: Event) {
        let printer = &self.session.printer;
        match event {
            Event::Warning { message } => printer.warning(message),
            Event::Publishing { files } => {
                printer.detail(format_args!("publishing {}", count(files, "file")))
            }
            Event::Published { name, uploaded: Some(bytes) } => {
                printer.done("Published", format_args!("{name} ({} KB)", bytes.div_ceil(1_000)));
            }
            Event::Published { name, uploaded: None } => {
                printer.detail(format_args!("{name} is there already"))
            }
            Event::Planning { stack } => printer.detail(format_args!("planning the change of {stack}")),
            Event::Started { stack, operation, resources } => {
                let number = count(resources, "resource");
                printer.note(format_args!("{} {stack}, {number}", doing(operation)));
            }
            Event::Resource(step) => {
                let name = step.path.as_ref().unwrap_or(&step.logical_id);
                let line =
                    format!("  {:>3}/{} {name}  {2}{3}{2:#}", step.done, step.total, Styles::DIM, step.kind);
                match step.phase {
                    Phase::Going => printer.detail(format_args!("{line} {}", step.status)),
                    Phase::Done => printer.note(line),
                    Phase::Kept => printer.note(format_args!("{line} stays")),
                    Phase::Failed => {
                        let reason = step.reason.unwrap_or_default();
                        printer.error(format_args!("{name} ({}): {reason}", step.kind));
                    }
                }
            }
            Event::Finished { stack, operation } => printer.done(done(operation), stack),
            Event::Unchanged { stack } => printer.note(format_args!("{stack} is as it should be")),
            Event::Absent { stack } => printer.note(format_args!("{stack} is not deployed")),
            _ => {}
        }
    }

    fn approves(&self, stack: &str, changes: &[AccessChange]) -> bool {
        for change in changes {
            self.session.printer.rendered(&access(change));
        }
        self.asks(&format!("`{stack}` would be allowed more than before. Deploy it?"))
    }
}

/// `+ Allow role: s3:GetObject on arn:…`
pub(crate) fn access(change: &AccessChange) -> String {
    let AccessChange { added, effect, who, actions, resources, condition } = change;
    let (sign, style) = if *added { ("+", Styles::DONE) } else { ("-", Styles::ERROR) };
    let condition = if condition.is_empty() { String::new() } else { format!(" if {condition}") };
    format!("{style}{sign}{style:#} {effect} {who}: {actions} on {resources}{condition}")
}

fn doing(operation: Operation) -> &'static str {
    match operation {
        Operation::Create => "Creating",
        Operation::Update => "Updating",
        Operation::Delete => "Deleting",
        Operation::CleanUp => "Clearing away",
        Operation::Recover => "Recovering",
        Operation::Attach => "Waiting for",
    }
}

fn done(operation: Operation) -> &'static str {
    match operation {
        Operation::Create => "Created",
        Operation::Update => "Updated",
        Operation::Delete => "Deleted",
        Operation::CleanUp => "Cleared away",
        Operation::Recover => "Recovered",
        Operation::Attach => "Done with",
    }
}
