use eventual::prelude::*;

#[derive(Clone)]
struct User;

async fn authorized(request: Request, next: Next<User>) -> Result<Response> {
    next.run_with(request, User).await
}

async fn admin(request: Request, _user: User, next: Next) -> Result<Response> {
    next.run(request).await
}

#[command(middleware = [admin, authorized])]
async fn hello(_user: &User) -> String {
    String::new()
}

fn main() {}
