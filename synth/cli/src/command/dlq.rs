//! `eventual dlq`

use eventual_analyzer_model::closest;
use eventual_constructs_report::{ExitStatus, Styles, count};
use eventual_runtime_operator::{DeadLetterQueue, DeadLetters};
use serde_json::json;

use super::Session;
use crate::cli::DlqCommand;
use crate::endpoint;
use crate::failure::{Failure, Result};
use crate::view::json;
use crate::view::time::point;

pub(crate) async fn dlq(command: &DlqCommand, session: Session) -> Result<ExitStatus> {
    match command {
        DlqCommand::List { subscription, target } => {
            let service = endpoint::find(target, session).await?;
            let mut letters = service.dead_letters().await?;
            if let Some(wanted) = subscription {
                check(wanted, &letters.queues)?;
                letters.queues.retain(|it| it.subscription == *wanted);
            }
            show(&letters, session)
        }
        DlqCommand::Redrive { subscription, target } => {
            let service = endpoint::find(target, session).await?;
            let redriven = service.redrive(subscription).await?;
            if session.json {
                json::print(&session.printer, &json!({ "redriven": redriven }))?;
            }
            let number = usize::try_from(redriven).unwrap_or(usize::MAX);
            session.printer.done("Redrove", format_args!("{} to `{subscription}`", count(number, "event")));
            Ok(ExitStatus::Success)
        }
    }
}

/// Refuses a subscription that is not among these.
pub(crate) fn check(wanted: &str, queues: &[DeadLetterQueue]) -> Result<()> {
    let names = || queues.iter().map(|it| it.subscription.as_str());
    if names().any(|it| it == wanted) {
        return Ok(());
    }
    let failure = Failure::not_found(format!("the service has no subscription `{wanted}`"));
    let all: Vec<String> = names().map(|it| format!("`{it}`")).collect();
    Err(match closest(wanted, names()) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None if all.is_empty() => failure,
        None => failure.hint(format!("there are {}", all.join(", "))),
    })
}

fn show(letters: &DeadLetters, session: Session) -> Result<ExitStatus> {
    if session.json {
        json::print(&session.printer, letters)?;
        return Ok(ExitStatus::Success);
    }
    let mut out = String::new();
    for queue in &letters.queues {
        let number = usize::try_from(queue.count).unwrap_or(usize::MAX);
        let style = if number == 0 { Styles::DONE } else { Styles::ERROR };
        out.push_str(&format!("{style}{}{style:#}: {}\n", queue.subscription, count(number, "dead letter")));
        for letter in &queue.letters {
            let at = letter.at.map(|at| format!("{}  ", point(at))).unwrap_or_default();
            let detail = json::short(&letter.detail, 100);
            out.push_str(&format!(
                "  {at}{} {}\n    {detail}\n    {}\n",
                letter.event, letter.id, letter.reason
            ));
        }
    }
    session.printer.data(&out);
    if letters.queues.is_empty() {
        session.printer.note("The service has no subscription");
    }
    Ok(ExitStatus::Success)
}
