//! `rostrum serve`.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::{Done, line};
use crate::accounts::links;
use crate::actor::Actor;
use crate::app::App;
use crate::config::Config;
use crate::time::SystemClock;
use crate::web;

/// Seconds that the set-up link of the first start works.
const SET_UP: i64 = 24 * 3600;

/// Opens everything, prints the set-up link of a first start, and serves until it is told to stop.
pub async fn run(config: Config) -> Done {
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|e| format!("ROSTRUM_LISTEN {}: {e}", config.listen))?;
    let app = App::open(config, Arc::new(SystemClock), None)
        .await
        .map_err(line)?;
    let work = app.write(&Actor::system("start")).await.map_err(line)?;
    if links::nobody_yet(&work).await.map_err(line)? {
        let expires = work.now.plus(SET_UP);
        let secret = links::mint_set_up(&work, expires).await.map_err(line)?;
        work.commit().await.map_err(line)?;
        println!("Nobody is set up yet. Make the first administrator (once, within a day):");
        println!("  {}/set-up/{secret}", app.config.public_url);
    }
    println!("Rostrum serves {}", app.config.public_url);
    listen(app, listener).await
}

/// Serves on a bound address, with the worker beside it, until SIGTERM or Ctrl-C; what is under way is
/// finished first.
pub async fn listen(app: App, listener: TcpListener) -> Done {
    let worker = app.clone();
    let work = tokio::spawn(async move { worker.run_worker().await });
    let service = web::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(told_to_stop())
        .await;
    work.abort();
    served.map_err(|e| e.to_string())
}

async fn told_to_stop() {
    let interrupt = async {
        // Without a handler the process would end at once, which is as good.
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
