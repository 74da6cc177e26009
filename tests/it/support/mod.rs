//! The harness: a whole service for each test, with a clock that stands still, a fixed seed, letters
//! kept in memory, and a database of its own.
//!
//! A test that should hold on both engines takes a [`TestApp`] and is named in [`on_both!`]:
//!
//! ```ignore
//! on_both!(a_draft_can_be_handed_in);
//!
//! async fn a_draft_can_be_handed_in(app: TestApp) {
//!     let world = World::build(&app).await;
//!     let page = world.officer.browse(&app).await.get("/requests").await;
//!     page.ok().shows("43rd MCMC");
//! }
//! ```

pub mod app;
pub mod browser;
pub mod chromium;
pub mod ical_rules;
pub mod phone;
pub mod pictures;
pub mod program;
pub mod store;
pub mod things;
pub mod world;

pub use app::TestApp;
pub use browser::{Answer, Browser};
pub use chromium::Chromium;
pub use phone::Phone;
pub use program::Program;
pub use things::Things;
pub use world::{Someone, World};

/// Runs each test on SQLite, and on PostgreSQL where `ROSTRUM_TEST_POSTGRES` names a server.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test($crate::support::TestApp::sqlite().await).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test]
            async fn $test() {
                let name = concat!(module_path!(), "::", stringify!($test));
                if let Some(app) = $crate::support::TestApp::postgres(name).await {
                    super::$test(app).await;
                }
            })+
        }
    };
}
pub(crate) use on_both;
