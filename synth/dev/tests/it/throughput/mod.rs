//! How many requests the hello lesson answers, beside the least that answers: a server of hyper alone. Both share the cores
//! with the load tool, `wrk` of Debian.

mod load;
mod program;

use eventual_constructs_build::{HostService, host};

use self::load::{Load, median};
use self::program::{Program, bare};
use crate::workspace::{copy, options};

/// Connections, and the requests a second to reach with them.
const TARGETS: [(u32, f64); 2] = [(1, 20_000.0), (32, 50_000.0)];
/// The machine does other things too: the programs take turns.
const ROUNDS: usize = 5;

#[test]
#[ignore = "measures; `cargo test -p eventual-synth-dev -- --ignored --nocapture throughput`"]
#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn throughput_of_the_hello_lesson() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let services = copy(&root, &["hello"]);
    let options = options(&root, services);
    let services: Vec<HostService> = options
        .services
        .iter()
        .map(|it| HostService { model: it.model.clone(), dir: it.dir.clone() })
        .collect();
    let built = host(&services, options.work_dir.as_ref().unwrap(), options.cargo_output, &()).unwrap();
    let state = root.join("state");
    let service = Program::start(&built.program, &["--port", "0", "--state", state.to_str().unwrap()]);
    let bare = Program::start(&bare(&root), &[]);
    for (connections, target) in TARGETS {
        let rounds: Vec<[Load; 2]> =
            (0..ROUNDS).map(|_| [&service, &bare].map(|it| it.load(connections))).collect();
        let of = |index: usize, what: fn(&Load) -> f64| {
            median(rounds.iter().map(|round| what(&round[index])).collect())
        };
        let [rate, most] = [0, 1].map(|index| of(index, |it| it.rate));
        let [cpu, least] = [0, 1].map(|index| of(index, |it| it.cpu));
        let own = of(0, |it| it.own);
        println!(
            "{connections} connections: {rate:.0} requests/s, {:.2} of the target {target:.0}, {:.2} of hyper alone \
             ({most:.0}); median {:.3} ms, 99% within {:.3} ms",
            rate / target,
            rate / most,
            of(0, |it| it.median),
            of(0, |it| it.p99),
        );
        println!(
            "  CPU of a request: {cpu:.1} µs in the server (hyper alone {least:.1}), {own:.1} µs in the load tool: two \
             cores would be full at {:.0} requests/s",
            2e6 / (cpu + own)
        );
    }
}
