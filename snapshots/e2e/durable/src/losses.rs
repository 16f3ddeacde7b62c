//! An event whose only subscription always fails.

use eventual::prelude::*;

/// A parcel is nowhere to be found.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Event)]
pub struct ParcelLost {
    /// Its number.
    pub id: String,
}

/// Fails at every delivery.
#[subscription]
pub async fn on_lost(event: ParcelLost) -> Result<()> {
    println!("looking for {}", event.id);
    Err(Error::new("NotFound", format!("{} is not in the house", event.id)))
}
