use std::sync::{Mutex, MutexGuard, PoisonError};

use eventual_constructs_build::{Event, Step};
use eventual_constructs_report::{Printer, Progress, seconds};

/// Shows what a build does: a bar while it works, one line when a step is done.
pub(crate) struct Reporter<'a> {
    printer: &'a Printer,
    bar: Mutex<Option<Progress>>,
}

impl<'a> Reporter<'a> {
    pub(crate) fn new(printer: &'a Printer) -> Self {
        Self { printer, bar: Mutex::new(None) }
    }

    /// A poisoned lock only means that another thread panicked while it moved the bar.
    fn bar(&self) -> MutexGuard<'_, Option<Progress>> {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl eventual_constructs_build::Progress for Reporter<'_> {
    fn event(&self, event: Event<'_>) {
        match event {
            Event::Fresh(step) => self.printer.detail(format_args!("{} is up to date", noun(step))),
            Event::Started(step) => {
                if step == Step::Compile {
                    self.printer.note("Compiling the service, optimized as a whole: minutes the first time");
                }
                *self.bar() = Some(self.printer.progress(doing(step), 0));
            }
            Event::Compiled { package } => {
                if let Some(bar) = &*self.bar() {
                    bar.message(package);
                }
            }
            Event::Warned(text) => match &*self.bar() {
                Some(bar) => bar.suspend(|| self.printer.rendered(text)),
                None => self.printer.rendered(text),
            },
            Event::Linked { handler, done, total } => {
                if let Some(bar) = &*self.bar() {
                    bar.message(format!("{done}/{total} {handler}"));
                }
            }
            Event::Finished(step, time) => {
                *self.bar() = None;
                self.printer.done(done(step), format_args!("{} in {}", noun(step), seconds(time)));
            }
            _ => {}
        }
    }
}

fn noun(step: Step) -> &'static str {
    match step {
        Step::Describe => "the service's types",
        Step::Compile => "the service",
        Step::Link => "one binary per handler",
        Step::Host => "the local service",
    }
}

fn doing(step: Step) -> &'static str {
    match step {
        Step::Describe => "Describing",
        Step::Compile => "Compiling",
        Step::Link => "Linking",
        Step::Host => "Compiling",
    }
}

fn done(step: Step) -> &'static str {
    match step {
        Step::Describe => "Described",
        Step::Compile => "Compiled",
        Step::Link => "Linked",
        Step::Host => "Compiled",
    }
}
