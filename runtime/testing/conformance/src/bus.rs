//! An event, and a subscription that takes some of them.

use eventual::prelude::*;

use crate::workflows::keep;

/// Something happened.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Event)]
pub struct News {
    /// What about.
    pub topic: String,
    /// Identifies it.
    pub id: String,
}

/// Takes sports only: the execution `news <id>` shows it.
#[subscription(filter = r#"{"topic": [{"prefix": "sport"}]}"#)]
pub async fn read_sports(event: News) -> Result<()> {
    keep.start(event.topic).name(format!("news {}", event.id)).await?;
    Ok(())
}
