use eventual_analyzer_describe::Location;
use http::Method;

use super::text::query_pairs;
use super::{Input, Node, Problem};
use crate::http::Request;
use crate::json::Json;

/// How a command's input is spread over a request.
#[derive(Clone, Copy, Debug)]
pub struct InputSpec {
    /// Name of the parameter whose type the wire value is; `None`: the value is an object with one field per
    /// parameter.
    pub parameter: Option<&'static str>,
    /// Fields that do not come from where they would by default.
    pub fields: &'static [FieldSource],
}

/// Where one field of the input comes from on the REST route.
#[derive(Clone, Copy, Debug)]
pub struct FieldSource {
    /// Field of the input object.
    pub field: &'static str,
    /// Part of the request that holds it.
    pub location: Location,
    /// Its name there.
    pub wire_name: &'static str,
}

impl InputSpec {
    /// The field that is said to have this name there.
    fn mapped(&self, location: Location, wire_name: &str) -> Option<&'static str> {
        let fits = |it: &&FieldSource| it.location == location && it.wire_name == wire_name;
        self.fields.iter().find(fits).map(|it| it.field)
    }

    /// The field that this name gives where fields are read by default: one that is said to come from elsewhere, or
    /// by another name, comes from there alone.
    fn field_at<'a>(&self, location: Location, name: &'a str) -> Option<&'a str> {
        let is_mapped = || self.fields.iter().any(|it| it.field == name);
        self.mapped(location, name).or_else(|| (!is_mapped()).then_some(name))
    }
}

/// Collects the input of a call. `path` holds the parameters of the REST route; `None`: the call is an RPC and
/// its body is the input.
pub(crate) fn gather(spec: &InputSpec, request: &Request, path: Option<&[(String, String)]>) -> Input {
    match try_gather(spec, request, path) {
        Ok(node) => Input::new(node),
        Err(problem) => Input::rejected(problem),
    }
}

fn try_gather(
    spec: &InputSpec,
    request: &Request,
    path: Option<&[(String, String)]>,
) -> Result<Node, Problem> {
    let body = read_body(request)?;
    let Some(path) = path else {
        return Ok(match body {
            Some(body) => object_or_whole(spec, body)?,
            None => Node::Absent,
        });
    };
    let mut fields = Vec::new();
    for (name, value) in path {
        if let Some(field) = spec.field_at(Location::Path, name) {
            push(&mut fields, field, value);
        }
    }
    read_query(spec, request, &mut fields);
    for source in spec.fields.iter().filter(|it| it.location == Location::Header) {
        // Compared as text: looking a name up in the map links the parsing of header names, 14 kB.
        let found =
            request.headers().iter().filter(|it| it.0.as_str().eq_ignore_ascii_case(source.wire_name));
        for (_, value) in found {
            push(&mut fields, source.field, &String::from_utf8_lossy(value.as_bytes()));
        }
    }
    match body {
        Some(body) if fields.is_empty() && spec.fields.is_empty() => return object_or_whole(spec, body),
        Some(Json::Object(body)) => {
            for (name, value) in body {
                let Some(field) = spec.field_at(Location::Body, &name) else { continue };
                if !fields.iter().any(|it: &(String, Node)| it.0 == field) {
                    fields.push((field.to_owned(), Node::Json(value)));
                }
            }
        }
        Some(_) => return Err(Problem::new("", "the body must be a JSON object")),
        None => {}
    }
    Ok(Node::Object { fields, sole: spec.parameter })
}

/// The body as the whole input; with several parameters it must be an object.
fn object_or_whole(spec: &InputSpec, body: Json) -> Result<Node, Problem> {
    if spec.parameter.is_none() && !matches!(body, Json::Object(_)) {
        return Err(Problem::new("", "the body must be a JSON object with one field per parameter"));
    }
    Ok(Node::Json(body))
}

fn read_body(request: &Request) -> Result<Option<Json>, Problem> {
    if request.body().iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    Json::parse(request.body())
        .map(Some)
        .map_err(|error| Problem::new("", format!("the body is not JSON: {error}")))
}

/// By default the query is read where requests have no body; everywhere else only the fields declared for it.
fn read_query(spec: &InputSpec, request: &Request, fields: &mut Vec<(String, Node)>) {
    let default = matches!(*request.method(), Method::GET | Method::DELETE | Method::HEAD);
    let from_path = fields.len();
    for (name, value) in query_pairs(request.uri().query().unwrap_or_default()) {
        let field =
            if default { spec.field_at(Location::Query, &name) } else { spec.mapped(Location::Query, &name) };
        let Some(field) = field else { continue };
        if !fields[..from_path].iter().any(|it| it.0 == field) {
            push(fields, field, &value);
        }
    }
}

