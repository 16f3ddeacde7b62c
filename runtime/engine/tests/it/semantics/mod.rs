//! What each primitive does, case by case.

mod basics;
