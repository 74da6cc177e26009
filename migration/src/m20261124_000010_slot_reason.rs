//! Why a slot was given up.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::Step;

/// A row that has what this step adds.
pub const SAMPLE: &str = r"
UPDATE slot SET reason = 'No trainer is free' WHERE id = 1
";

const UP: Step = Step {
    both: r"
ALTER TABLE slot ADD COLUMN reason TEXT NOT NULL DEFAULT ''
",
    sqlite: "",
    postgres: "",
};

const DOWN: Step = Step {
    both: r"
ALTER TABLE slot DROP COLUMN reason
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
