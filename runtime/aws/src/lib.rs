//! The Lambda Runtime API loop and the few signed AWS calls the framework itself makes.
