use serde_json::{Value, json};

use crate::host::{current_host, current_service};
use crate::mark::mark;

/// The service's own OpenAPI document, at run time.
#[derive(Clone, Copy, Debug)]
pub struct ApiSpecification;

impl ApiSpecification {
    /// The OpenAPI 3.1 document of the service, with the URL of the request as its server.
    ///
    /// On Lambda it is the document that synth put beside the binary of every function whose code can reach this
    /// call. Where there is none (a command called as a plain function in a unit test), the document says so in
    /// `info.description` and has no paths.
    pub fn generate() -> Value {
        mark!(".eventual.api.*.specify");
        let mut document = read().unwrap_or_else(|reason| {
            json!({
                "openapi": "3.1.0",
                "info": { "title": "unknown", "version": "0.0.0", "description": reason },
                "paths": {},
            })
        });
        let url = current_service().map(|service| service.service_url).filter(|url| !url.is_empty());
        if let (Some(url), Some(document)) = (url, document.as_object_mut()) {
            document.insert("servers".to_owned(), json!([{ "url": url }]));
        }
        document
    }
}

fn read() -> Result<Value, String> {
    if let Some(host) = current_host() {
        return host.api_specification().map_err(|error| error.to_string());
    }
    #[cfg(feature = "aws")]
    {
        use eventual_analyzer_model::contract::SPEC_FILE;
        let folder = std::env::var_os("LAMBDA_TASK_ROOT").unwrap_or_else(|| ".".into());
        let path = std::path::Path::new(&folder).join(SPEC_FILE);
        let text = std::fs::read(&path).map_err(|error| format!("`{}`: {error}", path.display()))?;
        serde_json::from_slice(&text).map_err(|error| format!("`{}`: {error}", path.display()))
    }
    #[cfg(not(feature = "aws"))]
    Err("the document is not available here: no service is running".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_service_the_document_says_so() {
        let document = ApiSpecification::generate();
        assert_eq!(document["paths"], json!({}));
        assert!(document["info"]["description"].as_str().is_some_and(|it| !it.is_empty()));
    }
}
