//! Local service and test environment on one clock.