fn push(fields: &mut Vec<(String, Node)>, field: &str, value: &str) {
    match fields.iter_mut().find(|it| it.0 == field) {
        Some((_, Node::Text(texts))) => texts.push(value.to_owned()),
        _ => fields.push((field.to_owned(), Node::Text(vec![value.to_owned()]))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::HttpError;

    const PLAIN: InputSpec = InputSpec { parameter: None, fields: &[] };

    fn request(method: &str, uri: &str, body: &str) -> Request {
        http::Request::builder()
            .method(method)
            .uri(uri)
            .header("x-user", "ann")
            .body(body.as_bytes().to_vec())
            .unwrap()
    }

    fn path(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn parts_of_a_rest_request_merge_and_the_path_wins() {
        let request = request("PUT", "/o/1?id=3&page=2", r#"{"id": 2, "note": "x"}"#);
        let mut input = gather(&PLAIN, &request, Some(&path(&[("id", "1")])));
        assert_eq!(input.field::<u8>("id"), Some(1));
        assert_eq!(input.field::<String>("note"), Some("x".to_owned()));
        assert_eq!(input.field::<Option<u8>>("page"), Some(None), "a PUT does not read the query by default");
        assert!(input.is_valid());
    }

    #[test]
    fn a_get_reads_undeclared_query_fields_and_repeats_become_lists() {
        let request = request("GET", "/o?limit=5&tag=a&tag=b", "");
        let mut input = gather(&PLAIN, &request, Some(&[]));
        assert_eq!(input.field::<u8>("limit"), Some(5));
        assert_eq!(input.field::<Vec<String>>("tag"), Some(vec!["a".to_owned(), "b".to_owned()]));
    }

    #[test]
    fn fields_can_be_mapped_and_are_then_read_from_nowhere_else() {
        const SPEC: InputSpec = InputSpec {
            parameter: None,
            fields: &[
                FieldSource { field: "user", location: Location::Header, wire_name: "X-User" },
                FieldSource { field: "dry", location: Location::Query, wire_name: "dry-run" },
                FieldSource { field: "text", location: Location::Body, wire_name: "note" },
            ],
        };
        let body = r#"{"user": "eve", "text": "own name", "note": "x", "dry": false}"#;
        let request = request("POST", "/o?dry-run=true&user=eve", body);
        let mut input = gather(&SPEC, &request, Some(&[]));
        assert_eq!(input.field::<String>("user"), Some("ann".to_owned()));
        assert_eq!(input.field::<bool>("dry"), Some(true));
        assert_eq!(input.field::<String>("text"), Some("x".to_owned()));
    }

    #[test]
    fn an_rpc_takes_its_body_as_it_is() {
        let spec = InputSpec { parameter: Some("name"), fields: &[] };
        let mut input = gather(&spec, &request("POST", "/rpc/hello?name=eve", r#""sam""#), None);
        assert_eq!(input.whole::<String>(), Some("sam".to_owned()));
    }

    #[test]
    fn every_problem_is_reported_at_once() {
        let mut input = gather(&PLAIN, &request("GET", "/o?limit=many", ""), Some(&[]));
        assert_eq!(input.field::<u8>("limit"), None);
        assert_eq!(input.field::<String>("name"), None);
        let error: HttpError = serde_json::from_slice(input.rejection().body()).unwrap();
        assert_eq!(
            error.message,
            "the input is invalid: `limit` must be u8, not the text \"many\"; `name` is missing"
        );
        assert_eq!(
            error.data,
            Some(json!({ "errors": [
                { "field": "limit", "message": "must be u8, not the text \"many\"" },
                { "field": "name", "message": "is missing" },
            ] }))
        );
    }

    #[test]
    fn a_body_that_is_not_json_or_no_object_is_said_to_be_so() {
        let cases = [
            ("{", None, "the body is not JSON: expected a name in quotes at line 1 column 2"),
            ("5", None, "the body must be a JSON object with one field per parameter"),
            ("5", Some(path(&[("id", "1")])), "the body must be a JSON object"),
        ];
        for (body, path, expected) in cases {
            let mut input = gather(&PLAIN, &request("POST", "/o", body), path.as_deref());
            assert_eq!(input.field::<Option<u8>>("x"), None);
            let error: HttpError = serde_json::from_slice(input.rejection().body()).unwrap();
            assert_eq!(error.message, format!("the input is invalid: {expected}"));
        }
    }
}
