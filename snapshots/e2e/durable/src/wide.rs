//! Many at once, one after the other, one within the other.

use eventual::prelude::*;
use futures::future::join_all;

/// A small work.
#[task]
pub async fn square(number: u64) -> Result<u64> {
    Ok(number * number)
}

/// Squares so many numbers at once.
#[workflow]
pub async fn fan_out(count: u64) -> Result<u64> {
    let squares = join_all((0..count).map(square)).await;
    squares.into_iter().sum()
}

/// Squares so many numbers, one after the other.
#[workflow]
pub async fn chain(count: u64) -> Result<u64> {
    let mut sum = 0;
    for number in 0..count {
        sum += square(number).await?;
    }
    Ok(sum)
}

/// Has another workflow do it.
#[workflow]
pub async fn parent(count: u64) -> Result<u64> {
    Ok(chain(count).await? + 1_000)
}
