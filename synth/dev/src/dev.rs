//! [`dev`]: the loop of edit, compile, take over.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, SystemTime};

use eventual_analyzer::analyze;
use eventual_constructs_build::{BuildError, HostBuild, HostBuilder};
use eventual_runtime_local_protocol::{FromHost, Report, ServeError, Serving, ToHost, listen};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::child::{Child, Forward};
use crate::error::DevError;
use crate::event::{DevEvent, Watcher};
use crate::local::hosted;
use crate::options::DevOptions;
use crate::phases::{Change, Phases};
use crate::supervisor::Happening;
use crate::watch::Files;

/// An editor writes several files at once: how long it must be quiet.
const QUIET: Duration = Duration::from_millis(20);
/// How long a program may take to end its work.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pause before a program that ended is started again.
const PAUSE: Duration = Duration::from_secs(1);

/// Runs services until it is interrupted, and again with every change of their files. While they do not compile the last
/// version that did goes on answering.
///
/// # Errors
/// If a port is taken, or files cannot be watched. That services do not compile is no error here: it is told, and they are
/// compiled again when they change.
pub fn dev(options: &DevOptions, watcher: &dyn Watcher) -> Result<(), DevError> {
    let listeners = listeners(options)?;
    let (sender, happenings) = channel();
    interrupts(sender.clone())?;
    let mut files = Files::new(sender.clone())?;
    // Before the first build, which may fail.
    files.watch(options.services.iter().map(|it| &it.dir))?;
    let mut dev = Dev {
        options: options.clone(),
        watcher,
        builder: HostBuilder::default(),
        listeners,
        sender,
        happenings,
        files,
        serving: None,
        next: None,
        leaving: Vec::new(),
        tool: format!("{}-{:?}", std::process::id(), SystemTime::now()),
        version: None,
        count: 0,
        reset: options.reset,
    };
    dev.build(None)?;
    dev.run()
}

struct Dev<'a> {
    options: DevOptions,
    watcher: &'a dyn Watcher,
    builder: HostBuilder,
    listeners: Vec<TcpListener>,
    sender: Sender<Happening>,
    happenings: Receiver<Happening>,
    files: Files,
    /// What answers.
    serving: Option<Child>,
    /// What is about to take over, and the change that waits for it.
    next: Option<(Child, Option<Change>)>,
    /// What handed over, and runs tasks to their end.
    leaving: Vec<Child>,
    /// Tells this run of the tool from others.
    tool: String,
    /// The program that was started last.
    version: Option<(PathBuf, Option<SystemTime>)>,
    count: u64,
    reset: bool,
}

