use eventual::prelude::*;

#[derive(Debug, Failure)]
enum PaymentError {
    CardDeclined,
    #[failure(nam = "Expired")]
    CardExpired,
}

#[derive(Debug, Failure)]
enum Odd {
    #[failure(other)]
    Other(u32),
}

fn main() {}
