//! What we promise not to change unnoticed: goldens and tidy tests.
