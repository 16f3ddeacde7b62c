use std::fmt;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::error::{Context, Error, Result};

/// A finished command: what was run, how it ended, and what it said.
#[derive(Clone, PartialEq, Eq)]
pub struct Transcript {
    /// The command line, for reading, not for running again.
    pub command: String,
    /// Exit code; -1 if a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Transcript {
    /// The transcript itself if the exit code is 0.
    ///
    /// # Errors
    /// The whole transcript, if it is not.
    pub fn success(self) -> Result<Self> {
        if self.code == 0 { Ok(self) } else { Err(Error::new(self.to_string())) }
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { command, code, stdout, stderr } = self;
        write!(
            formatter,
            "`{command}` exited with {code}\n--- stdout\n{}\n--- stderr\n{}",
            stdout.trim_end(),
            stderr.trim_end()
        )
    }
}

impl fmt::Debug for Transcript {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Runs a command to its end, in a process group of its own and without input.
///
/// # Errors
/// If it cannot be started, or does not end in time: then it and its children are killed, and the error holds
/// what it had said. An exit code other than 0 is no error here: see [`Transcript::success`].
pub fn run(command: &mut Command, limit: Duration) -> Result<Transcript> {
    let line = command_line(command);
    let mut child = command
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context(|| format!("cannot run `{line}`"))?;
    let (done, ended) = mpsc::channel();
    let stdout = collect(child.stdout.take(), done.clone());
    let stderr = collect(child.stderr.take(), done);
    let deadline = Instant::now() + limit;
    // Both pipes close when the command and all that it started have ended.
    let in_time =
        (0..2).all(|_| ended.recv_timeout(deadline.saturating_duration_since(Instant::now())).is_ok());
    if !in_time {
        kill_group(&child, Signal::KILL);
    }
    let status = child.wait().context(|| format!("cannot wait for `{line}`"))?;
    let transcript = Transcript {
        command: line,
        code: code(status),
        stdout: stdout.join().unwrap_or_default(),
        stderr: stderr.join().unwrap_or_default(),
    };
    if in_time {
        Ok(transcript)
    } else {
        Err(Error::new(format!("not finished after {} s, killed: {transcript}", limit.as_secs())))
    }
}

/// Sends a signal to the process group that `child` leads; nothing happens if it is gone.
pub(crate) fn kill_group(child: &Child, signal: Signal) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // The only failure is that the group has ended by itself.
        let _ = kill_process_group(group, signal);
    }
}

fn collect<R: Read + Send + 'static>(
    pipe: Option<R>,
    done: mpsc::Sender<()>,
) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // A read error ends the text early; the exit code tells the rest.
            let _ = pipe.read_to_end(&mut bytes);
        }
        let _ = done.send(());
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn command_line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

fn code(status: ExitStatus) -> i32 {
    status.code().unwrap_or(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn both_streams_and_the_exit_code_are_kept() {
        let transcript = run(&mut sh("echo out; echo err >&2; exit 3"), Duration::from_secs(10)).unwrap();
        assert_eq!((transcript.code, transcript.stdout.as_str()), (3, "out\n"));
        let error = transcript.success().unwrap_err().to_string();
        assert_eq!(
            error,
            "`sh -c echo out; echo err >&2; exit 3` exited with 3\n--- stdout\nout\n--- stderr\nerr"
        );
    }

    #[test]
    fn a_command_that_hangs_is_killed_with_its_children() {
        let error = run(&mut sh("echo begun; sleep 600 & sleep 600"), Duration::from_millis(300))
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("not finished after 0 s, killed: "), "{error}");
        assert!(error.contains("begun"), "{error}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error =
            run(&mut Command::new("no-such-program"), Duration::from_secs(1)).unwrap_err().to_string();
        assert!(error.starts_with("cannot run `no-such-program`: "), "{error}");
    }
}
