//! A database of its own for each test: a file, or a PostgreSQL database where
//! `ROSTRUM_TEST_POSTGRES` names a server (`postgres://postgres@127.0.0.1:5433/postgres`).
//!
//! The schema and the reference data are built once and copied, which takes milliseconds.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::UNIX_EPOCH;

use chrono::{DateTime, Utc};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use rostrum::config::Programme;
use rostrum::db::{self, Db};
use rostrum::time::SettableClock;
use sea_orm::{ConnectionTrait, Database, Statement};
use tokio::sync::OnceCell;

/// Monday, 6 April 2026, 09:00 in Karachi: what every test's clock shows at first.
pub const START: i64 = 1_775_448_000;

/// Numbers the databases of this process.
static NEXT: AtomicU32 = AtomicU32::new(1);

fn unique() -> String {
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    format!("rostrum_{}_{number}", std::process::id())
}

/// The fixed clock, showing [`START`].
pub fn clock() -> Arc<SettableClock> {
    Arc::new(SettableClock::at(
        DateTime::<Utc>::from_timestamp(START, 0).unwrap(),
    ))
}

/// A database for one test; its file goes when the test ends.
pub struct Store {
    /// What [`db::connect`] takes.
    pub url: String,
    folder: Option<PathBuf>,
}

impl Store {
    /// An SQLite file that does not exist yet.
    pub fn empty_sqlite() -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(unique());
        fs::create_dir_all(&folder).unwrap();
        Self {
            url: format!("sqlite://{}?mode=rwc", folder.join("test.db").display()),
            folder: Some(folder),
        }
    }

    /// A PostgreSQL database without tables; none, and noted as skipped, where there is no server.
    pub async fn empty_postgres(test: &str) -> Option<Self> {
        postgres(test, "template1").await
    }

    /// An SQLite file with the schema and the reference data.
    pub async fn sqlite() -> Self {
        static TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(template).await;
        let store = Self::empty_sqlite();
        let file = store.folder.as_ref().unwrap().join("test.db");
        fs::copy(template, file).unwrap();
        store
    }

    /// A PostgreSQL database with the schema and the reference data; none where there is no server.
    pub async fn postgres(test: &str) -> Option<Self> {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let server = server(test)?;
        let template = TEMPLATE.get_or_init(|| postgres_template(&server)).await;
        postgres(test, template).await
    }

    /// A copy of this SQLite file as it is now.
    pub async fn copy(&self, db: &Db) -> Self {
        let copy = Self::empty_sqlite();
        let file = copy.folder.as_ref().unwrap().join("test.db");
        vacuum_into(db, &file).await;
        copy
    }

    /// Opens it with the fixed clock and seed.
    pub async fn open(&self, programme: Programme) -> Db {
        self.open_at(programme, clock()).await
    }

    /// Opens it with this clock and the fixed seed.
    pub async fn open_at(&self, programme: Programme, clock: Arc<SettableClock>) -> Db {
        let rng = ChaCha20Rng::from_seed([7; 32]);
        db::connect(&self.url, clock, rng, programme).await.unwrap()
    }

    /// The folder of an SQLite file, with whatever lies beside it.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = fs::remove_dir_all(folder);
        }
        // A PostgreSQL database goes with its server, which is made for the tests alone.
    }
}

/// What is copied for every test is made once a build, so that a runner with a process for each test need
/// not make it again: its name, by the time of the build.
fn template_name() -> String {
    let built = fs::metadata(std::env::current_exe().unwrap()).unwrap();
    let since = built
        .modified()
        .unwrap()
        .duration_since(UNIX_EPOCH)
        .unwrap();
    format!("template_{}", since.as_nanos())
}

/// The PostgreSQL database that is copied for every test. Of several that make it, one comes first, and
/// the others take that.
async fn postgres_template(server: &str) -> String {
    let name = template_name();
    let admin = Database::connect(server).await.unwrap();
    let there = format!("SELECT 1 AS there FROM pg_database WHERE datname = '{name}'");
    let there = Statement::from_string(admin.get_database_backend(), there);
    if admin.query_one_raw(there.clone()).await.unwrap().is_none() {
        let store = Store::empty_postgres("template").await.unwrap();
        let db = store.open(Programme::default()).await;
        prepare(&db).await;
        // A database with an open connection can be neither copied nor renamed.
        db.connection().clone().close().await.unwrap();
        let made = store.url.rsplit('/').next().unwrap();
        let rename = format!("ALTER DATABASE {made} RENAME TO {name}");
        if let Err(error) = admin.execute_unprepared(&rename).await {
            let other = admin.query_one_raw(there).await.unwrap();
            assert!(other.is_some(), "{error}");
            let drop = format!("DROP DATABASE {made} WITH (FORCE)");
            admin.execute_unprepared(&drop).await.unwrap();
        }
    }
    admin.close().await.unwrap();
    name
}

/// The SQLite file that is copied for every test. Whoever is late overwrites it with the same.
async fn template() -> PathBuf {
    let name = format!("{}.db", template_name());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let made = folder.join(&name);
    if made.exists() {
        return made;
    }
    for old in fs::read_dir(folder).unwrap().flatten() {
        let old_name = old.file_name().to_string_lossy().into_owned();
        if old_name.starts_with("template_") && old_name != name {
            let _ = fs::remove_file(old.path());
        }
    }
    let store = Store::empty_sqlite();
    let db = store.open(Programme::default()).await;
    prepare(&db).await;
    let whole = store.folder.as_ref().unwrap().join(&name);
    vacuum_into(&db, &whole).await;
    fs::rename(&whole, &made).unwrap();
    made
}

/// Writes everything into one file that no journal belongs to.
async fn vacuum_into(db: &Db, file: &Path) {
    let statement = format!("VACUUM INTO '{}'", file.display());
    db.connection()
        .execute_unprepared(&statement)
        .await
        .unwrap();
}

async fn prepare(db: &Db) {
    db::migrate(db).await.unwrap();
    rostrum::app::load_reference(db).await.unwrap();
}

/// Notes what is left out here, so that nothing is in silence.
pub fn skip(what: &str) {
    if let Ok(file) = std::env::var("ROSTRUM_TEST_SKIPPED") {
        let mut skipped = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(file)
            .unwrap();
        writeln!(skipped, "{what}").unwrap();
    }
}

/// Address of the server; notes the test as skipped where none is named.
fn server(test: &str) -> Option<String> {
    if let Ok(server) = std::env::var("ROSTRUM_TEST_POSTGRES")
        && !server.is_empty()
    {
        return Some(server);
    }
    skip(&format!(
        "{test} on PostgreSQL: ROSTRUM_TEST_POSTGRES names no server"
    ));
    None
}

async fn postgres(test: &str, template: &str) -> Option<Store> {
    let server = server(test)?;
    let admin = Database::connect(&server).await.unwrap();
    let name = unique();
    for statement in [
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        format!("CREATE DATABASE {name} TEMPLATE {template}"),
    ] {
        admin.execute_unprepared(&statement).await.unwrap();
    }
    admin.close().await.unwrap();
    let (address, _) = server.rsplit_once('/').unwrap();
    Some(Store {
        url: format!("{address}/{name}"),
        folder: None,
    })
}
