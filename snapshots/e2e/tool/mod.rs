//! The tool against a local AWS that runs what is deployed: the service of the end-to-end tests, from its first deployment to
//! its end.
//!
//! Compiling the functions is shared with the other tests of that service.

mod account;
mod events;
mod executions;
mod history;
mod pages;
mod stacks;

use eventual_snapshots_e2e::{Emulator, Iam, bootstrap_account};

use account::Account;

/// One deployment, all commands.
#[test]
#[ignore = "takes minutes; `.ci/full` runs it"]
fn a_service_is_deployed_operated_and_destroyed() {
    let emulator = Emulator::start(Iam::Enforced).unwrap();
    let account = Account::new(&emulator);
    stacks::nothing_is_there(&account);
    bootstrap_account(&emulator).unwrap();
    stacks::is_deployed(&account);
    stacks::is_compared(&account);
    stacks::is_verified(&account);

    executions::are_listed_and_shown(&account);
    executions::are_signalled_and_cancelled(&account);
    executions::finish_tasks_by_token(&account);
    executions::call_a_thousand_tasks(&account);
    events::are_heard_and_logged(&account);
    events::that_nobody_took_are_given_back(&account);
    pages::are_served(&account);
    history::is_replayed(&account);

    stacks::a_failure_is_told_by_its_cause(&account);
    stacks::is_destroyed(&account);
}