impl Dev<'_> {
    fn run(&mut self) -> Result<(), DevError> {
        loop {
            // The sender is in `self`: this does not end before we do.
            let Ok(happening) = self.happenings.recv() else { return Ok(()) };
            match happening {
                Happening::Changed => {
                    let mut change = Change::now();
                    if self.settle() {
                        return self.stop();
                    }
                    change.next(|it| &mut it.settling);
                    self.watcher.event(DevEvent::Changed);
                    self.build(Some(change))?;
                }
                Happening::Said(number, said) => self.hear(number, *said)?,
                Happening::Silent(number) => self.ended(number)?,
                Happening::Interrupted => return self.stop(),
            }
        }
    }

    /// Waits until nothing changes any more; whether somebody wants us to end.
    fn settle(&mut self) -> bool {
        let mut kept = Vec::new();
        loop {
            match self.happenings.recv_timeout(QUIET) {
                Ok(Happening::Changed) => {}
                Ok(Happening::Interrupted) => return true,
                Ok(other) => kept.push(other),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        for happening in kept {
            // We hold the receiver.
            let _ = self.sender.send(happening);
        }
        false
    }

    /// Compiles, and starts what came of it if it is new.
    fn build(&mut self, mut change: Option<Change>) -> Result<(), DevError> {
        for service in &mut self.options.services {
            // What the analyzer cannot read the compiler will not take either, and say so.
            let analysis = analyze(&service.dir);
            if let Some(model) = analysis.model.filter(|it| it.name == service.model.name) {
                service.model = model;
            }
        }
        let mut done = |phase: fn(&mut Phases) -> &mut Duration| {
            if let Some(change) = &mut change {
                change.next(phase);
            }
        };
        done(|it| &mut it.analysis);
        let services = hosted(&self.options);
        let progress = Forward(self.watcher);
        let built =
            self.builder.build(&services, &self.options.work_dir(), self.options.cargo_output, &progress);
        done(|it| &mut it.compiling);
        match built {
            Ok(built) => {
                self.files.watch(&built.watched)?;
                self.start(&built, change)
            }
            Err(error @ BuildError::Cargo { .. }) => {
                let is_served = self.serving.is_some();
                self.watcher.event(DevEvent::BuildFailed { error: &error, is_served });
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    fn start(&mut self, built: &HostBuild, change: Option<Change>) -> Result<(), DevError> {
        let written = fs_err::metadata(&built.program).and_then(|it| it.modified()).ok();
        let version = (built.program.clone(), written);
        if self.serving.is_some() && self.version.as_ref() == Some(&version) {
            return Ok(());
        }
        self.version = Some(version);
        if let Some((mut superseded, _)) = self.next.take() {
            superseded.end(Duration::ZERO)?;
        }
        let mut arguments = self.options.arguments();
        if std::mem::take(&mut self.reset) {
            arguments.push("--reset".to_owned());
        }
        self.count += 1;
        let child = Child::start(
            self.count,
            &self.tool,
            &built.program,
            &arguments,
            &self.listeners,
            self.sender.clone(),
        );
        let failed = |source| DevError::Program { program: built.program.clone(), source };
        self.next = Some((child.map_err(failed)?, change));
        Ok(())
    }

    fn hear(&mut self, number: u64, said: FromHost) -> Result<(), DevError> {
        let is_next = self.next.as_ref().is_some_and(|(next, _)| next.number == number);
        match said {
            // It waits for the state: now the old one may go.
            FromHost::Ready if is_next => {
                if let Some(serving) = &mut self.serving {
                    serving.tell(&ToHost::Drain);
                }
            }
            FromHost::Report { report: Report::Serving(serving), .. } if is_next => {
                self.took_over(&serving);
            }
            FromHost::Report { text, .. } => self.watcher.event(DevEvent::Said(&text)),
            FromHost::Refused { reason } => {
                let is_served = self.serving.is_some();
                self.watcher.event(DevEvent::Refused { reason: &reason, is_served });
            }
            FromHost::Ready => {}
        }
        Ok(())
    }

    fn took_over(&mut self, serving: &Serving) {
        let Some((next, change)) = self.next.take() else { return };
        // It gave the state free; tasks that run may go on in it.
        self.leaving.extend(self.serving.replace(next));
        match change {
            Some(mut change) => {
                change.next(|it| &mut it.takeover);
                self.watcher.event(DevEvent::Swapped { serving, phases: change.phases });
            }
            None => self.watcher.event(DevEvent::Serving(serving)),
        }
    }

    /// A program says nothing more.
    fn ended(&mut self, number: u64) -> Result<(), DevError> {
        if let Some(index) = self.leaving.iter().position(|it| it.number == number) {
            self.leaving.remove(index).end(PATIENCE)?;
            return Ok(());
        }
        if let Some((mut next, _)) = self.next.take_if(|(next, _)| next.number == number) {
            // It told why, if it could. With the next change it is tried again.
            self.version = None;
            next.end(PATIENCE)?;
            return Ok(());
        }
        if let Some(mut serving) = self.serving.take_if(|serving| serving.number == number) {
            let status = serving.end(PATIENCE)?;
            if self.next.is_none() {
                self.watcher.event(DevEvent::Ended(status));
                thread::sleep(PAUSE);
                self.version = None;
                self.build(None)?;
            }
        }
        Ok(())
    }

    fn stop(&mut self) -> Result<(), DevError> {
        self.watcher.event(DevEvent::Stopping);
        let next = self.next.take().map(|(next, _)| next);
        for mut child in self.serving.take().into_iter().chain(next) {
            child.tell(&ToHost::Stop);
            child.end(PATIENCE)?;
        }
        for child in &mut self.leaving {
            child.end(Duration::ZERO)?;
        }
        Ok(())
    }
}

fn listeners(options: &DevOptions) -> Result<Vec<TcpListener>, ServeError> {
    let listener = |index: usize| {
        let offset = if options.port == 0 { 0 } else { u16::try_from(index).unwrap_or(u16::MAX) };
        listen(SocketAddr::new(options.host, options.port.saturating_add(offset)))
    };
    (0..options.services.len()).map(listener).collect()
}

fn interrupts(happenings: Sender<Happening>) -> Result<(), DevError> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for _ in signals.forever() {
            if happenings.send(Happening::Interrupted).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}
