use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use eventual_runtime_core::Reply;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::answer;
use crate::caller::{Call, Caller, IDEMPOTENCY_KEY, header};
use crate::error::ClientError;
use crate::transport::BoxFuture;

/// A call of a command, which its client's method of that name makes. It does nothing until it is awaited; then it
/// gives what the command returns, or a [`ClientError`].
///
/// ```
/// # use eventual_runtime_client::{ClientError, ServiceClient};
/// # use eventual_runtime_client_fixtures_shop::{Shop, orders::NewOrder};
/// # use std::time::Duration;
/// # async fn order(client: ServiceClient<Shop>, order: NewOrder) -> Result<(), ClientError> {
/// let id = client.create_order(order).idempotency_key("cart-17").timeout(Duration::from_secs(3)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited"]
pub struct CommandCall<T> {
    caller: Caller,
    call: Call,
    output: PhantomData<fn() -> T>,
}

impl<T> CommandCall<T> {
    pub(crate) fn new(caller: Caller, call: Call) -> Self {
        Self { caller, call, output: PhantomData }
    }

    /// One more header, instead of the client's own header of that name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match header(name, value) {
            Ok((name, value)) => {
                self.call.headers.insert(name, value);
            }
            Err(error) => self.call.body = self.call.body.and(Err(error)),
        }
        self
    }

    /// How long one attempt may take, instead of the client's setting.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call.timeout = Some(timeout);
        self
    }

    /// This call may happen twice: it is repeated where the service may already have done it. The command finds
    /// `key` in the header `idempotency-key`; calls with the same key are meant to be the same.
    pub fn idempotency_key(self, key: &str) -> Self {
        self.header(IDEMPOTENCY_KEY.as_str(), key)
    }

    /// [`idempotency_key`](Self::idempotency_key) with a random key, unless the call has a key.
    pub fn idempotent(self) -> Self {
        if self.call.headers.contains_key(IDEMPOTENCY_KEY) {
            return self;
        }
        self.idempotency_key(&Uuid::new_v4().to_string())
    }

    /// The value together with the status and the headers of the answer.
    pub fn reply(self) -> impl Future<Output = Result<Reply<T>, ClientError>>
    where
        T: DeserializeOwned,
    {
        let Self { caller, call, .. } = self;
        async move {
            let command = call.command;
            let (parts, body) = caller.send(call).await?.into_parts();
            let value = answer::decode(command, &body)?;
            Ok(Reply { value, status: parts.status, headers: parts.headers })
        }
    }
}

impl<T: DeserializeOwned + 'static> IntoFuture for CommandCall<T> {
    type Output = Result<T, ClientError>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { caller, call, .. } = self;
        Box::pin(async move {
            let command = call.command;
            answer::decode(command, caller.send(call).await?.body())
        })
    }
}

impl<T> fmt::Debug for CommandCall<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandCall").field("command", &self.call.command).finish_non_exhaustive()
    }
}
