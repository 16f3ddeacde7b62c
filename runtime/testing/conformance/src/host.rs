//! [`Host`]: where the cases run, and how they talk to it.

use serde_json::{Value, json};

/// A place where the service runs.
pub trait Host {
    /// Sends a request to the service: its status and body. `path` of an operator begins with the prefix of operators.
    fn request(&self, method: &str, path: &str, body: &str) -> (u16, String);
    /// Lets a little time pass: what is under way gets on.
    fn pass(&self);
    /// The path that operators' routes follow.
    fn operator(&self) -> String {
        "/_eventual/api".to_owned()
    }
}

/// So often a case looks whether something happened.
const MAX_LOOKS: usize = 10_000;

/// What a case says to a host. Each answer is a text.
#[derive(Clone, Copy)]
pub struct Talk<'a>(pub &'a dyn Host);

impl Talk<'_> {
    /// Calls a command.
    pub fn call(&self, command: &str, input: Value) -> String {
        let value = self.value(command, input);
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    }

    /// The same, with the answer as it came.
    pub fn value(&self, command: &str, input: Value) -> Value {
        let (status, body) = self.0.request("POST", &format!("/rpc/{command}"), &input.to_string());
        match serde_json::from_str(&body) {
            Ok(value) if status == 200 => value,
            _ => json!(format!("{status} {body}")),
        }
    }

    /// Starts an execution by a command.
    pub fn begin(&self, workflow: &str, name: &str, input: &str) -> String {
        self.call("begin", json!({ "workflow": workflow, "name": name, "input": input }))
    }

    /// Asks as an operator: the answer, or status, code and message of the refusal.
    pub fn operate(&self, method: &str, path: &str, body: Value) -> Result<Value, String> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (status, text) = self.0.request(method, &format!("{}{path}", self.0.operator()), &body);
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        if status == 200 {
            return Ok(value);
        }
        let error = &value["error"];
        let field = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        Err(format!("{status} {}: {}", field("code"), field("message")))
    }

    /// The same where only a refusal matters.
    pub fn refusal(&self, method: &str, path: &str, body: Value) -> String {
        self.operate(method, path, body).map_or_else(|refusal| refusal, |_| "done".to_owned())
    }

    /// How far an execution is.
    pub fn status(&self, execution: &str) -> String {
        let path = format!("/executions/{}", execution.replace(' ', "%20"));
        let known = match self.operate("GET", &path, Value::Null) {
            Ok(known) => known,
            Err(refusal) => return refusal,
        };
        let status = known["status"].as_str().unwrap_or_default();
        match (&known["output"], &known["error"]) {
            (Value::Null, Value::Null) => status.to_owned(),
            (output, Value::Null) => format!("{status} {output}"),
            (_, error) => {
                let field = |name: &str| error[name].as_str().unwrap_or_default();
                format!("{status} {}: {}", field("name"), field("message"))
            }
        }
    }

    /// Waits until an execution is over; how it ended.
    pub fn end(&self, execution: &str) -> String {
        self.until(|| Some(self.status(execution)).filter(|it| it != "running" && !it.starts_with("404")))
    }

    /// Looks until there is something.
    pub fn until(&self, look: impl Fn() -> Option<String>) -> String {
        for _ in 0..MAX_LOOKS {
            if let Some(found) = look() {
                return found;
            }
            self.0.pass();
        }
        "it does not happen".to_owned()
    }
}

impl std::fmt::Debug for Talk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Talk")
    }
}
