//! One run of the load tool.

use std::ops::Range;
use std::process::Command;

/// Seconds of one run.
const SECONDS: u32 = 4;
/// Units of the times that the system tells, a second.
const TICKS: f64 = 100.0;

/// What one run says.
#[derive(Debug)]
pub(super) struct Load {
    /// Requests a second.
    pub(super) rate: f64,
    /// Milliseconds from request to answer.
    pub(super) median: f64,
    /// The same for the slowest of a hundred.
    pub(super) p99: f64,
    /// Microseconds of CPU of the server for one request.
    pub(super) cpu: f64,
    /// The same of the load tool.
    pub(super) own: f64,
}

/// Runs the load tool; `cpu` says how much the server has used so far, in seconds.
pub(super) fn run(port: u16, connections: u32, cpu: impl Fn() -> f64) -> Load {
    let (before, own_before) = (cpu(), children());
    let output = Command::new("wrk")
        .args(["--threads", "1", "--latency"])
        .args(["--connections", &connections.to_string(), "--duration", &format!("{SECONDS}s")])
        .arg(format!("http://127.0.0.1:{port}/hello/sam"))
        .output()
        .expect("the load tool: `apt-get install wrk`");
    let (used, own) = (cpu() - before, children() - own_before);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    for trouble in ["Socket errors", "Non-2xx"] {
        assert!(!text.contains(trouble), "{text}");
    }
    let after = |words: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(words));
        line.unwrap_or_else(|| panic!("no `{words}` in {text}")).trim().to_owned()
    };
    let requests: f64 = {
        let line = text.lines().find(|line| line.contains(" requests in ")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    };
    Load {
        rate: after("Requests/sec:").parse().unwrap(),
        median: milliseconds(&after("50%")),
        p99: milliseconds(&after("99%")),
        cpu: used * 1e6 / requests,
        own: own * 1e6 / requests,
    }
}

/// Seconds of CPU that ended children have used: the load tool, each time.
fn children() -> f64 {
    seconds("self", 15..17)
}

/// These fields of what the system says of a process, which are times.
pub(super) fn seconds(process: &str, fields: Range<usize>) -> f64 {
    let text = fs_err::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // The name of the program, in parentheses, may hold spaces.
    let (_, rest) = text.rsplit_once(')').unwrap();
    let rest = rest.split_whitespace().skip(fields.start - 2).take(fields.len());
    rest.map(|it| it.parse::<f64>().unwrap()).sum::<f64>() / TICKS
}

/// `12.50us`, `1.20ms`, `1.00s`.
fn milliseconds(text: &str) -> f64 {
    let (number, factor) = [("us", 1e-3), ("ms", 1.0), ("s", 1e3)]
        .into_iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))
        .unwrap_or_else(|| panic!("`{text}` is no time"));
    number.parse::<f64>().unwrap() * factor
}

/// The one in the middle.
pub(super) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
