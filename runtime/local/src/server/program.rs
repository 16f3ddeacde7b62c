//! [`run`]: the whole of a program around services; what the generated `main` calls.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

use super::control::{ENV_SUPERVISED, FromHost, ToHost};
use super::error::ServeError;
use super::listen::address;
use super::options::ServeOptions;
use super::replay::{REPLAY, replay};
use super::report::Report;
use super::server::{Running, Server};
use super::store::Durability;
use super::supervised::Control;

/// How long a program waits for the one before it, which lets its work end first.
const TAKEOVER: Duration = Duration::from_secs(60);

/// Runs services until the program is told to end: by Ctrl-C, by `SIGTERM`, or by the tool that supervises it. `state` is the
/// folder of the state unless the arguments name another; `tell` prints a line for people.
///
/// With `replay` as the first argument nothing is served: the histories that follow are replayed and told on stdout.
pub fn run(
    server: Server,
    state: &str,
    arguments: impl IntoIterator<Item = String>,
    tell: impl Fn(&str) + Send + Sync + 'static,
) -> ExitCode {
    let tell = Arc::new(tell);
    let mut arguments = arguments.into_iter().peekable();
    if arguments.next_if(|first| first == REPLAY).is_some() {
        return replay(&server, arguments, &mut std::io::stdout(), &*tell);
    }
    let options = match read(state, arguments) {
        Ok(options) => options,
        Err(error) => return refuse(&*tell, &error),
    };
    if std::env::var_os(ENV_SUPERVISED).is_some() {
        return supervised(server, options, &*tell);
    }
    let said = Arc::clone(&tell);
    let running = server.start(&options, move |report: Report| said(&report.to_string()));
    match running {
        Ok(running) => {
            running.wait();
            running.stop();
            ExitCode::SUCCESS
        }
        Err(error) => refuse(&*tell, &error),
    }
}

fn refuse(tell: &dyn Fn(&str), error: &ServeError) -> ExitCode {
    tell(&format!("error: {error}"));
    ExitCode::FAILURE
}

fn supervised(server: Server, options: ServeOptions, tell: &dyn Fn(&str)) -> ExitCode {
    let (control, listeners) = match Control::from_stdin() {
        Ok((control, listeners)) => (Arc::new(control), listeners),
        Err(error) => return refuse(tell, &ServeError::System(error)),
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
    /// Waits until somebody wants the program to end.
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

const USAGE: &str = "`--host <address>`, `--port <number>`, `--state <folder>`, `--reset`, `--sync`";

/// Reads the arguments.
fn read(state: &str, arguments: impl IntoIterator<Item = String>) -> Result<ServeOptions, ServeError> {
    let mut options = ServeOptions::new(state);
    let mut arguments = arguments.into_iter();
    while let Some(name) = arguments.next() {
        let mut value = || {
            let missing = || ServeError::Argument(format!("`{name}` wants a value; allowed are {USAGE}"));
            arguments.next().ok_or_else(missing)
        };
        match name.as_str() {
            "--host" => options.host = address(&value()?)?,
            "--port" => {
                let given = value()?;
                let wrong =
                    |_| ServeError::Argument(format!("`--port {given}` is no number from 0 to 65535"));
                options.port = given.parse().map_err(wrong)?;
            }
            "--state" => options.state = value()?.into(),
            "--reset" => options.reset = true,
            "--sync" => options.durability = Durability::Power,
            _ => {
                return Err(ServeError::Argument(format!("`{name}` is not known here; allowed are {USAGE}")));
            }
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(arguments: &[&str]) -> Result<ServeOptions, String> {
        read("/state", arguments.iter().map(|it| (*it).to_owned())).map_err(|it| it.to_string())
    }

    #[test]
    fn arguments_change_the_defaults() {
        let read = options(&["--host", "localhost", "--port", "9100", "--reset", "--sync"]).unwrap();
        assert_eq!((read.host.to_string().as_str(), read.port), ("127.0.0.1", 9100));
        assert_eq!((read.reset, read.durability), (true, Durability::Power));
        assert_eq!(options(&["--state", "/other"]).unwrap().state.to_str(), Some("/other"));
    }

    #[test]
    fn a_wrong_argument_is_told_with_what_is_allowed() {
        assert_eq!(
            options(&["--prot"]).unwrap_err(),
            format!("`--prot` is not known here; allowed are {USAGE}")
        );
        assert_eq!(options(&["--port"]).unwrap_err(), format!("`--port` wants a value; allowed are {USAGE}"));
        assert_eq!(options(&["--port", "x"]).unwrap_err(), "`--port x` is no number from 0 to 65535");
        assert!(
            options(&["--host", "no such host"]).unwrap_err().starts_with("`no such host` is no address")
        );
    }
}
