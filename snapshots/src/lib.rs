//! What must not change unnoticed: goldens and tidy tests.
