//! EV0501 to EV0505 and EV0509: functions whose result differs from run to run, or that have effects of their own.

use crate::diagnostic::Report;
use crate::diagnostic::code;
use crate::resolve::Target;
use crate::workflow::scan::Visit;

/// What workflows cannot call.
struct Rule {
    code: &'static str,
    /// Completes "a workflow cannot …".
    what: &'static str,
    why: &'static str,
    help: &'static str,
    /// Beginnings of full paths, `::` between segments; a last segment of the form `a|b` is either.
    paths: &'static [&'static str],
}

const RULES: &[Rule] = &[
    Rule {
        code: code::WALL_CLOCK,
        what: "read the clock",
        why: "on replay it would be another time",
        help: "use `eventual::now()`: the recorded time of the event that is being handled",
        paths: &[
            "std::time::SystemTime|Instant::now",
            "tokio::time::Instant::now",
            "chrono::Utc|Local::now",
            "chrono::offset::Utc|Local::now",
            "jiff::Timestamp|Zoned::now",
            "time::OffsetDateTime|UtcDateTime::now_utc|now_local|now",
        ],
    },
    Rule {
        code: code::RANDOMNESS,
        what: "make random values",
        why: "on replay it would be another value",
        help: "use `eventual::random()` or `eventual::uuid()`: they are the same on replay",
        paths: &[
            "rand",
            "fastrand",
            "getrandom",
            "nanoid",
            "oorandom",
            "uuid::Uuid::new_v4|now_v1|now_v6|now_v7",
            "ulid::Ulid::new",
            "std::hash::RandomState",
            "std::collections::hash_map::RandomState",
        ],
    },
    Rule {
        code: code::ENVIRONMENT,
        what: "read the environment",
        why: "it can differ between the run and the replay",
        help: "take the value as input, or read it in a `#[task]`",
        paths: &[
            "std::env::var|vars|var_os|vars_os|args|args_os|current_dir|current_exe|temp_dir|home_dir",
            "std::env::set_var|remove_var|set_current_dir",
            "dotenvy",
            "envy",
        ],
    },
    Rule {
        code: code::FOREIGN_TIMER,
        what: "wait on timers of the process",
        why: "they are not recorded, so the execution would hang or wait again",
        help: "use `duration(..)`, `time(..)` or `timeout(..)` of `eventual`",
        paths: &[
            "tokio::time::sleep|sleep_until|timeout|timeout_at|interval|interval_at",
            "async_std::task::sleep",
            "futures_timer",
            "async_io::Timer",
            "std::thread::sleep",
        ],
    },
    Rule {
        code: code::THREADS,
        what: "start threads or tasks of a runtime",
        why: "what runs there is not recorded",
        help: "use `eventual::spawn(..)`, or move the work to a `#[task]`",
        paths: &[
            "std::thread",
            "tokio::spawn",
            "tokio::task",
            "tokio::runtime",
            "rayon",
            "async_std::task",
            "smol::spawn",
        ],
    },
    Rule {
        code: code::INPUT_OUTPUT,
        what: "talk to the world",
        why: "it would do so again on each replay",
        help: "move it to a `#[task]`: it runs once and its result is recorded",
        paths: &[
            "std::fs",
            "std::process::Command|exit|abort|id",
            "std::io::stdin|stdout|stderr",
            "std::net::TcpStream|TcpListener|UdpSocket",
            "tokio::fs|net|process",
            "tokio::io::stdin|stdout|stderr",
            "reqwest::get|blocking|Client|ClientBuilder",
            "hyper::client",
            "ureq",
            "aws_config",
            "sqlx::query|query_as|query_scalar|query_with|Pool|PgPool|MySqlPool|SqlitePool|Connection",
            "diesel::insert_into|update|delete|select|sql_query",
            "redis::Client|cmd|pipe|Cmd",
            "mongodb::Client",
            "tokio_postgres::connect|Config",
            "lapin::Connection",
            "rdkafka::producer|consumer|client",
        ],
    },
];

/// Constructors that take a seed are the same on each run.
const SEEDED: [&str; 3] = ["seed_from_u64", "from_seed", "with_seed"];

pub(super) fn check(visit: &Visit<'_>, found: &mut Vec<Report>) {
    let Target::Extern(path) = visit.target() else { return };
    if path.last().is_some_and(|last| SEEDED.contains(&last.as_str())) {
        return;
    }
    let is_aws_client = path.first().is_some_and(|it| it.starts_with("aws_sdk_"))
        && path.get(1).is_some_and(|it| it == "Client");
    let rule = RULES.iter().find(|rule| {
        rule.paths.iter().any(|wanted| begins(&path, wanted))
            || (rule.code == code::INPUT_OUTPUT && is_aws_client)
    });
    if let Some(rule) = rule {
        found.push(
            Report::error(rule.code, format!("a workflow cannot {}: `{}`", rule.what, visit.written()))
                .at_with(visit.place(), rule.why)
                .help(rule.help),
        );
    }
}

/// Whether a path begins with `wanted`.
fn begins(path: &[String], wanted: &str) -> bool {
    let mut segments = path.iter();
    wanted.split("::").all(|wanted| segments.next().is_some_and(|it| wanted.split('|').any(|one| one == it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings() {
        let path = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
        assert!(begins(&path("std::time::Instant::now"), "std::time::SystemTime|Instant::now"));
        assert!(!begins(&path("std::time::Duration::from_secs"), "std::time::SystemTime|Instant::now"));
        assert!(begins(&path("rand::rng"), "rand"));
        assert!(!begins(&path("std::net::IpAddr::from"), "std::net::TcpStream|UdpSocket"));
    }
}
