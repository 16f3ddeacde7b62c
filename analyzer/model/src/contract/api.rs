//! Names of the service's API: its URL, CORS, the specification, paths.

use serde::{Deserialize, Serialize};

use super::Verb;

/// Generates the API specification at run time.
pub const SPECIFY: Verb = Verb::new("api", "specify");
pub(super) const VERBS: &[Verb] = &[SPECIFY];

/// Environment variable with the public URL of the service's API, where it is known without a request.
pub const ENV_SERVICE_URL: &str = "EVENTUAL_SERVICE_URL";
/// Environment variable with the CORS settings of the service's API: [`CorsSettings`] as JSON. Unset: no CORS. The gateway
/// answers preflights and puts the headers on its own errors; functions put them on their answers.
pub const ENV_CORS: &str = "EVENTUAL_CORS";
/// File beside `bootstrap` that holds the OpenAPI 3.1 document, for handlers that can [`SPECIFY`].
pub const SPEC_FILE: &str = "openapi.json";
/// Path prefix under which every command answers: `POST /rpc/<name>`.
pub const RPC_PREFIX: &str = "/rpc/";
/// Path under which a service is operated: `GET /_eventual/api/executions`.
pub const OPERATOR_PREFIX: &str = "/_eventual/api";
/// Id of the handler that answers under [`OPERATOR_PREFIX`].
pub const OPERATOR_ID: &str = "system_operator";

/// Which pages of other origins may call the API from a browser:
/// `{"origins":["https://shop.example"],"credentials":false,"expose":["x-total"]}`. The default allows none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CorsSettings {
    /// The origins, or `*` for all.
    pub origins: Vec<String>,
    /// Whether calls may carry cookies and credentials.
    pub credentials: bool,
    /// Headers of answers that pages may read.
    pub expose: Vec<String>,
}
