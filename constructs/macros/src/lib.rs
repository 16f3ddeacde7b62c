//! service! for infrastructure programs.
