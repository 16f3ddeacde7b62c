use eventual::prelude::*;

#[derive(AnyOf)]
enum OrderEvent {
    Nothing,
}

fn main() {}
