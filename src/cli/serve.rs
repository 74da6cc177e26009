//! `rostrum serve`.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::{Done, line};
use crate::accounts::links;
use crate::actor::Actor;
use crate::app::App;
use crate::config::Config;
use crate::error::Result;
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
    if let Some(secret) = first_start(&app).await.map_err(line)? {
        tell!("Nobody is set up yet. Make the first administrator (once, within a day):");
        tell!("  {}/set-up/{secret}", app.config.public_url);
    }
    let stop = Stop::hear()?;
    tell!("Rostrum serves {}", app.config.public_url);
    listen(app, listener, stop).await
}

/// The secret of a set-up link, where nobody was set up yet. Nothing is held open afterwards: the one
/// writer is the service's own.
async fn first_start(app: &App) -> Result<Option<String>> {
    let work = app.write(&Actor::system("start")).await?;
    if !links::nobody_yet(&work).await? {
        return Ok(None);
    }
    let secret = links::mint_set_up(&work, work.now.plus(SET_UP)).await?;
    work.commit().await?;
    Ok(Some(secret))
}

/// Serves on a bound address, with the worker beside it, until told to stop; what is under way is
/// finished first.
pub async fn listen(app: App, listener: TcpListener, stop: Stop) -> Done {
    let worker = app.clone();
    let work = tokio::spawn(async move { worker.run_worker().await });
    let service = web::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(stop.told())
        .await;
    work.abort();
    served.map_err(|e| e.to_string())
}

/// SIGTERM and Ctrl-C, heard from the moment that this is made: before that they end the process.
pub struct Stop {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Stop {
    /// Begins to listen for them.
    pub fn hear() -> std::result::Result<Self, String> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let hear = |kind| signal(kind).map_err(|e| format!("signals: {e}"));
            let signals = [
                hear(SignalKind::terminate())?,
                hear(SignalKind::interrupt())?,
            ];
            Ok(Self { signals })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    #[cfg(unix)]
    async fn told(self) {
        let [mut terminate, mut interrupt] = self.signals;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn told(self) {
        // Without a handler the process would end at once, which is as good.
        let _ = tokio::signal::ctrl_c().await;
    }
}
