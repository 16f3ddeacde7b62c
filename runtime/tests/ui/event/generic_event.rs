use eventual::prelude::*;

#[derive(Serialize, Deserialize, Event)]
struct Changed<T>(T);

fn main() {}
