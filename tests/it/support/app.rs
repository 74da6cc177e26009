//! The service under test, and units of work for arranging what it finds.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use figment::Figment;
use figment::providers::{Format, Toml};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use rostrum::accounts::{self, PersonId};
use rostrum::actor::Actor;
use rostrum::app::App;
use rostrum::config;
use rostrum::db::Work;
use rostrum::notify::{Letter, Mailer};
use rostrum::time::SettableClock;

use super::browser::Browser;
use super::store::{self, Store};

/// A service with its database, clock and mailbox.
pub struct TestApp {
    /// The application.
    pub app: App,
    /// Its clock; it stands still until it is set.
    pub clock: Arc<SettableClock>,
    /// Where its data lies.
    pub store: Store,
    router: Router,
}

impl TestApp {
    /// On SQLite, with the default configuration.
    pub async fn sqlite() -> Self {
        Self::on(Store::sqlite().await, "").await
    }

    /// On SQLite, with these lines in `rostrum.toml`.
    pub async fn sqlite_with(toml: &str) -> Self {
        Self::on(Store::sqlite().await, toml).await
    }

    /// On PostgreSQL; none, and noted as skipped, where there is no server.
    pub async fn postgres(test: &str) -> Option<Self> {
        Some(Self::on(Store::postgres(test).await?, "").await)
    }

    /// A second service, on a copy of this one's SQLite file as it is now.
    pub async fn copy(&self) -> Self {
        let copy = Self::on(self.store.copy(&self.app.db).await, "").await;
        // Its rows are there already: the same draws again would be the same UIDs again.
        *copy.app.db.rng.lock().unwrap() = ChaCha20Rng::from_seed([8; 32]);
        copy
    }

    /// The same, where coordinators and administrators need the second step as they do in service.
    pub async fn strictly(self) -> Self {
        Self::build(self.store, "", true).await
    }

    async fn on(store: Store, toml: &str) -> Self {
        Self::build(store, toml, false).await
    }

    async fn build(store: Store, toml: &str, strict: bool) -> Self {
        let mut config = config::read(Figment::new().merge(Toml::string(toml))).unwrap();
        config.programme.key = [7; 32];
        // Tests sign people in by the dozen; those about the second step ask for it.
        config.programme.second_step = strict;
        let clock = store::clock();
        let db = store.open_at(config.programme.clone(), clock.clone()).await;
        let app = App::new(db, config, Mailer::memory()).unwrap();
        let router = rostrum::web::router(app.clone());
        Self {
            app,
            clock,
            store,
            router,
        }
    }

    /// Serves it on a port of this machine, as its links say, for programs that are not ours.
    pub async fn served() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = Self::sqlite_with(&format!("listen = \"{address}\"")).await;
        let service = app
            .router
            .clone()
            .into_make_service_with_connect_info::<SocketAddr>();
        // Ends with the test's runtime.
        tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        app
    }

    /// The address of a page, as links have it.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.app.config.public_url)
    }

    /// A single-use sign-in link of this person.
    pub async fn sign_in_link(&self, person: PersonId) -> String {
        let secret = self
            .write(async |work| {
                accounts::links::mint_sign_in(work, person, work.now.plus(60)).await
            })
            .await;
        format!("/link/{secret}")
    }

    /// A browser that nobody has signed in with.
    pub fn visitor(&self) -> Browser {
        Browser::new(self.router.clone(), &self.app.config)
    }

    /// A browser that this person has signed in with.
    pub async fn browser(&self, person: PersonId) -> Browser {
        let secret = self
            .write(async |work| {
                accounts::links::mint_sign_in(work, person, work.now.plus(60)).await
            })
            .await;
        let token = self
            .write(async |work| accounts::by_link(work, &secret, "").await)
            .await;
        let mut browser = self.visitor();
        browser.set_cookie(self.app.config.cookie(), &token);
        browser
    }

    /// Does something as the programme itself, and commits it.
    pub async fn write<T>(
        &self,
        action: impl AsyncFnOnce(&Work) -> rostrum::error::Result<T>,
    ) -> T {
        self.try_as(&Actor::system("test"), action).await.unwrap()
    }

    /// Does something as somebody, and commits it.
    pub async fn write_as<T>(
        &self,
        actor: &Actor,
        action: impl AsyncFnOnce(&Work) -> rostrum::error::Result<T>,
    ) -> T {
        self.try_as(actor, action).await.unwrap()
    }

    /// Tries something as somebody; commits only what went well.
    pub async fn try_as<T>(
        &self,
        actor: &Actor,
        action: impl AsyncFnOnce(&Work) -> rostrum::error::Result<T>,
    ) -> rostrum::error::Result<T> {
        let work = self.app.write(actor).await?;
        let value = action(&work).await?;
        work.commit().await?;
        Ok(value)
    }

    /// Reads something as the programme itself.
    pub async fn read<T>(&self, action: impl AsyncFnOnce(&Work) -> rostrum::error::Result<T>) -> T {
        let work = self.app.read(&Actor::system("test")).await.unwrap();
        action(&work).await.unwrap()
    }

    /// Reads something as somebody.
    pub async fn read_as<T>(
        &self,
        actor: &Actor,
        action: impl AsyncFnOnce(&Work) -> rostrum::error::Result<T>,
    ) -> rostrum::error::Result<T> {
        let work = self.app.read(actor).await?;
        action(&work).await
    }

    /// Sends what is due; gives all letters so far, oldest first.
    pub async fn letters(&self) -> Vec<Letter> {
        self.app.tick().await.unwrap();
        self.app.mailer.letters()
    }
}
