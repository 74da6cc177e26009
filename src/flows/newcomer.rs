//! A trainer is taken in who may be there already, under another address: nobody is taken in twice unseen.

use entity::{PersonId, TrainerId};

use super::enrol_trainer;
use crate::accounts::faces::{Faces, Known};
use crate::accounts::{self, NewPerson};
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::trainers::{self, NewTrainer};

/// Look-alikes that somebody can say not to be in one go: each is noted, and a table of them would take all day.
const LIKE: usize = 20;

/// Takes a trainer in, unless they look like one who is there; where somebody says that it is `another` person,
/// that is noted of the two. `faces` are those who are known, to whom the newcomer is added.
///
/// # Errors
/// Beside the field `name`: whom they look like, and what to do.
pub async fn enrol_newcomer(
    work: &Work,
    faces: &mut Faces,
    who: NewPerson,
    another: bool,
    record: impl FnOnce(PersonId) -> NewTrainer,
) -> Result<TrainerId> {
    let email = who.email.clone().unwrap_or_default().trim().to_lowercase();
    // An address that somebody has is refused as such, whatever the name.
    let taken = !email.is_empty() && accounts::by_email(work, &email).await?.is_some();
    let like: Vec<Known> = match taken {
        true => Vec::new(),
        false => faces
            .trainers_like(&who.name, Some(&email))
            .into_iter()
            .cloned()
            .collect(),
    };
    if let (Some(known), false) = (like.first(), another) {
        let message = match &known.email {
            Some(email) => Message::new("twins-looks-like").with("email", email),
            None => Message::new("twins-looks-like-unreached"),
        };
        let message = message
            .with("name", &known.name)
            .with("of", known.affiliation.as_deref().unwrap_or_default());
        return Err(Error::field("name", message));
    }
    if like.len() > LIKE {
        let message = Message::new("twins-too-many").with("count", like.len());
        return Err(Error::field("name", message));
    }
    let name = who.name.clone();
    let id = enrol_trainer(work, who, record).await?;
    let made = trainers::get(work, id).await?;
    faces.meet(made.person, &name, &email, &made.affiliation);
    for known in like {
        accounts::faces::distinct(work, made.person, known.person).await?;
    }
    Ok(id)
}
