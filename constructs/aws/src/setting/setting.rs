use eventual_constructs_cfn::Value;

/// A property that may be left unset, and then has the default that its documentation states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T>(Option<T>);

/// The default of any type: `FunctionProps { memory: mb(512), ..default() }`.
#[must_use]
pub fn default<T: Default>() -> T {
    T::default()
}

impl<T> Setting<T> {
    /// This value.
    pub const fn set(value: T) -> Self {
        Self(Some(value))
    }

    /// Left to the default.
    #[must_use]
    pub const fn unset() -> Self {
        Self(None)
    }

    /// The value, if set.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }

    /// The value, if set.
    #[must_use]
    pub fn into_option(self) -> Option<T> {
        self.0
    }

    /// The value, else `default`.
    #[must_use]
    pub fn or_value(self, default: T) -> T {
        self.0.unwrap_or(default)
    }

    /// This setting if it is set, else `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0.or(other.0))
    }

    /// Is there a value?
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.is_some()
    }

    /// The value as a template property.
    pub(crate) fn property<V>(self) -> Option<Value<V>>
    where
        T: Into<Value<V>>,
    {
        self.0.map(Into::into)
    }
}

impl<T> Default for Setting<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> From<T> for Setting<T> {
    fn from(value: T) -> Self {
        Self(Some(value))
    }
}

impl<T> From<Option<T>> for Setting<T> {
    fn from(value: Option<T>) -> Self {
        Self(value)
    }
}

impl From<&str> for Setting<Value<String>> {
    fn from(value: &str) -> Self {
        Self(Some(value.into()))
    }
}

impl From<String> for Setting<Value<String>> {
    fn from(value: String) -> Self {
        Self(Some(value.into()))
    }
}

impl From<&str> for Setting<String> {
    fn from(value: &str) -> Self {
        Self(Some(value.to_owned()))
    }
}
