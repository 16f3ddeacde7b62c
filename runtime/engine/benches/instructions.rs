//! How many instructions the engine needs per event, counted by callgrind: the same on every machine and under any load.
//!
//! `cargo bench -p eventual-runtime-engine --bench instructions` compares with `benches/instructions.golden` and fails if
//! a count left its bound or moved by more than 2 %; with `UPDATE_GOLDENS=1` it writes the file anew. Needs valgrind.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    reason = "a measuring program, not a library"
)]

mod programs;

use programs::{Setup, Work};
use std::process::{Command, ExitCode};

/// Name, program, and the most instructions that one unit of work may take.
const MEASURES: &[(&str, Work, f64)] = &[
    ("replay, number as result, per event", Work::ReplayBare, 700.0),
    ("replay, 85 bytes of JSON, per event", Work::ReplayJson, 2_000.0),
    ("replay, fan-out, 85 bytes of JSON, per event", Work::ReplayFanOut, 2_900.0),
    ("live, 85 bytes of JSON, per task", Work::Live, 5_000.0),
    ("decode a journal, 85 bytes of JSON, per event", Work::Decode, 5_000.0),
];

/// From few to many: the cost of an event must not depend on how many came before.
const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    if let (Some(measure), Some(size)) = (args.next(), args.next()) {
        let index: usize = measure.parse().expect("the number of a measure");
        let setup = Setup::new(MEASURES[index].1, size.parse().expect("a size"));
        drop(measured(setup));
        return ExitCode::SUCCESS;
    }
    let golden_path = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.golden");
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let golden =
        if update { String::new() } else { std::fs::read_to_string(golden_path).unwrap_or_default() };
    let (mut table, mut failures) = (String::new(), Vec::new());
    for (index, (name, work, bound)) in MEASURES.iter().enumerate() {
        let counts: Vec<f64> =
            SIZES.map(|size| count(index, size) as f64 / (size * work.units()) as f64).into();
        let line =
            format!("{name}: {}", counts.iter().map(|n| format!("{n:.0}")).collect::<Vec<_>>().join(" "));
        println!("{line}");
        let most = counts.iter().skip(1).copied().fold(0.0, f64::max);
        if most > *bound {
            failures.push(format!("{name}: {most:.0} is more than {bound}"));
        }
        if most / counts[1] > 1.1 {
            failures.push(format!("{name}: grows with the number of events"));
        }
        let before =
            golden.lines().find_map(|old| old.strip_prefix(name)).and_then(|old| old.rsplit(' ').next());
        if let Some(before) = before.and_then(|before| before.parse::<f64>().ok())
            && (counts[3] / before - 1.0).abs() > 0.02
        {
            failures.push(format!("{name}: was {before}, is {:.0}", counts[3]));
        }
        table += &line;
        table.push('\n');
    }
    let idle = programs::bytes_per_idle_execution(20_000);
    println!("an idle execution: {idle} bytes");
    if idle > 1_536 {
        failures.push(format!("an idle execution takes {idle} bytes"));
    }
    for (what, rate) in programs::rates() {
        println!("{what}: {rate:.0}/s on this machine now");
    }
    if update {
        std::fs::write(golden_path, table).expect("a golden that can be written");
    }
    failures.iter().for_each(|failure| println!("FAILED {failure}"));
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What is counted. Callgrind knows it by name.
#[inline(never)]
fn measured(setup: Setup) -> Box<dyn std::any::Any> {
    setup.run()
}

/// Runs this program again under callgrind.
fn count(index: usize, size: usize) -> u64 {
    let this = std::env::current_exe().expect("the path of this program");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no"])
        .arg("--toggle-collect=*measured*")
        .arg(this)
        .args([index.to_string(), size.to_string()])
        .output()
        .expect("valgrind must be installed");
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.lines().find_map(|line| line.split_once("Collected : "));
    let Some((_, count)) = collected else { panic!("valgrind said: {text}") };
    count.trim().parse().expect("a count")
}
