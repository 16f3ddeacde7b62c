use std::collections::BTreeMap;
use std::collections::btree_map::IntoIter;

/// Named values: `[("TABLE", table.name()), ("STAGE", "beta".into())].into()`. The last value of a name counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Entries<T>(BTreeMap<String, T>);

impl<T> Entries<T> {
    /// Sets a value.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<T>) {
        self.0.insert(name.into(), value.into());
    }

    /// These entries, and those of `other` under names that are not here.
    #[must_use]
    pub fn or(self, mut other: Self) -> Self {
        other.0.extend(self.0);
        other
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries, sorted by name.
    #[must_use]
    pub fn as_map(&self) -> &BTreeMap<String, T> {
        &self.0
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Into<String>, U: Into<T>, T, const N: usize> From<[(K, U); N]> for Entries<T> {
    fn from(entries: [(K, U); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Into<String>, U: Into<T>, T> FromIterator<(K, U)> for Entries<T> {
    fn from_iter<I: IntoIterator<Item = (K, U)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl<T> IntoIterator for Entries<T> {
    type Item = (String, T);
    type IntoIter = IntoIter<String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
