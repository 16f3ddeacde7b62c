//! What a function of the service has of AWS: its settings from the environment, a clock, random ids.

use std::sync::OnceLock;
use std::time::SystemTime;

use eventual_analyzer_model::contract::{ENV_EVENT_BUS, ENV_SERVICE};
use eventual_runtime_aws::{Client, random_bytes};
use eventual_runtime_engine::{Emitted, Error, Result, Timestamp};
use eventual_runtime_orchestrator::StoreError;
use eventual_runtime_sigv4::hex;

use crate::{AwsStores, Settings, effects};

impl AwsStores<'static> {
    /// The stores of this process, as its environment names them.
    ///
    /// # Errors
    /// If the environment has no region or no credentials. What a single store lacks shows when it is used.
    pub fn of_process() -> Result<Self> {
        static SETTINGS: OnceLock<Settings> = OnceLock::new();
        let client = Client::shared().map_err(Error::other)?;
        Ok(Self::new(client, SETTINGS.get_or_init(Settings::from_env)))
    }
}

/// The system's clock.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// 128 random bits in hex.
///
/// # Errors
/// If the system has no random numbers.
pub fn unique_id() -> Result<String, StoreError> {
    Ok(hex(&random()?))
}

/// A UUID of version 7 (RFC 9562): sorts by time.
///
/// # Errors
/// If the system has no random numbers.
pub fn uuid_v7(now: Timestamp) -> Result<String, StoreError> {
    let mut bytes = random()?;
    for (to, from) in bytes.iter_mut().zip(now.as_millis().to_be_bytes().into_iter().skip(2)) {
        *to = from;
    }
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = hex(&bytes);
    Ok([&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"))
}

fn random() -> Result<[u8; 16], StoreError> {
    random_bytes().map_err(|error| StoreError(format!("no random numbers: {error}")))
}

/// Puts events on the service's bus. A free function that reads only the two variables it needs: a handler that emits
/// and does nothing else links nothing else. The events' origins are made here, once: what is sent again is recognized.
///
/// # Errors
/// `EmitFailed`, if they were not all put.
pub async fn emit(events: &[Emitted]) -> Result<()> {
    let (bus, source) = (variable(ENV_EVENT_BUS)?, variable(ENV_SERVICE)?);
    let client = Client::shared().map_err(Error::other)?;
    let failed = |error: StoreError| Error::new("EmitFailed", error.to_string());
    let id = unique_id().map_err(failed)?;
    effects::put(client, &bus, &source, &id, events).await.map_err(failed)
}

fn variable(name: &str) -> Result<String> {
    std::env::var(name)
        .map_err(|_| Error::new("EmitFailed", format!("the environment variable `{name}` is not set")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_uuid_that_sorts_by_time() {
        let id = uuid_v7(Timestamp(0x0190_1234_5678)).unwrap();
        assert!(id.starts_with("01901234-5678-7"), "{id}");
        assert_eq!(id.len(), 36);
        assert!(matches!(id.as_bytes()[19], b'8'..=b'9' | b'a'..=b'b'), "{id}");
        assert_ne!(id, uuid_v7(Timestamp(0x0190_1234_5678)).unwrap());
    }
}
