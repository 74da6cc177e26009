//! Calendar links, the audit trail, and messages to be sent.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
};

use crate::dialect::{Step, drop_tables};

/// Rows of every table of this step.
pub const SAMPLE: &str = r"
INSERT INTO feed (id, scope, scope_id, person_id, name, busy_only, token_hash, created_at, fetched_by) VALUES (1, 'trainer', 1, 2, 'phone', {false}, 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', 1745000000, '')
--
INSERT INTO audit (id, at, actor_kind, actor_id, action, object, object_id, detail) VALUES (1, 1745000000, 'person', 1, 'session.confirm', 'session', 1, '{}')
--
INSERT INTO outbox (id, kind, person_id, offer_id, state, created_at, send_after, attempts, failure) VALUES (1, 'offer_sent', 2, 1, 'sent', 1745000000, 1745000000, 1, '')
";

const TABLES: &[&str] = &["feed", "audit", "outbox"];

const UP: Step = Step {
    both: r"
CREATE TABLE feed (
  id {pk},
  scope TEXT NOT NULL CHECK (scope IN ('trainer', 'institute', 'course', 'programme')),
  scope_id {big} NOT NULL,
  person_id {big} NOT NULL REFERENCES person (id),
  name TEXT NOT NULL,
  busy_only {bool} NOT NULL,
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  created_at {big} NOT NULL,
  revoked_at {big},
  fetched_at {big},
  fetched_by TEXT NOT NULL
) {strict}
--
CREATE INDEX feed_person ON feed (person_id)
--
CREATE TABLE audit (
  id {pk},
  at {big} NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id {big},
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  object_id {big} NOT NULL,
  detail TEXT NOT NULL
) {strict}
--
CREATE INDEX audit_object ON audit (object, object_id)
--
CREATE TABLE outbox (
  id {pk},
  kind TEXT NOT NULL,
  person_id {big} NOT NULL REFERENCES person (id),
  offer_id {big},
  slot_id {big},
  request_id {big},
  state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed', 'held')),
  created_at {big} NOT NULL,
  send_after {big} NOT NULL,
  sent_at {big},
  attempts INTEGER NOT NULL,
  failure TEXT NOT NULL
) {strict}
--
CREATE INDEX outbox_state ON outbox (state, send_after)
--
CREATE INDEX outbox_offer ON outbox (offer_id)
",
    sqlite: r"
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit_kept'); END
--
CREATE TRIGGER audit_immutable BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit_immutable'); END
",
    postgres: r"
CREATE FUNCTION audit_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit rows are kept as they are' USING ERRCODE = '23514', CONSTRAINT = 'audit_kept';
END $$
--
CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_kept()
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
                "DROP FUNCTION audit_kept()",
            )
            .await?;
        }
        Ok(())
    }
}
