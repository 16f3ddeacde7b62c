//! Members: who joins becomes an event, and others react to it.

use eventual::prelude::*;

use crate::welcome::welcome;

/// Who wants to join.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
pub struct NewMember {
    /// How they are called.
    #[garde(length(min = 1, max = 100))]
    pub name: String,
    /// Where they are written to.
    #[garde(email)]
    pub email: String,
}

/// Somebody joined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
pub struct MemberJoined {
    /// Who.
    pub member: String,
}

/// Accepts a member. The same member sent twice is one execution of the workflow.
#[command(method = "POST", path = "/members")]
pub async fn sign_up(member: NewMember) -> Result<ExecutionId> {
    let name = member.name.clone();
    MemberJoined { member: name.clone() }.emit().await?;
    welcome.start(member).name(name).await
}

/// Reacts to an event, in a function of its own. An error is tried again, then kept in a dead-letter queue.
#[subscription(retry(max_attempts = 3))]
pub async fn count_member(event: MemberJoined) -> Result<()> {
    println!("{} joined", event.member);
    Ok(())
}
