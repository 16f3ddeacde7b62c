//! The service as operators see it.

use eventual_analyzer_model::ServiceModel;
use eventual_analyzer_openapi::set_server_url;
use eventual_runtime_engine::{Emitted, Payload, Timestamp};
use eventual_runtime_operator::{
    DeadLetterQueue, Described, Edge, Host, HostError, Logs, ServiceDescription,
};
use eventual_runtime_orchestrator::operations::{self, Cursor, Index, Listing, Page, Question};
use eventual_runtime_orchestrator::{Row, StoreError};
use uuid::Uuid;

use crate::bus::DeadLetter;
use crate::store::Keyspace;
use crate::world::{ServiceHandle, now, read};

/// A service, and the URL at which it is operated.
pub(crate) struct Operated<'a> {
    pub(crate) here: &'a ServiceHandle,
    pub(crate) url: &'a str,
}

impl Host for Operated<'_> {
    type Stores = ServiceHandle;

    fn stores(&self) -> &ServiceHandle {
        self.here
    }

    fn now(&self) -> Timestamp {
        now()
    }

    fn random(&self) -> String {
        Uuid::now_v7().simple().to_string()
    }

    fn service(&self) -> &ServiceDescription {
        self.here.described.get_or_init(|| self.here.describe())
    }

    async fn openapi(&self) -> Result<Payload, HostError> {
        let mut document = self.here.document().clone();
        set_server_url(&mut document, self.url);
        Payload::of(&document).map_err(|error| HostError::Refused(error.to_string()))
    }

    async fn query(&self, question: Question) -> Result<Payload, HostError> {
        let workflows = self.here.handlers.workflows.iter().copied();
        Ok(operations::query(self.here, workflows, &question).await?)
    }

    async fn emit(&self, name: &str, detail: &Payload) -> Result<(), HostError> {
        let event = Emitted { name: name.to_owned().into(), payload: detail.clone() };
        self.here.publish([(Uuid::now_v7().to_string(), event)].into_iter())?;
        Ok(())
    }

    async fn dead_letters(&self) -> Result<Vec<DeadLetterQueue>, HostError> {
        let letters = self.here.dead_letters()?;
        let names = self.here.subscriptions.iter().map(|it| it.entry.name.to_owned());
        // Also of subscriptions that the code does not have any more.
        let mut names: Vec<String> =
            names.chain(letters.iter().map(|(_, letter)| letter.subscription.clone())).collect();
        names.sort();
        names.dedup();
        let queue = |subscription: String| {
            let letters = letters.iter().filter(|(_, it)| it.subscription == subscription);
            let letters: Vec<_> = letters.map(|(_, letter)| shown(letter)).collect();
            DeadLetterQueue { count: letters.len() as u64, letters, subscription }
        };
        Ok(names.into_iter().map(queue).collect())
    }

    async fn redrive(&self, subscription: &str) -> Result<u64, HostError> {
        match self.here.redrive(subscription)? {
            Some(count) => Ok(count as u64),
            None => Err(HostError::Refused(format!("the service has no subscription `{subscription}`"))),
        }
    }

    async fn observed(&self) -> Result<Vec<Edge>, HostError> {
        Ok(self.here.seen.edges())
    }

    async fn logs(&self, execution: Option<&str>, after: Option<u64>) -> Result<Logs, HostError> {
        Ok(self.here.logged(execution, after)?)
    }
}

impl Index for ServiceHandle {
    async fn list(&self, listing: &Listing) -> Result<Page, StoreError> {
        let keyspace = self.keys.keyspace(Keyspace::Started);
        let from = listing.cursor.as_ref().map(|Cursor { started, id }| self.keys.started(*started, id));
        let mut found: Vec<(String, Row)> = Vec::new();
        let mut failed = None;
        self.world.store.scan(&keyspace, from.as_deref(), true, |key, _| {
            let id = String::from_utf8_lossy(key.get(keyspace.len() + 8..).unwrap_or_default()).into_owned();
            match self.world.store.get(&self.keys.named(Keyspace::Execution, &id)) {
                Ok(None) => {}
                Ok(Some(text)) => match read::<Row>("an execution", &text) {
                    Ok(row) if listing.takes(&id, &row) => found.push((id, row)),
                    Ok(_) => {}
                    Err(error) => failed = Some(error),
                },
                Err(error) => failed = Some(error),
            }
            // One more, to know whether more follow.
            found.len() <= listing.limit && failed.is_none()
        })?;
        match failed {
            Some(error) => Err(error),
            None => Ok(listing.page(found)),
        }
    }
}

impl ServiceHandle {
    fn describe(&self) -> ServiceDescription {
        let model = self.model.and_then(|text| serde_json::from_str::<ServiceModel>(text).ok());
        if let Some(model) = model {
            return ServiceDescription::from(&model);
        }
        let named = |name: &str| Described { name: name.to_owned(), docs: None };
        let described = self.handlers.description(self.name, &self.version);
        ServiceDescription {
            name: self.name.to_owned(),
            events: described.events.iter().map(|it| named(&it.name)).collect(),
            tasks: self.handlers.tasks.iter().map(|it| named(it.name)).collect(),
            workflows: self.handlers.workflows.iter().map(|it| named(it.name)).collect(),
            subscriptions: described
                .subscriptions
                .into_iter()
                .map(|it| eventual_runtime_operator::SubscriptionDescription {
                    name: it.name,
                    docs: None,
                    events: it.events,
                    source: it.source,
                })
                .collect(),
            ..ServiceDescription::default()
        }
    }
}

fn shown(letter: &DeadLetter) -> eventual_runtime_operator::DeadLetter {
    eventual_runtime_operator::DeadLetter {
        id: letter.event.id.clone(),
        event: letter.event.name.clone(),
        detail: letter.event.detail.clone(),
        reason: letter.error.to_string(),
        at: Some(letter.at),
        attempts: Some(letter.attempts),
    }
}
