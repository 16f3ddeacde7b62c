use std::{borrow::Cow, marker::PhantomData};

/// Name of a resource attribute that `Fn::GetAtt` offers, with the type of its value.
///
/// The generated resources have one constant for each; a name in a string (`"Arn"`) converts too, with whatever type
/// the context asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute<T> {
    name: Cow<'static, str>,
    ty: PhantomData<fn() -> T>,
}

impl<T> Attribute<T> {
    /// The attribute of this name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), ty: PhantomData }
    }

    /// The name as `Fn::GetAtt` takes it: `Arn`, `Endpoint.Address`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl<T> From<&str> for Attribute<T> {
    fn from(name: &str) -> Self {
        Self { name: Cow::Owned(name.to_owned()), ty: PhantomData }
    }
}

impl<T> From<String> for Attribute<T> {
    fn from(name: String) -> Self {
        Self { name: Cow::Owned(name), ty: PhantomData }
    }
}
