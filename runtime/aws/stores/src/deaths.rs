//! What is known of executions that took down the process that ran them.
//!
//! Deployed code aborts when it panics, so a workflow that panics, or never comes back, or eats all memory, ends its
//! orchestrator, again at each delivery, together with the messages of others. It leaves a note first if it can; and
//! before a message that was delivered before is tried again, that is noted too.

use eventual_runtime_aws::Client;
use eventual_runtime_orchestrator::StoreError;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use crate::now;
use crate::relay::text;
use crate::{AwsStores, Settings};

/// A note is forgotten after so many seconds: long after the queue gave its messages up.
const KEPT_SECONDS: u64 = 30 * 24 * 60 * 60;

/// How an execution treated those who ran it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deaths {
    /// How many began to run it and did not say how it went.
    pub silent: u32,
    /// The last words of one, such as the text of a panic.
    pub last_words: Option<String>,
    version: u64,
}

impl AwsStores<'_> {
    /// What is noted of an execution.
    pub async fn deaths(&self, execution: &str) -> Result<Deaths, StoreError> {
        Ok(self.record(&key(execution)).await?.unwrap_or_default())
    }

    /// Notes that one begins to run it, until [`survived`](Self::survived) says otherwise.
    pub async fn dare(&self, execution: &str, known: &Deaths) -> Result<(), StoreError> {
        self.note(execution, Deaths { silent: known.silent + 1, ..known.clone() }).await
    }

    /// Takes back what [`dare`](Self::dare) noted, and all before it.
    pub async fn survived(&self, execution: &str) -> Result<(), StoreError> {
        let known = self.deaths(execution).await?;
        self.note(execution, Deaths { version: known.version, ..Deaths::default() }).await
    }

    async fn note(&self, execution: &str, mut deaths: Deaths) -> Result<(), StoreError> {
        deaths.version += 1;
        let mut attributes = Map::new();
        let until = now().as_millis() / 1_000 + KEPT_SECONDS;
        attributes.insert("ttl".to_owned(), json!({ "N": until.to_string() }));
        // If another process wrote a note meanwhile, there is one.
        self.put_record(&key(execution), deaths.version, text(&deaths)?, attributes).await.map(|_| ())
    }
}

/// Leaves the last words of a process for whoever runs the execution next. Blocks, on connections of its own: the process
/// may be in any state. What goes wrong is let go: the process ends whatever happens.
pub fn leave_last_words(execution: &str, words: &str) {
    let (execution, words) = (execution.to_owned(), words.to_owned());
    let writer = std::thread::spawn(move || -> Option<()> {
        let client = Client::from_env().ok()?;
        let settings = Settings::from_env();
        let stores = AwsStores::new(&client, &settings);
        let executor = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        executor.block_on(async {
            let known = stores.deaths(&execution).await.ok()?;
            stores.note(&execution, Deaths { last_words: Some(words), ..known }).await.ok()
        })
    });
    let _ = writer.join();
}

fn key(execution: &str) -> String {
    format!("p#{execution}")
}
