//! `eventual list`

use std::time::SystemTime;

use eventual_constructs_report::{ExitStatus, count};
use eventual_runtime_engine::Timestamp;
use eventual_runtime_operator::{Executions, Listing, ServiceDescription, requests};
use eventual_synth::{Failure, Result, Session};
use serde_json::json;

use crate::cli::{ListArgs, Listed};
use crate::endpoint;
use crate::view::execution;
use crate::view::json::cut;
use crate::view::table::Table;

pub(crate) async fn list(args: &ListArgs, session: Session) -> Result<ExitStatus> {
    match args.what {
        Listed::Services => services(args, session).await,
        Listed::Handlers => handlers(args, session).await,
        Listed::Workflows => workflows(args, session).await,
        Listed::Executions => executions(args, session).await,
    }
}

async fn services(args: &ListArgs, session: Session) -> Result<ExitStatus> {
    let found = endpoint::all(&args.target, session).await?;
    if session.json {
        let rows: Vec<_> =
            found.iter().map(|it| json!({"name": it.name, "place": it.place, "url": it.url})).collect();
        session.print_json(&json!({ "services": rows }))?;
        return Ok(ExitStatus::Success);
    }
    let mut table = Table::new(["service", "where", "url"]);
    for it in &found {
        table.row([
            it.name.as_str().into(),
            it.place.as_str().into(),
            it.url.as_deref().unwrap_or("").into(),
        ]);
    }
    if found.is_empty() {
        session.printer.note("There is no service here: none runs locally, none is deployed");
    } else {
        session.printer.data(&table.render());
    }
    Ok(ExitStatus::Success)
}

/// Kind, name, what it answers or takes, first line of its docs.
fn rows(service: &ServiceDescription) -> Vec<[String; 4]> {
    let docs =
        |docs: &Option<String>| docs.as_deref().and_then(|it| it.lines().next()).unwrap_or("").to_owned();
    let mut rows = Vec::new();
    for it in &service.commands {
        let at = match (&it.method, &it.path) {
            (Some(method), Some(path)) => format!("{method} {path}"),
            _ => format!("POST /rpc/{}", it.name),
        };
        rows.push(["command".to_owned(), it.name.clone(), at, docs(&it.docs)]);
    }
    for it in &service.routes {
        rows.push([
            "route".to_owned(),
            it.name.clone(),
            format!("{} {}", it.method, it.path),
            docs(&it.docs),
        ]);
    }
    for it in &service.subscriptions {
        let from = it.source.as_ref().map(|it| format!(" of {it}")).unwrap_or_default();
        let on = format!("on {}{from}", it.events.join(", "));
        rows.push(["subscription".to_owned(), it.name.clone(), on, docs(&it.docs)]);
    }
    for (kind, named) in [
        ("workflow", &service.workflows),
        ("task", &service.tasks),
        ("event", &service.events),
        ("signal", &service.signals),
    ] {
        rows.extend(named.iter().map(|it| [kind.to_owned(), it.name.clone(), String::new(), docs(&it.docs)]));
    }
    rows
}

async fn handlers(args: &ListArgs, session: Session) -> Result<ExitStatus> {
    let service = endpoint::find(&args.target, session).await?.service().await?;
    if session.json {
        session.print_json(&service)?;
        return Ok(ExitStatus::Success);
    }
    let mut table = Table::new(["kind", "name", "at", "what"]);
    for [kind, name, at, docs] in rows(&service) {
        table.row([kind.into(), name.into(), at.into(), cut(&docs, 60).into()]);
    }
    session.printer.data(&table.render());
    Ok(ExitStatus::Success)
}

async fn workflows(args: &ListArgs, session: Session) -> Result<ExitStatus> {
    let service = endpoint::find(&args.target, session).await?.service().await?;
    if session.json {
        session.print_json(&json!({ "workflows": service.workflows }))?;
        return Ok(ExitStatus::Success);
    }
    let mut table = Table::new(["workflow", "what"]);
    for it in &service.workflows {
        let docs = it.docs.as_deref().and_then(|it| it.lines().next()).unwrap_or("");
        table.row([it.name.as_str().into(), cut(docs, 80).into()]);
    }
    if service.workflows.is_empty() {
        session.printer.note(format_args!("`{}` has no workflow", service.name));
    } else {
        session.printer.data(&table.render());
    }
    Ok(ExitStatus::Success)
}

async fn executions(args: &ListArgs, session: Session) -> Result<ExitStatus> {
    let service = endpoint::find(&args.target, session).await?;
    let wrong = |why: &str| Failure::user(format!("`--cursor` is not what a list gave: {why}"));
    let cursor = args.cursor.as_deref().map(str::parse).transpose().map_err(wrong)?;
    let started_after = args.since.map(|since| Timestamp::from(SystemTime::now()) - since);
    let listing = Listing {
        workflow: args.workflow.clone(),
        state: args.status,
        started_after,
        limit: args.limit.into(),
        cursor,
        ..Listing::default()
    };
    let found: Executions = service.ask(requests::list(&listing)).await?;
    if session.json {
        session.print_json(&found)?;
        return Ok(ExitStatus::Success);
    }
    if found.executions.is_empty() {
        session.printer.note("There is no such execution");
        return Ok(ExitStatus::Success);
    }
    session.printer.data(&execution::list(&found));
    if let Some(cursor) = &found.cursor {
        let shown = count(found.executions.len(), "execution");
        session.printer.note(format_args!("{shown} shown; more with `--cursor {cursor}`"));
    }
    Ok(ExitStatus::Success)
}
