//! Waits until somebody looks on with a debugger.

use std::io::{self, Write};
use std::time::Duration;

/// How often to look whether a debugger came.
const PAUSE: Duration = Duration::from_millis(50);

/// Says on `out` how to attach a debugger to this process, and returns when one is attached. Only Linux tells of that;
/// elsewhere, and where `/proc` is missing, a line on the standard input says so.
pub fn wait_for_debugger(out: &mut dyn Write) -> io::Result<()> {
    let pid = std::process::id();
    writeln!(out, "process {pid} waits for a debugger. Set breakpoints in the workflow, then let it go on:")?;
    writeln!(out, "  rust-gdb -p {pid}            then: break orders.rs:72, continue")?;
    writeln!(out, "  rust-lldb -p {pid}           then: breakpoint set -f orders.rs -l 72, continue")?;
    writeln!(
        out,
        "  VS Code (CodeLLDB)           {{\"type\":\"lldb\",\"request\":\"attach\",\"pid\":{pid}}}"
    )?;
    if only_parents_may_attach() {
        writeln!(out, "  if it is not permitted:      sudo sysctl kernel.yama.ptrace_scope=0")?;
    }
    let Some(mut tracer) = tracer() else {
        writeln!(out, "press Enter when it is attached")?;
        out.flush()?;
        return io::stdin().read_line(&mut String::new()).map(drop);
    };
    out.flush()?;
    while tracer == 0 {
        std::thread::sleep(PAUSE);
        tracer = self::tracer().unwrap_or(0);
    }
    writeln!(out, "process {tracer} is attached")?;
    out.flush()
}

/// Who traces this process, 0 for nobody; `None` where that is not known.
fn tracer() -> Option<u32> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("TracerPid:"))?.trim().parse().ok()
}

/// Whether Linux lets only parents of a process attach to it, as Ubuntu does.
fn only_parents_may_attach() -> bool {
    let scope = std::fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope").unwrap_or_default();
    matches!(scope.trim(), "1" | "2")
}
