//! Builds a small service for real. The compiler runs a few times, so the steps of one story share one build.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod build;
mod fixture;
mod runtime_api;
