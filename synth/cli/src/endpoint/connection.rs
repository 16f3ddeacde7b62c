//! [`Connection`]: how one service is reached.

use std::time::Duration;

use eventual_constructs_report::ExitStatus;
use eventual_runtime_client::{HttpTransport, Request, Response, Transport as _, TransportError};
use eventual_runtime_operator::requests::OperatorRequest;
use eventual_runtime_operator::{
    DeadLetters, EmitEvent, Execution, OPERATOR_PREFIX, OperatorError, Redriven, Sent, ServiceDescription,
    read_answer, requests,
};
use eventual_synth::{Failure, Result};
use eventual_synth_deploy::ServiceCall;
use http::{StatusCode, Uri};
use serde::de::{DeserializeOwned, IgnoredAny};

use super::deployed::Deployed;
use super::log::{Log, LogFilter};
use crate::failure::{of_aws, of_operator};

/// How long an answer may take: API Gateway gives up after 29 s.
const PATIENCE: Duration = Duration::from_secs(30);

/// The code of answers that are not an operator's.
const NOT_AN_OPERATOR: &str = "NotAnOperator";

/// A way to reach one service.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    /// Address without a slash at its end. A deployed service may have none.
    url: Result<String>,
    http: HttpTransport,
    patience: Duration,
    /// What is known of it, if it is deployed.
    deployed: Option<Deployed>,
}

