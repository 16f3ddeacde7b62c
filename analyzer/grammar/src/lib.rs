//! The attribute language: tokens to model fragments with spans; read by macros and analyzer alike.
