use std::time::Duration;

use eventual_constructs_aws::Setting;
use eventual_constructs_aws::apigateway::{RestApiProps, Throttling};
use eventual_constructs_core::Value;

/// The API of a service.
#[derive(Clone, Debug, Default)]
pub struct ApiProps {
    /// Who checks input first. The function checks all of it in any case.
    pub validation: Validation,
    /// Which pages of other origins may call. Default: none.
    pub cors: Setting<Cors>,
    /// Allowed callers. Default: all.
    pub auth: Auth,
    /// Handlers that are open to all callers nevertheless, by id: `route_health`, `command_hello`.
    pub public: Vec<String>,
    /// Everything else: name, stage, throttling, access logs, binary media types. Two defaults differ: the name is
    /// the service's, and access logs are off, as they need a role that is one for the whole account and region.
    pub rest_api: RestApiProps,
}

/// Who checks input first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Validation {
    /// The gateway: bad input never starts the function. Of a missing field the answer says the name, of a value that
    /// is not allowed only what is wrong with it: API Gateway does not tell where it stands.
    #[default]
    Gateway,
    /// The function alone: the answer names each field by its path.
    Function,
}

/// Cross-origin requests, declared once: the gateway answers preflights, its own errors carry the headers,
/// and functions put them on their answers.
#[derive(Clone, Debug)]
pub struct Cors {
    /// Origins, `https://shop.example`; or only `*`: all.
    pub origins: Vec<String>,
    /// Request headers that pages may send beyond the simple ones and those that commands read as fields. Default: `content-type`, `authorization`,
    /// `x-api-key`, `x-amz-date`, `x-amz-security-token`.
    pub headers: Vec<String>,
    /// Response headers that pages may read.
    pub expose: Vec<String>,
    /// Whether cookies and the like are sent along; not with the origin `*`.
    pub credentials: bool,
    /// How long browsers remember a preflight. Default: 10 min.
    pub max_age: Duration,
}

impl Default for Cors {
    /// All origins, without credentials.
    fn default() -> Self {
        let headers = ["content-type", "authorization", "x-api-key", "x-amz-date", "x-amz-security-token"];
        Self {
            origins: vec!["*".to_owned()],
            headers: headers.map(str::to_owned).into(),
            expose: Vec::new(),
            credentials: false,
            max_age: Duration::from_secs(600),
        }
    }
}

impl Cors {
    /// Pages of these origins.
    pub fn origins<S: Into<String>>(origins: impl IntoIterator<Item = S>) -> Self {
        Self { origins: origins.into_iter().map(Into::into).collect(), ..Self::default() }
    }
}

/// Allowed callers of the API. Preflights are open to all.
#[derive(Clone, Debug, Default)]
pub enum Auth {
    /// All; handlers can check for themselves with middleware.
    #[default]
    Open,
    /// Callers that sign with AWS credentials which allow `execute-api:Invoke`.
    Iam,
    /// Callers with an API key (`x-api-key`). A key and a usage plan are made.
    ApiKey {
        /// Requests that a key may make. `None`: as many as it likes.
        quota: Option<UsageQuota>,
        /// Speed for a key. `None`: that of the API.
        throttling: Option<Throttling>,
    },
    /// Callers with a token (`authorization` header) of one of these Cognito user pools.
    Cognito {
        /// ARNs of the pools.
        user_pools: Vec<Value<String>>,
        /// Scopes of which an access token must have one; empty: identity tokens are taken.
        scopes: Vec<String>,
    },
    /// Callers that a Lambda function of yours lets in.
    Lambda {
        /// ARN of the function.
        function: Value<String>,
        /// What it is given.
        kind: AuthorizerKind,
        /// How long its answer is remembered, at most 1 h.
        cache: Duration,
    },
}

/// What a Lambda authorizer is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthorizerKind {
    /// The value of this header; requests without it are refused at once.
    Token {
        /// Name of the header.
        header: String,
    },
    /// The request, except its body. Answers are remembered by these sources, in the gateway's notation:
    /// `method.request.header.authorization`.
    Request {
        /// The sources; a request without one of them is refused at once.
        identity: Vec<String>,
    },
}

/// Number of requests in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageQuota {
    /// So many from midnight to midnight (UTC).
    PerDay(u32),
    /// So many from Sunday to Sunday.
    PerWeek(u32),
    /// So many in a calendar month.
    PerMonth(u32),
}
