//! A program that runs services, as its supervisor sees it.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child as Process, Command, ExitStatus, Stdio};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use eventual_constructs_build::{Event, Progress};
use eventual_runtime_local_protocol::{ENV_SUPERVISED, FromHost, ToHost, hand_over};

use crate::event::{DevEvent, Watcher};
use crate::supervisor::Happening;

/// How often to look whether a program ended.
const LOOK: Duration = Duration::from_millis(10);

/// Passes the news of a build on.
pub(crate) struct Forward<'a>(pub(crate) &'a dyn Watcher);

impl Progress for Forward<'_> {
    fn event(&self, event: Event<'_>) {
        self.0.event(DevEvent::Build(event));
    }
}

/// A running program.
#[derive(Debug)]
pub(crate) struct Child {
    /// Tells it from those before.
    pub(crate) number: u64,
    process: Process,
    socket: UnixStream,
}

impl Child {
    /// Starts a program and hands the sockets over. What it says goes to `happenings`; `tool` tells this run of the tool
    /// from others.
    pub(crate) fn start(
        number: u64,
        tool: &str,
        program: &Path,
        arguments: &[String],
        listeners: &[TcpListener],
        happenings: Sender<Happening>,
    ) -> io::Result<Self> {
        let (socket, theirs) = UnixStream::pair()?;
        // A group of its own: Ctrl-C is for us, and we tell it gently.
        let process = Command::new(program)
            .args(arguments)
            .env(ENV_SUPERVISED, tool)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .process_group(0)
            .spawn()?;
        hand_over(&socket, listeners)?;
        let heard = socket.try_clone()?;
        thread::Builder::new().name("hear".to_owned()).spawn(move || {
            for line in BufReader::new(heard).lines() {
                let Ok(line) = line else { break };
                if let Ok(said) = serde_json::from_str::<FromHost>(&line)
                    && happenings.send(Happening::Said(number, Box::new(said))).is_err()
                {
                    return;
                }
            }
            let _ = happenings.send(Happening::Silent(number));
        })?;
        Ok(Self { number, process, socket })
    }

    /// Tells it something. If it does not hear, it has ended.
    pub(crate) fn tell(&mut self, word: &ToHost) {
        let Ok(mut line) = serde_json::to_vec(word) else { return };
        line.push(b'\n');
        let _ = self.socket.write_all(&line);
    }

    /// Waits until it ended; kills it if that takes longer than `patience`.
    pub(crate) fn end(&mut self, patience: Duration) -> io::Result<ExitStatus> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait()? {
                return Ok(status);
            }
            if start.elapsed() > patience {
                self.process.kill()?;
                return self.process.wait();
            }
            thread::sleep(LOOK);
        }
    }
}
