use super::{Role, Statement};

/// What can be granted permissions: a role, or a function, which has one.
pub trait Grantee {
    /// The role that gets the permission.
    fn grantee(&self) -> &Role;

    /// Allows (or forbids) one more thing.
    fn add_to_policy(&self, statement: Statement) {
        self.add_all_to_policy([statement]);
    }

    /// The same for several things at once, which is faster than one by one: the policy is brought into its smallest form
    /// each time.
    fn add_all_to_policy(&self, statements: impl IntoIterator<Item = Statement>) {
        self.grantee().add_statements(statements);
    }
}

impl<G: Grantee + ?Sized> Grantee for &G {
    fn grantee(&self) -> &Role {
        (**self).grantee()
    }
}
