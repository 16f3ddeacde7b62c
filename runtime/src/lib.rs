//! Event-driven services on AWS from plain async functions.
