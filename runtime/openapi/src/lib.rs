//! What a compiled service says of itself, and the OpenAPI documents derived from it.
