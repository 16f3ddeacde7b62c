//! One tree-shaken, reproducible Lambda binary per handler, and what each can reach.
