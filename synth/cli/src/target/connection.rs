//! [`Connection`]: how one service is reached.

use std::time::Duration;

use eventual_runtime_client::{HttpTransport, Request, Response, Transport as _, TransportError};
use eventual_runtime_operator::requests::OperatorRequest;
use eventual_runtime_operator::{
    DeadLetters, EmitEvent, OPERATOR_PREFIX, Redriven, Sent, ServiceDescription, read_answer, requests,
};
use http::Uri;
use serde::de::DeserializeOwned;

use crate::cli::LogsArgs;
use crate::failure::{Failure, Result};
use crate::target::Log;

/// How long an answer may take: API Gateway gives up after 29 s.
const PATIENCE: Duration = Duration::from_secs(30);

/// A way to reach one service.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    /// Address without a slash at its end.
    pub(crate) url: String,
    http: HttpTransport,
    patience: Duration,
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
        let url = url.trim_end_matches('/').to_owned();
        Ok(Self { url, http: HttpTransport::new(), patience: PATIENCE })
    }

    /// The same, with other patience.
    pub(crate) fn within(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    /// Asks what an operator may ask.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, request: OperatorRequest) -> Result<T> {
        let answer = self.raw(request).await?;
        read_answer(&answer).map_err(|error| {
            if error.code != "NotAnOperator" {
                return error.into();
            }
            let failure = Failure::new(
                eventual_synth_report::ExitStatus::Error,
                "NotAnOperator",
                format!("{} is no service that can be operated: {}", self.url, error.message),
            );
            match error.hint {
                Some(hint) => failure.hint(hint),
                None => failure.hint(format!(
                    "is something else listening there? A service answers under {OPERATOR_PREFIX}"
                )),
            }
        })
    }

    /// What the service has.
    pub(crate) async fn service(&self) -> Result<ServiceDescription> {
        self.ask(requests::service()).await
    }

    /// Sends a request whose URI is a path of the service.
    pub(crate) async fn raw(&self, mut request: Request) -> Result<Response> {
        let uri = format!("{}{}", self.url, request.uri());
        *request.uri_mut() = uri.parse().map_err(|_| Failure::user(format!("`{uri}` is not an address")))?;
        self.http.send(request, self.patience).await.map_err(|error| self.explain(error))
    }

    /// The same, signed.
    pub(crate) async fn signed(&self, request: Request) -> Result<Response> {
        // A local service believes everybody.
        self.raw(request).await
    }

    /// Puts an event on the bus of the service.
    pub(crate) async fn emit(&self, event: &EmitEvent) -> Result<()> {
        self.ask::<Sent>(requests::emit(event)).await.map(drop)
    }

    /// What subscriptions could not take.
    pub(crate) async fn dead_letters(&self) -> Result<DeadLetters> {
        self.ask(requests::dead_letters()).await
    }

    /// Gives a subscription its dead letters again; how many they were.
    pub(crate) async fn redrive(&self, subscription: &str) -> Result<u64> {
        self.ask(requests::redrive(subscription)).await.map(|it: Redriven| it.redriven)
    }

    /// What was logged.
    pub(crate) async fn log(&self, args: &LogsArgs) -> Result<Log> {
        Ok(Log::local(self.clone(), args))
    }

    fn explain(&self, error: TransportError) -> Failure {
        match error {
            TransportError::NotSent(reason) => {
                Failure::unreachable(format!("nothing answers at {}: {reason}", self.url)).hint(
                    "start the service with `eventual dev`, or name another with `--url` or `--service`",
                )
            }
            other => Failure::unreachable(format!("{}: {other}", self.url)),
        }
    }
}
