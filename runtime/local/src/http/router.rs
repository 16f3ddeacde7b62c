use std::collections::BTreeMap;

use eventual_analyzer_model::contract::RPC_PREFIX;
use eventual_runtime_core::Request;
use eventual_runtime_core::handler::{HttpEntry, Target};
use http::Method;

/// Finds the handler of a request, as API Gateway does: a literal segment of a path goes before a parameter,
/// and that before a parameter for the rest.
#[derive(Debug)]
pub(crate) struct Router {
    commands: BTreeMap<&'static str, HttpEntry>,
    /// Routes whose paths have no parameters.
    literal: BTreeMap<(&'static str, &'static str), HttpEntry>,
    /// All others, the most specific first.
    templates: Vec<HttpEntry>,
}

impl Router {
    pub(crate) fn new(entries: &[HttpEntry]) -> Self {
        let commands = entries.iter().filter(|it| it.rpc).map(|it| (it.name, *it)).collect();
        let mut literal = BTreeMap::new();
        let mut templates = Vec::new();
        for entry in entries {
            match entry.path {
                Some(path) if path.contains('{') => templates.push(*entry),
                Some(path) => {
                    literal.insert((path, entry.method), *entry);
                }
                None => {}
            }
        }
        templates.sort_by_key(|it| it.path.map(specificity));
        Self { commands, literal, templates }
    }

    /// The handler, and which of its addresses was called.
    pub(crate) fn find(&self, request: &Request) -> Option<(HttpEntry, Target)> {
        let path = request.uri().path();
        if let Some(name) = path.strip_prefix(RPC_PREFIX)
            && let Some(entry) = self.commands.get(name)
            && request.method() == Method::POST
        {
            return Some((*entry, Target::Rpc));
        }
        if let Some(entry) = self.literal.get(&(path, request.method().as_str()))
            && let Some(target) = entry.target(request)
        {
            return Some((*entry, target));
        }
        self.templates.iter().find_map(|entry| Some((*entry, entry.target(request)?)))
    }

    /// Methods with which something answers at the path of this request.
    pub(crate) fn methods(&self, request: &Request) -> Vec<&'static str> {
        let mut probe = Request::new(Vec::new());
        *probe.uri_mut() = request.uri().clone();
        let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
        let answers = |method: &&str| {
            let Ok(method) = Method::from_bytes(method.as_bytes()) else { return false };
            *probe.method_mut() = method;
            self.find(&probe).is_some()
        };
        methods.into_iter().filter(answers).collect()
    }
}

/// Less is more specific: segments as they are compared, from the left.
fn specificity(path: &str) -> Vec<u8> {
    let rank = |segment: &str| match segment {
        it if it.ends_with("+}") => 2,
        it if it.contains('{') => 1,
        _ => 0,
    };
    path.split('/').map(rank).collect()
}

#[cfg(test)]
mod tests {
    use eventual_runtime_core::Response;
    use eventual_runtime_core::handler::HttpCall;
    use eventual_runtime_core::middleware::BoxFuture;

    use super::*;

    fn never(_: HttpCall) -> BoxFuture<Response> {
        Box::pin(std::future::ready(Response::default()))
    }

    fn entry(name: &'static str, method: &'static str, path: Option<&'static str>) -> HttpEntry {
        HttpEntry { name, method, path, rpc: path.is_none(), handle: never }
    }

    fn router() -> Router {
        Router::new(&[
            entry("rest", "GET", Some("/{rest+}")),
            entry("order", "GET", Some("/orders/{id}")),
            entry("lines", "GET", Some("/{kind}/new")),
            entry("new", "GET", Some("/orders/new")),
            entry("delete", "DELETE", Some("/orders/{id}")),
            entry("ping", "POST", None),
        ])
    }

    fn request(method: &str, path: &str) -> Request {
        http::Request::builder().method(method).uri(path).body(Vec::new()).unwrap()
    }

    #[test]
    fn the_most_specific_route_answers() {
        let router = router();
        let found = |method, path| router.find(&request(method, path)).map(|(entry, _)| entry.name);
        assert_eq!(found("GET", "/orders/new"), Some("new"));
        assert_eq!(found("GET", "/orders/7"), Some("order"));
        assert_eq!(found("GET", "/things/new"), Some("lines"));
        assert_eq!(found("GET", "/a/b/c"), Some("rest"));
        assert_eq!(found("POST", "/rpc/ping"), Some("ping"));
        assert_eq!(found("GET", "/rpc/ping"), Some("rest"));
        assert_eq!(found("POST", "/orders/7"), None);
    }

    #[test]
    fn the_methods_of_a_path_are_known() {
        assert_eq!(router().methods(&request("POST", "/orders/7")), ["GET", "DELETE"]);
        assert_eq!(router().methods(&request("GET", "/rpc/ping")), ["GET", "POST"]);
    }
}
