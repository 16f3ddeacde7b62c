//! [`Teller`]: tells what happens to stacks, and asks.

use std::io::{BufRead as _, IsTerminal as _};
use std::sync::{Mutex, MutexGuard, PoisonError};

use eventual_constructs_report::{Board, Printer, Styles, count};
use eventual_synth::Session;
use eventual_synth_deploy::{AccessChange, Audience, Event, Operation, Phase, Step};

/// Who sits at the terminal. While a stack is worked on, a board shows what is under way; off a terminal there are lines.
#[derive(Debug)]
pub(crate) struct Teller {
    session: Session,
    board: Mutex<Option<Board>>,
}

impl Teller {
    pub(crate) fn new(session: Session) -> Self {
        Self { session, board: Mutex::new(None) }
    }

    /// A poisoned lock only means that another thread panicked while it moved the board.
    fn board(&self) -> MutexGuard<'_, Option<Board>> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes above the board, if there is one.
    fn aside(&self, tell: impl FnOnce()) {
        match &*self.board() {
            Some(board) => board.suspend(tell),
            None => tell(),
        }
    }

    /// Shows how far a resource is.
    fn step(&self, step: &Step) {
        if let Some(board) = &mut *self.board() {
            let name = name(step);
            if step.phase == Phase::Going {
                board.begin(name)
            } else {
                board.end(name)
            }
            board.count(step.done as u64, step.total as u64);
        }
        self.aside(|| tell(step, &self.session.printer));
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
            Event::Warning { message } => self.aside(|| printer.warning(message)),
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
                *self.board() = Some(printer.board(doing(operation), resources as u64));
            }
            Event::Resource(step) => self.step(&step),
            Event::Finished { stack, operation } => {
                *self.board() = None;
                printer.done(done(operation), stack);
            }
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

/// As the construct is called, if it is known.
fn name(step: &Step) -> &str {
    step.path.as_deref().unwrap_or(&step.logical_id)
}

fn tell(step: &Step, printer: &Printer) {
    let (name, kind) = (name(step), &step.kind);
    let line = format!("  {:>3}/{} {name}  {2}{kind}{2:#}", step.done, step.total, Styles::DIM);
    match step.phase {
        Phase::Going => printer.detail(format_args!("{line} {}", step.status)),
        Phase::Done => printer.note(line),
        Phase::Kept => printer.note(format_args!("{line} stays")),
        Phase::Failed => {
            let reason = step.reason.as_deref().unwrap_or_default();
            printer.error(format_args!("{name} ({kind}): {reason}"));
        }
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
