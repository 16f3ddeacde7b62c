use std::collections::BTreeMap;
use std::time::Duration;

use eventual_analyzer_model::contract;

/// What a function's environment says of the stores. Each is asked for when it is needed: a function has what its role may
/// use, and no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    known: BTreeMap<&'static str, String>,
    workflows: Vec<String>,
}

/// The environment lacks what a store needs, or what it says cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError(String);

/// All that is looked at.
const NAMES: [&str; 13] = [
    contract::ENV_SERVICE,
    contract::ENV_EVENT_BUS,
    contract::ENV_EXECUTIONS_TABLE,
    contract::ENV_HISTORY_BUCKET,
    contract::ENV_EXECUTIONS_QUEUE,
    contract::ENV_RELAY_QUEUE,
    contract::ENV_RELAY_QUEUE_ARN,
    contract::ENV_SCHEDULE_GROUP,
    contract::ENV_SCHEDULE_ROLE_ARN,
    contract::ENV_LONGEST_QUEUE_DELAY,
    contract::ENV_RETENTION_DAYS,
    contract::ENV_TASK_FUNCTION_PREFIX,
    contract::ENV_TASK_FUNCTIONS,
];

impl Settings {
    /// What this process was given.
    pub fn from_env() -> Self {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// What `look_up` knows.
    pub fn from_lookup(look_up: impl Fn(&str) -> Option<String>) -> Self {
        let known = NAMES.iter().filter_map(|name| Some((*name, look_up(name).filter(|it| !it.is_empty())?)));
        Self { known: known.collect(), workflows: Vec::new() }
    }

    /// With the workflows of the service: who lists executions must know of which.
    #[must_use]
    pub fn with_workflows(mut self, workflows: impl IntoIterator<Item = String>) -> Self {
        self.workflows = workflows.into_iter().collect();
        self
    }

    pub(crate) fn workflows(&self) -> &[String] {
        &self.workflows
    }

    fn get(&self, name: &'static str) -> Result<&str, SettingsError> {
        let missing = || SettingsError(format!("the environment variable `{name}` is not set"));
        self.known.get(name).map(String::as_str).ok_or_else(missing)
    }

    pub(crate) fn service(&self) -> Result<&str, SettingsError> {
        self.get(contract::ENV_SERVICE)
    }

    pub(crate) fn bus(&self) -> Result<&str, SettingsError> {
        self.get(contract::ENV_EVENT_BUS)
    }

    /// Name of the table.
    pub fn table(&self) -> Result<&str, SettingsError> {
        self.get(contract::ENV_EXECUTIONS_TABLE)
    }

    pub(crate) fn bucket(&self) -> Result<&str, SettingsError> {
        self.get(contract::ENV_HISTORY_BUCKET)
    }

    pub(crate) fn queue(&self) -> Result<&str, SettingsError> {
        self.get(contract::ENV_EXECUTIONS_QUEUE)
    }

    pub(crate) fn relay(&self) -> Result<&str, SettingsError> {
        self.get(contract::ENV_RELAY_QUEUE)
    }

    pub(crate) fn relay_arn(&self) -> Result<&str, SettingsError> {
        self.get(contract::ENV_RELAY_QUEUE_ARN)
    }

    pub(crate) fn schedule_group(&self) -> Result<&str, SettingsError> {
        self.get(contract::ENV_SCHEDULE_GROUP)
    }

    pub(crate) fn schedule_role(&self) -> Result<&str, SettingsError> {
        self.get(contract::ENV_SCHEDULE_ROLE_ARN)
    }

    /// For how long the relay queue holds a message back at most.
    pub(crate) fn longest_delay(&self) -> Result<Duration, SettingsError> {
        let seconds = self.number(contract::ENV_LONGEST_QUEUE_DELAY, 1..=900)?;
        Ok(Duration::from_secs(seconds.unwrap_or(900)))
    }

    /// For how long the row of an ended execution is kept; `None`: for ever.
    pub(crate) fn retention(&self) -> Result<Option<Duration>, SettingsError> {
        let days = self.number(contract::ENV_RETENTION_DAYS, 1..=100_000)?;
        Ok(days.map(|days| Duration::from_secs(days * 24 * 60 * 60)))
    }

    fn number(
        &self,
        name: &'static str,
        allowed: std::ops::RangeInclusive<u64>,
    ) -> Result<Option<u64>, SettingsError> {
        let Some(text) = self.known.get(name) else { return Ok(None) };
        let (from, to) = (allowed.start(), allowed.end());
        let wrong = || SettingsError(format!("`{name}` is `{text}`; it is a number from {from} to {to}"));
        text.parse().ok().filter(|it| allowed.contains(it)).map(Some).ok_or_else(wrong)
    }

    /// Name or ARN of the function of a task.
    pub(crate) fn task_function(&self, task: &str) -> Result<String, SettingsError> {
        if let Some(text) = self.known.get(contract::ENV_TASK_FUNCTIONS) {
            let name = contract::ENV_TASK_FUNCTIONS;
            let wrong = |error| SettingsError(format!("`{name}` is no JSON of names by task: {error}"));
            let mut named: BTreeMap<String, String> = serde_json::from_str(text).map_err(wrong)?;
            if let Some(function) = named.remove(task) {
                return Ok(function);
            }
        }
        Ok(contract::task_function_name(self.get(contract::ENV_TASK_FUNCTION_PREFIX)?, task))
    }
}

impl std::fmt::Display for SettingsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SettingsError {}

impl From<SettingsError> for eventual_runtime_orchestrator::StoreError {
    fn from(SettingsError(text): SettingsError) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &'static [(&'static str, &'static str)]) -> Settings {
        Settings::from_lookup(|name| pairs.iter().find(|it| it.0 == name).map(|it| it.1.to_owned()))
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let settings =
            settings(&[("EVENTUAL_LONGEST_QUEUE_DELAY", "901"), ("EVENTUAL_TASK_FUNCTIONS", "[]")]);
        assert_eq!(
            settings.table().unwrap_err().to_string(),
            "the environment variable `EVENTUAL_EXECUTIONS_TABLE` is not set"
        );
        assert_eq!(
            settings.longest_delay().unwrap_err().to_string(),
            "`EVENTUAL_LONGEST_QUEUE_DELAY` is `901`; it is a number from 1 to 900"
        );
        assert!(
            settings
                .task_function("a")
                .unwrap_err()
                .to_string()
                .starts_with("`EVENTUAL_TASK_FUNCTIONS` is no JSON of names by task: ")
        );
    }

    #[test]
    fn functions_of_tasks_have_a_prefix_or_a_name_of_their_own() {
        let settings = settings(&[
            ("EVENTUAL_TASK_FUNCTION_PREFIX", "Shop-"),
            ("EVENTUAL_TASK_FUNCTIONS", r#"{"ship":"arn:ship"}"#),
        ]);
        assert_eq!(settings.task_function("charge").unwrap(), "Shop-charge");
        assert_eq!(settings.task_function("ship").unwrap(), "arn:ship");
        assert_eq!(settings.longest_delay().unwrap(), Duration::from_secs(900));
        assert_eq!(settings.retention().unwrap(), None);
    }
}
