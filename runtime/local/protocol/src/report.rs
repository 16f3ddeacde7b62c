//! What a local service reports to the tool or program around it. Data and text; nothing is printed here.

use std::fmt;

use eventual_runtime_engine::Timestamp;
use serde::{Deserialize, Serialize};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Report {
    /// The services answer.
    Serving(Serving),
    /// An event was not taken by a subscription.
    DeliveryFailed {
        /// Name of the subscription.
        subscription: String,
        /// Name of the event.
        event: String,
        /// Why.
        reason: String,
        /// When it is tried again; `None`: it is a dead letter now.
        again: Option<Timestamp>,
    },
    /// Something went wrong inside of the server.
    Failed {
        /// What.
        reason: String,
    },
}

/// What answers where.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Serving {
    /// The services, by name.
    pub services: Vec<ServingService>,
}

/// A service that answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServingService {
    /// Its name.
    pub name: String,
    /// Where it answers, without a slash at the end.
    pub url: String,
    /// Commands and routes with a path.
    pub routes: Vec<ServingRoute>,
    /// Commands that answer only at `POST /rpc/<name>`.
    pub commands: Vec<String>,
    /// Subscriptions, and the events each takes.
    pub subscriptions: Vec<(String, Vec<String>)>,
    /// Workflows.
    pub workflows: Vec<String>,
    /// Tasks.
    pub tasks: Vec<String>,
}

/// A command or route with a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServingRoute {
    /// `GET`, …
    pub method: String,
    /// `/orders/{id}`
    pub path: String,
    /// Name of the handler.
    pub handler: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serving(serving) => serving.fmt(f),
            Self::DeliveryFailed { subscription, event, reason, again } => {
                write!(f, "subscription `{subscription}` did not take `{event}`: {reason}; ")?;
                match again {
                    Some(_) => f.write_str("it is tried again"),
                    None => f.write_str("it is a dead letter now"),
                }
            }
            Self::Failed { reason } => f.write_str(reason),
        }
    }
}

impl fmt::Display for Serving {
    /// The banner: what can be called, what happens by itself, where to look.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, service) in self.services.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            service.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for ServingService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, url, routes, commands, subscriptions, workflows, tasks } = self;
        write!(f, "{name} at {url}")?;
        let width = routes.iter().map(|it| it.path.chars().count()).max().unwrap_or(0);
        for ServingRoute { method, path, handler } in routes {
            write!(f, "\n  {method:<7} {path:<width$}  {handler}")?;
        }
        for command in commands {
            write!(f, "\n  POST    /rpc/{command}")?;
        }
        for (subscription, events) in subscriptions {
            write!(f, "\n  on      {}  {subscription}", events.join(", "))?;
        }
        if !workflows.is_empty() {
            write!(f, "\n  workflows  {}", workflows.join(", "))?;
        }
        if !tasks.is_empty() {
            write!(f, "\n  tasks      {}", tasks.join(", "))?;
        }
        write!(f, "\n  inspector  {url}/_eventual\n  OpenAPI    {url}/_eventual/api/openapi.json")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banner_shows_what_can_be_called_and_where_to_look() {
        let route = |method: &str, path: &str, handler: &str| ServingRoute {
            method: method.to_owned(),
            path: path.to_owned(),
            handler: handler.to_owned(),
        };
        let serving = Serving {
            services: vec![ServingService {
                name: "orders".into(),
                url: "http://localhost:9000".into(),
                routes: vec![
                    route("POST", "/orders", "create_order"),
                    route("GET", "/orders/{id}", "get_order"),
                ],
                commands: vec!["ping".into()],
                subscriptions: vec![("ship".into(), vec!["Paid".into()])],
                workflows: vec!["fulfil".into()],
                tasks: vec!["charge".into()],
            }],
        };
        let expected = "orders at http://localhost:9000
  POST    /orders       create_order
  GET     /orders/{id}  get_order
  POST    /rpc/ping
  on      Paid  ship
  workflows  fulfil
  tasks      charge
  inspector  http://localhost:9000/_eventual
  OpenAPI    http://localhost:9000/_eventual/api/openapi.json";
        assert_eq!(serving.to_string(), expected);
    }

    #[test]
    fn a_failed_delivery_says_what_follows() {
        let report = |again| Report::DeliveryFailed {
            subscription: "ship".into(),
            event: "Paid".into(),
            reason: "Down: no carrier".into(),
            again,
        };
        assert_eq!(
            report(Some(Timestamp(1))).to_string(),
            "subscription `ship` did not take `Paid`: Down: no carrier; it is tried again"
        );
        assert_eq!(
            report(None).to_string(),
            "subscription `ship` did not take `Paid`: Down: no carrier; it is a dead letter now"
        );
    }
}
