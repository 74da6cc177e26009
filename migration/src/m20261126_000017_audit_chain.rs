//! The chain over the audit trail: what waits to be sealed, the seals, and personal values beside it that
//! can be erased without breaking the chain.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table of this step.
pub const SAMPLE: &str = r"
INSERT INTO audit_personal (audit_id, field, salt, value) VALUES (1, 'reason', 'ab', 'The hall is flooded')
--
INSERT INTO audit (id, at, actor_kind, action, object, object_id, detail) SELECT 2, 1745000000, 'system:clock', 'offer.expire', 'offer', 1, '{}' WHERE NOT EXISTS (SELECT 1 FROM audit WHERE id = 2)
--
INSERT INTO audit_waiting (audit_id) SELECT 2 WHERE NOT EXISTS (SELECT 1 FROM audit_waiting WHERE audit_id = 2)
--
DELETE FROM audit_waiting WHERE audit_id = 1
--
INSERT INTO audit_seal (position, audit_id, hash) VALUES (1, 1, '1111111111111111111111111111111111111111111111111111111111111111')
";

const TABLES: &[&str] = &["audit_waiting", "audit_personal", "audit_seal"];

const UP: Step = Step {
    both: r"
CREATE TABLE audit_waiting (
  audit_id {big} NOT NULL PRIMARY KEY REFERENCES audit (id)
) {strict}
--
CREATE TABLE audit_seal (
  position {big} NOT NULL PRIMARY KEY CHECK (position > 0),
  audit_id {big} NOT NULL UNIQUE REFERENCES audit (id),
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) {strict}
--
CREATE TABLE audit_personal (
  id {pk},
  audit_id {big} NOT NULL REFERENCES audit (id),
  field TEXT NOT NULL,
  salt TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (audit_id, field)
) {strict}
--
INSERT INTO audit_waiting (audit_id) SELECT id FROM audit
",
    sqlite: r"
CREATE TRIGGER audit_seal_kept BEFORE DELETE ON audit_seal
BEGIN SELECT RAISE(ABORT, 'audit_seal_kept'); END
--
CREATE TRIGGER audit_seal_immutable BEFORE UPDATE ON audit_seal
BEGIN SELECT RAISE(ABORT, 'audit_seal_immutable'); END
--
CREATE TRIGGER audit_personal_immutable BEFORE UPDATE ON audit_personal
BEGIN SELECT RAISE(ABORT, 'audit_personal_immutable'); END
",
    postgres: r"
CREATE FUNCTION audit_seal_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the chain over the audit trail is kept as it is' USING ERRCODE = '23514', CONSTRAINT = 'audit_seal_kept';
END $$
--
CREATE TRIGGER audit_seal_kept BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION audit_seal_kept()
--
CREATE TRIGGER audit_personal_immutable BEFORE UPDATE ON audit_personal FOR EACH ROW EXECUTE FUNCTION audit_seal_kept()
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
        UP.run(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, TABLES).await?;
        if manager.get_database_backend() == sea_orm_migration::sea_orm::DatabaseBackend::Postgres {
            sea_orm_migration::sea_orm::ConnectionTrait::execute_unprepared(
                manager.get_connection(),
                "DROP FUNCTION audit_seal_kept()",
            )
            .await?;
        }
        Ok(())
    }
}
