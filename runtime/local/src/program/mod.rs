//! [`run`]: the whole of a program around services; what the generated `main` calls.

mod options;
mod replay;

pub use options::ServeOptions;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use eventual_runtime_local_protocol::{Control, ENV_SUPERVISED, FromHost, Report, ServeError, ToHost};
use tokio::signal::unix::{SignalKind, signal};

use self::options::read;
use self::replay::{REPLAY, replay};
use crate::server::{Running, Server};

/// How long a program waits for the one before it, which lets its work end first.
const TAKEOVER: Duration = Duration::from_secs(60);

/// Runs services until the program is to end: by Ctrl-C, by `SIGTERM`, or by the tool that supervises it.
/// `state` is the folder of the state unless the arguments name another; `print` prints a line for people.
///
/// With `replay` as the first argument nothing is served: the histories that follow are replayed and shown on
/// stdout.
pub fn run(
    server: Server,
    state: &str,
    arguments: impl IntoIterator<Item = String>,
    print: impl Fn(&str) + Send + Sync + 'static,
) -> ExitCode {
    let print = Arc::new(print);
    let mut arguments = arguments.into_iter().peekable();
    if arguments.next_if(|first| first == REPLAY).is_some() {
        return replay(&server, arguments, &mut std::io::stdout(), &*print);
    }
    let options = match read(state, arguments) {
        Ok(options) => options,
        Err(error) => return refuse(&*print, &error),
    };
    if std::env::var_os(ENV_SUPERVISED).is_some() {
        return supervised(server, options, &*print);
    }
    let said = Arc::clone(&print);
    let running = server.start(&options, move |report: Report| said(&report.to_string()));
    match running {
        Ok(running) => {
            running.wait();
            running.stop();
            ExitCode::SUCCESS
        }
        Err(error) => refuse(&*print, &error),
    }
}

fn refuse(print: &dyn Fn(&str), error: &ServeError) -> ExitCode {
    print(&format!("error: {error}"));
    ExitCode::FAILURE
}

fn supervised(server: Server, options: ServeOptions, print: &dyn Fn(&str)) -> ExitCode {
    let (control, listeners) = match Control::from_stdin() {
        Ok((control, listeners)) => (Arc::new(control), listeners),
        Err(error) => return refuse(print, &ServeError::System(error)),
    };
    control.say(&FromHost::Ready);
    let options = ServeOptions { patience: TAKEOVER, ..options };
    let said = Arc::clone(&control);
    let sink = move |report: Report| said.say(&FromHost::Report { text: report.to_string(), report });
    match server.start_on(listeners, &options, sink) {
        Ok(running) => {
            match control.wait() {
                ToHost::Drain => running.hand_over(),
                ToHost::Stop => running.stop(),
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            control.say(&FromHost::Refused { reason: error.to_string() });
            ExitCode::FAILURE
        }
    }
}

impl Running {
    /// Waits for the signal to end.
    fn wait(&self) {
        self.block_on(async {
            let (Ok(mut interrupt), Ok(mut terminate)) =
                (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
            else {
                return std::future::pending().await;
            };
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        });
    }
}
