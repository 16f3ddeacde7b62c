//! A process that waits for its debugger.

use std::io::{BufRead, BufReader, stdout};
use std::process::{Command, Stdio};

use eventual_runtime_replay::wait_for_debugger;

/// Runs in a process of its own: see the next test.
#[test]
#[ignore = "waits for a debugger"]
fn waits() {
    wait_for_debugger(&mut stdout()).unwrap();
}

/// Attaches to a process without stopping it, as a debugger does that lets it go on, until that process ends.
const DEBUGGER: &str = "
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
PTRACE_SEIZE = 0x4206
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
if libc.ptrace(PTRACE_SEIZE, int(sys.argv[1]), None, None) != 0:
    sys.exit(os.strerror(ctypes.get_errno()))
os.waitpid(int(sys.argv[1]), 0x40000000)
";

#[test]
#[cfg(target_os = "linux")]
fn a_process_goes_on_when_a_debugger_came() {
    let this = std::env::current_exe().unwrap();
    let mut waiting = Command::new(this)
        .args(["debugger::waits", "--exact", "--ignored", "--nocapture"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(waiting.stdout.take().unwrap()).lines().map(Result::unwrap);
    let head = format!("process {} waits for a debugger.", waiting.id());
    assert!(lines.any(|line| line.contains(&head)), "no `{head}`");
    assert!(waiting.try_wait().unwrap().is_none(), "it does not wait");
    let debugger = Command::new("python3").args(["-c", DEBUGGER, &waiting.id().to_string()]).spawn();
    let mut debugger = debugger.expect("Python 3, which the tests need");
    let tail = format!("process {} is attached", debugger.id());
    assert!(lines.any(|line| line == tail), "no `{tail}`");
    drop(lines);
    debugger.wait().unwrap();
    waiting.wait().unwrap();
}
