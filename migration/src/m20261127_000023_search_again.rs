//! The index of subjects is written anew at the next start: accents and vowel marks are left out of it by now.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::Step;

/// A row as the next start writes it.
pub const SAMPLE: &str = r"
DELETE FROM subject_search
--
INSERT INTO subject_search (subject_id, names, synonyms, ids, description) VALUES (2, 'ransomware', 'crypto lockers', 'mat', 'how it spreads')
";

const UP: Step = Step {
    both: r"
DELETE FROM subject_search
",
    sqlite: "",
    postgres: "",
};

const DOWN: Step = Step {
    both: r"
DELETE FROM subject_search
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
