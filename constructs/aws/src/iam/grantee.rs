use super::{Role, Statement};

/// Somebody who can be granted something: a role, or a function, which has one.
pub trait Grantee {
    /// The role that gets the permission.
    fn grantee(&self) -> &Role;

    /// Allows (or forbids) one more thing.
    fn add_to_policy(&self, statement: Statement) {
        self.grantee().add_statement(statement);
    }
}

impl<G: Grantee + ?Sized> Grantee for &G {
    fn grantee(&self) -> &Role {
        (**self).grantee()
    }
}