impl Connection {
    /// To a local service.
    pub(crate) fn local(url: &str) -> Result<Self> {
        let is_address = url.parse::<Uri>().is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.host().is_some()
                && uri.query().is_none()
        });
        if !is_address {
            return Err(Failure::user(format!("`{url}` is not the address of a service"))
                .hint("write it like `http://localhost:9000`"));
        }
        let url = Ok(url.trim_end_matches('/').to_owned());
        Ok(Self { url, http: HttpTransport::new(), patience: PATIENCE, deployed: None })
    }

    /// To a service on AWS.
    pub(crate) fn deployed(deployed: Deployed) -> Self {
        let url = deployed.address();
        Self { url, http: HttpTransport::new(), patience: PATIENCE, deployed: Some(deployed) }
    }

    /// Address, for people.
    pub(crate) fn url(&self) -> &str {
        self.url.as_deref().unwrap_or("the service")
    }

    /// Name of the service, if it is deployed.
    pub(crate) fn deployed_name(&self) -> Option<&str> {
        self.deployed.as_ref().map(|it| it.info.service.as_str())
    }

    /// The same, with other patience.
    pub(crate) fn within(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    /// Asks what an operator may ask.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, request: OperatorRequest) -> Result<T> {
        let answer = self.signed(request).await?;
        read_answer(&answer).map_err(|error| self.refused(error, &answer))
    }

    /// Asks the same, and gives what the operator said, be it a refusal.
    pub(crate) async fn forward(&self, request: OperatorRequest) -> Result<Response> {
        let answer = self.signed(request).await?;
        match read_answer::<IgnoredAny>(&answer) {
            Err(error) if error.code == NOT_AN_OPERATOR => Err(self.refused(error, &answer)),
            _ => Ok(answer),
        }
    }

    fn refused(&self, error: OperatorError, answer: &Response) -> Failure {
        if error.code != NOT_AN_OPERATOR {
            return of_operator(error);
        }
        if let (Some(deployed), 403 | 404) = (&self.deployed, error.status.as_u16()) {
            return refused(deployed, error.status, answer);
        }
        let message = format!("{} is no service that can be operated: {}", self.url(), error.message);
        let failure = Failure::new(ExitStatus::Error, NOT_AN_OPERATOR, message);
        failure.hint(error.hint.unwrap_or_else(|| {
            format!("is something else listening there? A service answers under {OPERATOR_PREFIX}")
        }))
    }

    /// What the service has.
    pub(crate) async fn service(&self) -> Result<ServiceDescription> {
        self.ask(requests::service()).await
    }

    /// Sends a request whose URI is a path of the service.
    pub(crate) async fn raw(&self, mut request: Request) -> Result<Response> {
        let uri = format!("{}{}", self.url.clone()?, request.uri());
        *request.uri_mut() = uri.parse().map_err(|_| Failure::user(format!("`{uri}` is not an address")))?;
        self.http.send(request, self.patience).await.map_err(|error| self.explain(error))
    }

    /// The same, signed. A local service believes everybody.
    pub(crate) async fn signed(&self, request: Request) -> Result<Response> {
        let Some(deployed) = &self.deployed else { return self.raw(request).await };
        let (parts, body) = request.into_parts();
        let call = ServiceCall {
            service: "execute-api",
            method: if parts.method == http::Method::GET { "GET" } else { "POST" },
            address: Some(self.url.clone()?),
            path: parts.uri.to_string(),
            headers: if body.is_empty() { Vec::new() } else { vec![("content-type", "application/json")] },
            body: &body,
        };
        let doing = format!("asking service `{}`", deployed.info.service);
        let (status, body) = deployed.cloud.call(&doing, &call).await.map_err(of_aws)?;
        let mut answer = Response::new(body);
        *answer.status_mut() = StatusCode::from_u16(status).map_err(Failure::unexpected)?;
        Ok(answer)
    }

    /// Puts an event on the bus of the service.
    pub(crate) async fn emit(&self, event: &EmitEvent) -> Result<()> {
        match &self.deployed {
            Some(deployed) => deployed.emit(event).await,
            None => self.ask::<Sent>(requests::emit(event)).await.map(drop),
        }
    }

    /// What subscriptions could not take.
    pub(crate) async fn dead_letters(&self) -> Result<DeadLetters> {
        match &self.deployed {
            Some(deployed) => deployed.dead_letters().await,
            None => self.ask(requests::dead_letters()).await,
        }
    }

    /// Gives a subscription its dead letters again; how many they were.
    pub(crate) async fn redrive(&self, subscription: &str) -> Result<u64> {
        match &self.deployed {
            Some(deployed) => deployed.redrive(subscription).await,
            None => self.ask(requests::redrive(subscription)).await.map(|it: Redriven| it.redriven),
        }
    }

    /// What was logged.
    pub(crate) async fn log(&self, filter: &LogFilter) -> Result<Log> {
        let Some(deployed) = &self.deployed else { return Ok(Log::local(self.clone(), filter)) };
        let began = match &filter.execution {
            Some(id) if filter.since.is_none() => {
                Some(self.ask::<Execution>(requests::execution(id)).await?.started)
            }
            _ => None,
        };
        Log::cloud_watch(deployed.clone(), filter, began).await
    }

    fn explain(&self, error: TransportError) -> Failure {
        match error {
            TransportError::NotSent(reason) => {
                Failure::unreachable(format!("nothing answers at {}: {reason}", self.url())).hint(
                    "start the service with `eventual dev`, or name another with `--url` or `--service`",
                )
            }
            other => Failure::unreachable(format!("{}: {other}", self.url())),
        }
    }
}

/// The gateway refused: there is no operator, or we may not ask it.
fn refused(deployed: &Deployed, status: StatusCode, answer: &Response) -> Failure {
    let service = &deployed.info.service;
    let text = String::from_utf8_lossy(answer.body());
    // What API Gateway says of a path that it does not have.
    if status == StatusCode::NOT_FOUND || text.contains("Missing Authentication Token") {
        return Failure::user(format!(
            "`{service}` cannot be asked: it has no workflows, and so no operator"
        ))
        .hint("`eventual logs`, `dlq`, `emit` and `invoke` work without one");
    }
    let message = format!("you may not operate `{service}`: {}", crate::view::json::cut(text.trim(), 200));
    Failure::new(ExitStatus::Denied, "Denied", message)
        .hint("it takes `execute-api:Invoke` on the paths `/_eventual/api/*` of its API")
}
