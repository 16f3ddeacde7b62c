//! Every fault at every place: same end, nothing lost, nothing doubled.

use std::collections::VecDeque;

use eventual_runtime_engine::ExecutionStatus;
use eventual_runtime_orchestrator::What;

use crate::run::{Case, Ran, run, signal};
use crate::world::Faults;
use eventual_runtime_testing_memory::Crash;

fn cases() -> Vec<Case> {
    let case = |workflow, told: Vec<(u64, What)>| Case { workflow, told };
    let cancel = What::Cancel { id: "cancel-1".to_owned(), reason: "test".to_owned() };
    let cancel_again = cancel.clone();
    vec![
        case("sequence", vec![]),
        case("fan_out", vec![]),
        case("retries", vec![]),
        case("timers", vec![]),
        case("signals", vec![(0, signal("a", 1)), (50, signal("b", 20)), (9_000, signal("c", 300))]),
        case("parent", vec![]),
        case("cancelled", vec![(3_000, cancel)]),
        case(
            "again",
            vec![(0, signal("a", 1)), (0, signal("b", 2)), (7_000, signal("c", 3)), (8_000, signal("d", 4))],
        ),
        case("emits", vec![]),
        case("requests", vec![]),
        case("cancelled_request", vec![(2_000, cancel_again)]),
        case("limited", vec![]),
        case("unknown", vec![]),
    ]
}

/// What came of all runs.
#[derive(Default)]
struct Tally {
    runs: usize,
    emits_doubled: u32,
    violations: Vec<String>,
}

impl Tally {
    fn check(&mut self, case: &Case, plain: &Ran, faults: Faults, may_double_emits: bool) {
        let description = format!("{} with {faults:?}", case.workflow);
        let ran = run(case, faults);
        self.runs += 1;
        self.emits_doubled += ran.emits_doubled;
        let mut say = |what: &str| self.violations.push(format!("{description}: {what}"));
        ran.problems.iter().for_each(|it| say(it));
        if ran.seen != plain.seen {
            say(&format!("ended with {:?} instead of {:?}", ran.seen, plain.seen));
        }
        if ran.attempts_doubled > 0 {
            say("an attempt ran twice");
        }
        if ran.emits_doubled > 0 && !may_double_emits {
            say("an event was emitted twice without a crash");
        }
    }

    fn finish(self, name: &str) {
        let Self { runs, emits_doubled, violations } = self;
        eprintln!(
            "{name}: {runs} cases, {} violations, {emits_doubled} events emitted again",
            violations.len()
        );
        assert!(
            violations.is_empty(),
            "{}",
            violations.iter().take(5).cloned().collect::<Vec<_>>().join("\n")
        );
    }
}

fn each_case(name: &str, try_all: impl Fn(&mut Tally, &Case, &Ran)) {
    let mut tally = Tally::default();
    for case in cases() {
        let plain = run(&case, Faults::default());
        assert_eq!((plain.problems.as_slice(), plain.attempts_doubled, plain.emits_doubled), (&[][..], 0, 0));
        try_all(&mut tally, &case, &plain);
    }
    tally.finish(name);
}

#[test]
fn without_faults_everything_ends_as_it_should() {
    let end = |case: &Case| match &run(case, Faults::default()).seen.statuses["it"] {
        ExecutionStatus::Pending => format!("{} runs", case.workflow),
        ExecutionStatus::Succeeded(value) => format!("{} {}", case.workflow, value.text()),
        ExecutionStatus::Failed(error) => format!("{} {}", case.workflow, error.name),
    };
    let ends: Vec<String> = cases().iter().map(end).collect();
    assert_eq!(
        ends.join(", "),
        "sequence 4, fan_out 1275, retries 4, timers 1, signals 322, parent 106, cancelled Cancelled, again 414, \
         emits 0, requests 1015, cancelled_request Cancelled, limited TimedOut, unknown WorkflowNotFound"
    );
}

#[test]
fn a_crash_at_any_operation() {
    each_case("a crash at any operation", |tally, case, plain| {
        for at in 0..plain.operations {
            for crash in [(Crash::Before, at), (Crash::After, at)] {
                let faults = Faults { crashes: VecDeque::from([crash]), ..Faults::default() };
                tally.check(case, plain, faults, true);
            }
        }
    });
}

#[test]
fn several_crashes_with_doubled_and_disordered_deliveries() {
    each_case("several crashes, doubled, disordered, late", |tally, case, plain| {
        for seed in 0..60 {
            let step = 3 + usize::try_from(seed).unwrap() % 17;
            let crash = |at: usize| {
                if at.is_multiple_of(2) { (Crash::Before, at * step) } else { (Crash::After, at * step) }
            };
            let crashes = (1..4).map(crash).collect();
            let faults =
                Faults { crashes, duplicate: true, reorder: true, late: seed % 2 == 0, two: false, seed };
            tally.check(case, plain, faults, true);
        }
    });
}

#[test]
fn deliveries_doubled_disordered_and_late() {
    each_case("doubled, disordered, late", |tally, case, plain| {
        for seed in 0..40 {
            for mask in 1..8u8 {
                let (duplicate, reorder, late) = (mask & 1 > 0, mask & 2 > 0, mask & 4 > 0);
                let faults = Faults { duplicate, reorder, late, seed, ..Faults::default() };
                tally.check(case, plain, faults, false);
            }
        }
    });
}

#[test]
fn two_orchestrators_at_once() {
    each_case("two orchestrators at once", |tally, case, plain| {
        for seed in 0..100 {
            let faults =
                Faults { two: true, reorder: seed % 2 == 0, late: seed % 3 == 0, seed, ..Faults::default() };
            tally.check(case, plain, faults, true);
        }
    });
}

#[test]
fn two_orchestrators_at_once_of_which_one_crashes() {
    each_case("two orchestrators and a crash", |tally, case, plain| {
        for at in (0..plain.operations * 2).step_by(3) {
            let crash = if at.is_multiple_of(2) { (Crash::Before, at) } else { (Crash::After, at) };
            let faults =
                Faults { two: true, crashes: VecDeque::from([crash]), seed: at as u64, ..Faults::default() };
            tally.check(case, plain, faults, true);
        }
    });
}
