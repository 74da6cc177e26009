//! By which token a program made a calendar link: the link ends with it.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::Step;

/// A row that has what this step adds.
pub const SAMPLE: &str = r"
UPDATE feed SET api_token_id = (SELECT min(id) FROM api_token)
";

const UP: Step = Step {
    both: r"
ALTER TABLE feed ADD COLUMN api_token_id {big} REFERENCES api_token (id)
",
    sqlite: "",
    postgres: "",
};

const DOWN: Step = Step {
    both: r"
ALTER TABLE feed DROP COLUMN api_token_id
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
