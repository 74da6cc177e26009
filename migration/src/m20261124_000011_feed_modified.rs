//! When the bytes of a feed last changed, as seen by whoever fetched it.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::Step;

/// A row that has what this step adds.
pub const SAMPLE: &str = r"
UPDATE feed SET etag = 'x', modified_at = 1745000000
";

const UP: Step = Step {
    both: r"
ALTER TABLE feed ADD COLUMN etag TEXT NOT NULL DEFAULT ''
--
ALTER TABLE feed ADD COLUMN modified_at {big} NOT NULL DEFAULT 0
",
    sqlite: "",
    postgres: "",
};

const DOWN: Step = Step {
    both: r"
ALTER TABLE feed DROP COLUMN etag
--
ALTER TABLE feed DROP COLUMN modified_at
",
    sqlite: "",
    postgres: "",
};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        UP.run(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        DOWN.run(manager).await
    }
}
