//! `eventual doctor`

use std::process::Command;

use eventual_constructs_report::{ExitStatus, Styles};
use eventual_synth::{Result, Session};
use eventual_synth_deploy::CDK;
use serde_json::json;

use crate::cli::DoctorArgs;
use crate::endpoint::{self, Account, LOCAL_URL};
use crate::view::table::{Cell, Table};

/// The oldest compiler that builds a service.
const OLDEST_RUST: (u32, u32) = (1, 95);
/// The oldest bootstrap stack that an assembly may ask for.
const OLDEST_BOOTSTRAP: u64 = 6;

/// How one thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Good,
    /// It is needed by some: what it is needed for is in the advice.
    Missing,
    /// Nothing works without it.
    Broken,
}

/// What was looked at, and what was found.
#[derive(Clone, Debug)]
struct Check {
    name: &'static str,
    state: State,
    found: String,
    /// What to do, unless it is good.
    advice: String,
}

pub(crate) async fn doctor(args: &DoctorArgs, session: Session) -> Result<ExitStatus> {
    let mut checks = vec![rust(), cargo(), linker(), driver()];
    checks.push(port().await);
    if !args.local {
        checks.extend(aws(endpoint::account(args).await));
        checks.push(node());
    }
    show(&checks, session)?;
    let is_broken = checks.iter().any(|it| it.state == State::Broken);
    Ok(if is_broken { ExitStatus::Failure } else { ExitStatus::Success })
}

fn show(checks: &[Check], session: Session) -> Result<()> {
    let word = |state| match state {
        State::Good => "ok",
        State::Missing => "missing",
        State::Broken => "broken",
    };
    if session.json {
        let rows: Vec<_> = checks
            .iter()
            .map(|it| json!({"name": it.name, "state": word(it.state), "found": it.found, "advice": it.advice}))
            .collect();
        return session.print_json(&json!({ "checks": rows }));
    }
    let mut table = Table::new(["what", "is", "found", "advice"]);
    for check in checks {
        let style = match check.state {
            State::Good => Styles::DONE,
            State::Missing => Styles::WARNING,
            State::Broken => Styles::ERROR,
        };
        let advice = if check.state == State::Good { "" } else { &check.advice };
        let state = Cell::styled(word(check.state), style);
        table.row([check.name.into(), state, check.found.as_str().into(), advice.into()]);
    }
    session.printer.data(&table.render());
    Ok(())
}

/// First line of what a program says of itself.
fn version(program: &str, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).output().ok().filter(|it| it.status.success())?;
    String::from_utf8_lossy(&output.stdout).lines().next().map(|it| it.trim().to_owned())
}

fn rust() -> Check {
    let advice = format!("install Rust {}.{} or newer: https://rustup.rs", OLDEST_RUST.0, OLDEST_RUST.1);
    let found = version("rustc", "--version");
    let number = found.as_deref().and_then(|it| {
        let mut parts = it.split_whitespace().nth(1)?.split('.');
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    });
    let state =
        if number.is_some_and(|it: (u32, u32)| it >= OLDEST_RUST) { State::Good } else { State::Broken };
    Check { name: "rustc", state, found: found.unwrap_or_else(|| "nothing".to_owned()), advice }
}

fn cargo() -> Check {
    let found = version("cargo", "--version");
    let state = if found.is_some() { State::Good } else { State::Broken };
    let advice = "it comes with Rust: https://rustup.rs".to_owned();
    Check { name: "cargo", state, found: found.unwrap_or_else(|| "nothing".to_owned()), advice }
}

/// The linker that comes with Rust: functions are linked with it, see `constructs/build`.
fn linker() -> Check {
    let find = || {
        let output = Command::new("rustc").args(["--print=sysroot", "--print=host-tuple"]).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let (sysroot, host) = text.trim().split_once('\n')?;
        let lld = std::path::Path::new(sysroot).join("lib/rustlib").join(host).join("bin/gcc-ld/ld.lld");
        lld.exists().then(|| lld.display().to_string())
    };
    let found = find();
    Check {
        name: "linker",
        state: if found.is_some() { State::Good } else { State::Missing },
        found: found.map_or("no `ld.lld` in the toolchain", |_| "ld.lld of the toolchain").to_owned(),
        advice: "needed to build functions: use a toolchain of https://rustup.rs, which brings it".to_owned(),
    }
}

fn driver() -> Check {
    let found = version("cc", "--version");
    let state = if found.is_some() { State::Good } else { State::Broken };
    let advice = "Rust links with it: install gcc or clang".to_owned();
    Check { name: "C compiler", state, found: found.unwrap_or_else(|| "no `cc`".to_owned()), advice }
}

/// Credentials, and whether the account was bootstrapped.
fn aws(account: Result<Account>) -> Vec<Check> {
    let account = match account {
        Ok(account) => account,
        Err(failure) => {
            let found = failure.message();
            let advice = failure.hint.unwrap_or_else(|| "only needed to deploy and to operate".to_owned());
            return vec![Check { name: "AWS", state: State::Missing, found, advice }];
        }
    };
    let Account { number, region, caller, bootstrap } = account;
    let (state, found) = match bootstrap {
        Some(version) if version >= OLDEST_BOOTSTRAP => (State::Good, format!("version {version}")),
        Some(version) => (State::Missing, format!("version {version}, {OLDEST_BOOTSTRAP} is needed")),
        None => (State::Missing, "this account and region was not bootstrapped".to_owned()),
    };
    let advice = format!("`npx {CDK} bootstrap aws://{number}/{region}`");
    vec![
        Check {
            name: "AWS",
            state: State::Good,
            found: format!("{caller} in {region}"),
            advice: String::new(),
        },
        Check { name: "bootstrap", state, found, advice },
    ]
}

/// Only the CDK needs it.
fn node() -> Check {
    let found = version("node", "--version");
    let state = if found.is_some() { State::Good } else { State::Missing };
    let advice = "only needed to deploy with the CDK; `eventual deploy` does without".to_owned();
    Check { name: "node", state, found: found.unwrap_or_else(|| "nothing".to_owned()), advice }
}

/// Whether a local service could listen, or does.
async fn port() -> Check {
    let (state, found) = match tokio::net::TcpListener::bind(("127.0.0.1", 9000)).await {
        Ok(_) => (State::Good, "free".to_owned()),
        Err(_) if endpoint::serves(LOCAL_URL).await => (State::Good, "a service runs there".to_owned()),
        Err(error) => (State::Missing, format!("taken by something else: {error}")),
    };
    let advice = "run your service elsewhere: `eventual dev --port 9001`".to_owned();
    Check { name: "port 9000", state, found, advice }
}
