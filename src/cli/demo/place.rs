//! Where the demo may write: only into a database that is missing, empty, or a demo's own that nobody uses.
//!
//! A demo knows its own file by SQLite's `application_id`, which stands in the file's first bytes: whatever is
//! looked at here is read as a file, so that nothing of somebody else's database changes, and it is written
//! before anything else, so that a demo which was ended at any moment can begin again.

use std::io::Read;
use std::path::Path;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, Statement,
};

/// `DTPd`.
const MARK: i32 = 0x4454_5064;

/// Makes room and marks it. A database of anybody else is refused, and not a byte of it is touched; so is one
/// that another demo is running on.
pub(super) async fn clear(path: &Path) -> Result<(), String> {
    let refuse = |why: &str| {
        format!(
            "--database {}: {why}; name another file, this one stays as it is",
            path.display()
        )
    };
    let fault = |error: std::io::Error| refuse(&error.to_string());
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(fault)?;
    }
    let size = match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
        Err(error) => return Err(fault(error)),
        Ok(file) => file.len(),
    };
    if size > 0 {
        if !is_demo(path).map_err(fault)? {
            return Err(refuse("it is neither empty nor a demo's"));
        }
        if in_use(path).await {
            return Err(refuse("a demo is running on it"));
        }
        for suffix in ["", "-wal", "-shm"] {
            let mut file = path.as_os_str().to_owned();
            file.push(suffix);
            match std::fs::remove_file(&file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(fault(error));
                }
                _ => {}
            }
        }
    }
    mark(path).await.map_err(|error| refuse(&error.to_string()))
}

/// Whether the file's head says so (<https://www.sqlite.org/fileformat.html>, 1.3).
fn is_demo(path: &Path) -> std::io::Result<bool> {
    let mut head = Vec::new();
    std::fs::File::open(path)?.take(72).read_to_end(&mut head)?;
    Ok(head.starts_with(b"SQLite format 3\0") && head.get(68..72) == Some(&MARK.to_be_bytes()))
}

/// Whether somebody has it open: only whoever is alone with a database can take its log away.
async fn in_use(path: &Path) -> bool {
    let alone = async {
        let connection = open(path, "rw").await?;
        let asked = Statement::from_string(DatabaseBackend::Sqlite, "PRAGMA journal_mode = DELETE");
        let mode = connection.query_one_raw(asked).await;
        connection.close().await?;
        mode?
            .map(|row| row.try_get::<String>("", "journal_mode"))
            .transpose()
    };
    !matches!(alone.await, Ok(Some(mode)) if mode == "delete")
}

/// Makes the file, a demo's from its first byte.
async fn mark(path: &Path) -> Result<(), sea_orm::DbErr> {
    let connection = open(path, "rwc").await?;
    let done = connection
        .execute_unprepared(&format!("PRAGMA application_id = {MARK}"))
        .await;
    connection.close().await?;
    done.map(drop)
}

async fn open(path: &Path, mode: &str) -> Result<DatabaseConnection, sea_orm::DbErr> {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode={mode}", path.display()));
    options
        .max_connections(1)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|options| options.busy_timeout(Duration::ZERO));
    Database::connect(options).await
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use sea_orm::{ConnectionTrait, DatabaseConnection};

    use super::{clear, open};

    fn fresh(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("rostrum-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder.join("rostrum.db")
    }

    /// Somebody who works in it, with a log beside it, as the service does.
    async fn working(path: &Path) -> DatabaseConnection {
        let connection = open(path, "rwc").await.unwrap();
        let begin = "PRAGMA journal_mode = WAL; CREATE TABLE work (day TEXT);";
        connection.execute_unprepared(begin).await.unwrap();
        connection
    }

    #[tokio::test]
    async fn a_demo_begins_anew_on_its_own_file_but_not_while_another_runs_on_it() {
        let path = fresh("running");
        clear(&path).await.unwrap();
        // The first was ended before it had written anything.
        clear(&path).await.unwrap();
        let other = working(&path).await;
        let said = clear(&path).await.unwrap_err();
        assert!(said.contains("a demo is running on it"), "{said}");
        let add = "INSERT INTO work VALUES ('today')";
        assert_eq!(
            other.execute_unprepared(add).await.unwrap().rows_affected(),
            1
        );
        other.close().await.unwrap();
        clear(&path).await.unwrap();
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }

    #[tokio::test]
    async fn a_database_of_somebody_else_is_not_even_opened() {
        let path = fresh("foreign");
        working(&path).await.close().await.unwrap();
        let before = std::fs::read(&path).unwrap();
        let said = clear(&path).await.unwrap_err();
        assert!(said.contains("neither empty nor a demo's"), "{said}");
        assert!(before == std::fs::read(&path).unwrap());
        let left = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
        assert_eq!(left, 1, "a log was left beside it");
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }
}
