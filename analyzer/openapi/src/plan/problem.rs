use serde_json::{Value, json};

/// Schema of the body of every failed call, whether the function or the gateway answers: what the run-time's
/// `HttpError` serializes to. For input that is not valid, `data.errors` names each field.
pub fn problem_schema() -> Value {
    json!({
        "type": "object",
        "description": "What went wrong.",
        "properties": {
            "status": { "type": "integer", "minimum": 400, "maximum": 599, "description": "The HTTP status." },
            "code": { "type": "string", "description": "Name of the error, for programs: `InvalidInput`." },
            "message": { "type": "string", "description": "What happened, for people." },
            "data": {
                "description": "Details for programs. For `InvalidInput` an object whose `errors` name what is wrong.",
                "properties": {
                    "errors": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {
                                "field": { "type": "string", "description": "Path of the field, `lines[0].price`." },
                                "message": { "type": "string", "description": "What is wrong with it." }
                            },
                            "required": ["message"]
                        }
                    }
                }
            }
        },
        "required": ["status", "code", "message"]
    })
}
