//! Where the demo may write: only into a database that is missing, empty, or a demo's own.

use std::path::Path;

use entity::setting;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, Database, EntityTrait};

use crate::db::Db;

/// The mark in `setting` by which a demo knows its own database.
const MARK: &str = "demo";

/// Makes room. A database of anybody else is refused, and not a byte of it is touched.
pub(super) async fn clear(path: &Path) -> Result<(), String> {
    let refuse = |why: &str| {
        format!(
            "--database {}: {why}; name another file, this one stays as it is",
            path.display()
        )
    };
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|e| refuse(&e.to_string()))?;
    }
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(refuse(&error.to_string())),
        Ok(file) if file.len() == 0 => return Ok(()),
        Ok(_) => {}
    }
    if !is_demo(path).await {
        return Err(refuse("it is neither empty nor a demo's"));
    }
    for suffix in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        match std::fs::remove_file(&file) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(refuse(&error.to_string())),
        }
    }
    Ok(())
}

async fn is_demo(path: &Path) -> bool {
    // Read-only: opening for writing would switch the journal mode of somebody's file.
    let Ok(connection) = Database::connect(format!("sqlite://{}?mode=ro", path.display())).await
    else {
        return false;
    };
    let mark = setting::Entity::find_by_id(MARK).one(&connection).await;
    let found = mark.is_ok_and(|row| row.is_some());
    // A reader that stays open would keep the file on some systems.
    connection.close().await.is_ok() && found
}

/// Marks a fresh database as a demo's.
pub(super) async fn mark(db: &Db) -> Result<(), String> {
    let row = setting::ActiveModel {
        name: Set(MARK.into()),
        value: Set("yes".into()),
    };
    row.insert(db.connection())
        .await
        .map(drop)
        .map_err(|e| e.to_string())
}
