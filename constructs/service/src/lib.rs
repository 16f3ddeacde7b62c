//! Service: model and props to API, messaging, functions; a pure function.
