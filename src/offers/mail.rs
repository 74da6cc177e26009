//! Letters about offers. The link in them is minted as the letter is rendered.

use entity::{MessageKind, OfferState, outbox, person};
use sea_orm::EntityTrait;

use super::{OfferView, list};
use crate::accounts::links;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::i18n::t;
use crate::notify::Letter;
use crate::time::hour_minute;

/// Seconds that a mail link outlives its offer's deadline: until then its page says what became of it.
const GRACE: i64 = 30 * 86_400;

/// The letter, or none when the offer no longer stands as the message says.
pub async fn letter(work: &Work, row: &outbox::Model) -> Result<Option<Letter>> {
    let id = row.offer_id.ok_or(Error::NotFound("offer"))?;
    let offer = list::get(work, id).await?;
    let person = person::Entity::find_by_id(row.person_id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("person"))?;
    let name = match row.kind {
        MessageKind::OfferSent if offer.state != OfferState::Sent => return Ok(None),
        MessageKind::OfferSent => "mail-offer",
        MessageKind::OfferRecalled => "mail-offer-recalled",
        _ => "mail-offer-superseded",
    };
    let link = if row.kind == MessageKind::OfferSent {
        let expires = offer.deadline.unwrap_or(work.now).plus(GRACE);
        let secret = links::mint_offer(work, id, person.id, expires).await?;
        format!("{}/answer/{secret}", work.programme().public_url)
    } else {
        String::new()
    };
    let args = words(work, &offer, &person.name, link);
    let language = person.language;
    Ok(Some(Letter {
        to_name: person.name,
        to: person.email.unwrap_or_default(),
        subject: t(language, &format!("{name}-subject"), &args),
        text: t(language, &format!("{name}-body"), &args),
    }))
}

fn words(work: &Work, offer: &OfferView, name: &str, link: String) -> Vec<(String, String)> {
    let zone = work.zone();
    let clock = |at: i64| hour_minute(zone.minute(at));
    let place = if offer.online {
        String::new()
    } else {
        offer.venue.clone()
    };
    let deadline = offer.deadline.unwrap_or(work.now).0;
    [
        ("name", name.to_owned()),
        ("reference", offer.reference.clone()),
        ("title", offer.title.clone()),
        ("subject", offer.subject.clone()),
        ("cohort", offer.cohort.clone()),
        ("institute", offer.institute.clone()),
        (
            "date",
            zone.date(offer.starts.0).format("%A %-d %B %Y").to_string(),
        ),
        ("from", clock(offer.starts.0)),
        ("to", clock(offer.ends.0)),
        ("place", place),
        (
            "mode",
            if offer.online { "online" } else { "in-person" }.to_owned(),
        ),
        (
            "deadline",
            format!(
                "{} {}",
                zone.date(deadline).format("%A %-d %B %Y"),
                clock(deadline)
            ),
        ),
        ("link", link),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}
