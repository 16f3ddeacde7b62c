//! `eventual dlq`

use eventual_constructs_report::{ExitStatus, Styles, count};
use eventual_runtime_operator::DeadLetters;
use eventual_synth::{Result, Session};
use serde_json::json;

use crate::cli::DlqCommand;
use crate::endpoint;
use crate::view::json;
use crate::view::time::point;

pub(crate) async fn dlq(command: &DlqCommand, session: Session) -> Result<ExitStatus> {
    match command {
        DlqCommand::List { subscription, target } => {
            let service = endpoint::find(target, session).await?;
            let mut letters = service.dead_letters().await?;
            if let Some(wanted) = subscription {
                endpoint::check_subscription(wanted, &letters.queues)?;
                letters.queues.retain(|it| it.subscription == *wanted);
            }
            show(&letters, session)
        }
        DlqCommand::Redrive { subscription, target } => {
            let service = endpoint::find(target, session).await?;
            let redriven = service.redrive(subscription).await?;
            if session.json {
                session.print_json(&json!({ "redriven": redriven }))?;
            }
            let number = usize::try_from(redriven).unwrap_or(usize::MAX);
            session.printer.done("Redrove", format_args!("{} to `{subscription}`", count(number, "event")));
            Ok(ExitStatus::Success)
        }
    }
}

fn show(letters: &DeadLetters, session: Session) -> Result<ExitStatus> {
    if session.json {
        session.print_json(letters)?;
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
