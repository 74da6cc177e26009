//! What a trainer lets the public see of them.

use crate::ids::TrainerId;
use crate::instant::Instant;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "profile")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub trainer_id: TrainerId,
    /// Tail of its address.
    pub slug: String,
    pub biography: String,
    /// Encoded anew by us, so that nothing but the picture is in it.
    pub photo: Option<Vec<u8>>,
    pub photo_type: Option<String>,
    /// When they agreed; nothing is public before.
    pub consented_at: Option<Instant>,
    /// When they took that back.
    pub withdrawn_at: Option<Instant>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
