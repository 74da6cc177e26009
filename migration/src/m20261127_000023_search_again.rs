//! The index of subjects is written anew at the next start: accents and vowel marks are left out of it by now.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::Step;

/// A row as the next start writes it.
pub const SAMPLE: &str = r"
INSERT INTO subject_search (subject_id, names, synonyms, ids, description) SELECT 2, 'ransomware', 'crypto lockers', 'mat', 'how it spreads' WHERE NOT EXISTS (SELECT 1 FROM subject_search)
";

const AGAIN: Step = Step {
    both: "",
    // Emptied, an index of this kind would keep the traces of what was in it.
    sqlite: r"
DROP TABLE subject_search
--
CREATE VIRTUAL TABLE subject_search USING fts5 (subject_id UNINDEXED, names, synonyms, ids, description, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')
",
    postgres: r"
DELETE FROM subject_search
",
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
        AGAIN.run(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        AGAIN.run(manager).await
    }
}
