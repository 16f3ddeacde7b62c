use eventual::prelude::*;

#[derive(Serialize, Deserialize, Event)]
struct Created;
#[derive(Serialize, Deserialize, Event)]
struct Paid;

#[subscription(events = [Paid])]
async fn on_created(event: Created) {
    drop(event);
}

fn main() {}
