use serde_json::{Value, json};

/// Content type of failures: RFC 9457.
pub const PROBLEM_CONTENT_TYPE: &str = "application/problem+json";

/// Schema of the body of every failed call, from the function and from the gateway alike: an RFC 9457
/// problem with `code` (the error's name) and, for bad input, `errors` (which field, what was wrong).
pub fn problem_schema() -> Value {
    json!({
        "type": "object",
        "description": "What went wrong, in the form of RFC 9457.",
        "properties": {
            "type": { "type": "string", "description": "URI of the kind of problem; `about:blank`: its status says all." },
            "title": { "type": "string", "description": "The status in words." },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "code": { "type": "string", "description": "Name of the error, for programs." },
            "detail": { "type": "string", "description": "What happened, for people." },
            "instance": { "type": "string", "description": "Id of the request, to find it in the logs." },
            "errors": {
                "type": "array",
                "description": "What is wrong with the input.",
                "items": {
                    "type": "object",
                    "properties": {
                        "field": { "type": "string", "description": "Path of the field, `lines[0].price`." },
                        "message": { "type": "string" }
                    },
                    "required": ["message"]
                }
            },
            "data": { "description": "Details that the service adds." }
        },
        "required": ["title", "status"]
    })
}
