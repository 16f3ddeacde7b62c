//! The tool: synthesize, build, explain.
