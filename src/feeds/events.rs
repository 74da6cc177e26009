//! From sessions and offers to calendar events.
//!
//! A trainer's feed also shows open offers (tentative, not blocking) and, for thirty days after their
//! date, what was cancelled or taken from them: a subscriber that never sees the cancellation would
//! keep the old entry for good.

use std::collections::BTreeMap;

use entity::{
    FeedScope, Instant, Language, OfferState, Precision, SessionState, SlotId, feed, offer,
    participation, session, slot,
};
use hmac::{Hmac, KeyInit, Mac};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use sha2::Sha256;

use crate::actor::Actor;
use crate::db::Work;
use crate::error::{Error, Result};
use crate::i18n::t;
use crate::ical::{
    self, Calendar, Categories, CssColor, Duration, Event, GeoPoint, Headline, Mailbox, ProdId,
    Refused, Status, Text, Times, Transparency, Uid, Uri, Utc, Zoned,
};
use crate::offers::{self, OfferView};
use crate::sessions::{self, Filter, SessionView};
use crate::time::hour_minute;

/// Seconds that a tombstone outlives the date of its session.
const TOMBSTONE: i64 = 30 * 86_400;

fn fault(refused: Refused) -> Error {
    Error::Internal(format!("calendar: {refused}"))
}

/// The calendar of a feed.
pub(super) async fn calendar(
    work: &Work,
    feed: &feed::Model,
    language: Language,
) -> Result<Calendar> {
    let writer = Writer {
        work,
        language,
        busy_only: feed.busy_only,
    };
    let events = match feed.scope {
        FeedScope::Trainer => writer.of_trainer(entity::TrainerId(feed.scope_id)).await?,
        FeedScope::Institute => {
            let institute = Some(entity::InstituteId(feed.scope_id));
            writer
                .of_sessions(Filter {
                    institute,
                    ..Filter::default()
                })
                .await?
        }
        FeedScope::Course => {
            let course = Some(entity::CourseId(feed.scope_id));
            writer
                .of_sessions(Filter {
                    course,
                    ..Filter::default()
                })
                .await?
        }
        FeedScope::Programme => writer.of_sessions(Filter::default()).await?,
    };
    let name = super::name_of(work, feed.scope, feed.scope_id).await?;
    let key = format!("feed-name-{}", feed.scope.word());
    Ok(Calendar {
        prod_id: ProdId::new("National CERT", "Rostrum").map_err(fault)?,
        name: Headline::new(&t(language, &key, &[("name".into(), name)])),
        description: Text::new(&t(language, "feed-description", &[])),
        tz: work.tz(),
        refresh: Duration::HOUR,
        color: CssColor::new("seagreen").ok(),
        language: ical::Language::new(language.word()).ok(),
        events,
    })
}

struct Writer<'a> {
    work: &'a Work,
    language: Language,
    busy_only: bool,
}

impl Writer<'_> {
    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        let args: Vec<(String, String)> = args
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        t(self.language, key, &args)
    }

    /// Sessions of an institute, a course or the programme.
    async fn of_sessions(&self, filter: Filter) -> Result<Vec<Event>> {
        // The link's owner was checked; the roster is read as the programme.
        let sessions = system_list(self.work, &filter).await?;
        let mut events = Vec::new();
        for session in sessions {
            events.extend(self.session(&session, session.sequence, session.revised_at)?);
        }
        Ok(events)
    }

    /// Everything that concerns one trainer.
    async fn of_trainer(&self, id: entity::TrainerId) -> Result<Vec<Event>> {
        let db = self.work.db();
        let mut parts: BTreeMap<SlotId, participation::Model> = BTreeMap::new();
        let rows = participation::Entity::find()
            .filter(participation::COLUMN.trainer_id.eq(id))
            .order_by_asc(participation::COLUMN.id)
            .all(db)
            .await?;
        for row in rows {
            parts.insert(row.slot_id, row); // the last one counts
        }
        let ids: Vec<SlotId> = parts.keys().copied().collect();
        let slots: BTreeMap<SlotId, slot::Model> = slot::Entity::find()
            .filter(slot::COLUMN.id.is_in(ids.clone()))
            .all(db)
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let rows = session::Entity::find()
            .filter(session::COLUMN.slot_id.is_in(ids.clone()))
            .all(db)
            .await?;
        let sessions: BTreeMap<SlotId, SessionView> = sessions::views(self.work, rows)
            .await?
            .into_iter()
            .map(|view| (view.slot, view))
            .collect();
        let rows = offer::Entity::find()
            .filter(offer::COLUMN.trainer_id.eq(id))
            .filter(offer::COLUMN.slot_id.is_in(ids))
            .filter(offer::COLUMN.state.ne(OfferState::Draft)) // nobody knows of it yet
            .order_by_asc(offer::COLUMN.id)
            .all(db)
            .await?;
        let offers: BTreeMap<SlotId, OfferView> = offers::views(self.work, rows)
            .await?
            .into_iter()
            .map(|view| (view.slot, view))
            .collect();
        let mut events = Vec::new();
        for (id, part) in parts {
            let Some(slot) = slots.get(&id) else { continue };
            let still_in = part.until_seq.is_none() || part.reason == "cancelled";
            let asked = |offer: &OfferView| offer.state == OfferState::Sent;
            match (sessions.get(&id), offers.get(&id)) {
                // Asked for a seat that the session can do without: it is not theirs yet.
                (Some(session), offer) if still_in && !offer.is_some_and(asked) => {
                    events.extend(self.session(session, slot.sequence, slot.revised_at)?);
                }
                (_, Some(offer)) if part.until_seq.is_none() => {
                    events.extend(self.offer(slot, offer)?);
                }
                (_, Some(offer)) => events.extend(self.left(slot, offer, &part)?),
                _ => {}
            }
        }
        Ok(events)
    }

    /// A session, or its tombstone. What is known to the month only is in no calendar.
    fn session(
        &self,
        session: &SessionView,
        sequence: i32,
        revised_at: Instant,
    ) -> Result<Option<Event>> {
        let gone = matches!(
            session.state,
            SessionState::Cancelled | SessionState::NotHeld
        );
        let lapsed = self.work.now.0 > session.ends.0 + TOMBSTONE;
        if session.precision != Precision::Minute || (gone && lapsed) {
            return Ok(None);
        }
        let mut event = self.bare(
            &session.uid,
            sequence,
            revised_at,
            (session.starts, session.ends),
            &session.title,
        )?;
        if gone {
            event.status = Status::Cancelled;
            event.transparency = Transparency::Transparent;
        }
        if self.busy_only {
            return Ok(Some(event));
        }
        let names: Vec<&str> = session
            .trainers
            .iter()
            .map(|seat| seat.name.as_str())
            .collect();
        let mut lines = vec![
            self.say("feed-cohort", &[("cohort", &session.cohort)]),
            self.say("feed-trainers", &[("names", &names.join(", "))]),
            self.say("feed-reference", &[("reference", &session.reference)]),
        ];
        if gone {
            lines.insert(
                0,
                format!("{} {}", self.say("feed-cancelled", &[]), session.reason),
            );
        }
        event.description = Text::new(&lines.join("\n"));
        event.location = Text::new(&match session.online {
            true => self.say("mode-online", &[]),
            false => format!("{}, {}", session.venue, session.city),
        });
        event.geo = session
            .geo
            .and_then(|(lat, lon)| GeoPoint::new(lat, lon).ok());
        event.categories = Categories::new([
            self.say("feed-category", &[]).as_str(),
            &session.course_code,
        ]);
        event.url = self.page(&format!("/sessions/{}", session.id));
        Ok(Some(event))
    }

    /// An offer that stands: tentative, and not blocking until it is confirmed.
    fn offer(&self, slot: &slot::Model, offer: &OfferView) -> Result<Option<Event>> {
        let live = matches!(offer.state, OfferState::Sent | OfferState::Accepted);
        if self.busy_only || !live {
            return Ok(None);
        }
        let title = if offer.state == OfferState::Sent {
            self.say("feed-tentative-title", &[("title", &offer.title)])
        } else {
            offer.title.clone()
        };
        let uid = slot.uid.clone().unwrap_or_default();
        let times = (offer.starts, offer.ends);
        let mut event = self.bare(&uid, slot.sequence, slot.revised_at, times, &title)?;
        event.status = Status::Tentative;
        event.transparency = Transparency::Transparent;
        let mut lines = vec![
            self.say("feed-subject", &[("subject", &offer.subject)]),
            self.say("feed-cohort", &[("cohort", &offer.cohort)]),
            self.say("feed-reference", &[("reference", &offer.reference)]),
        ];
        if let Some(deadline) = offer.deadline.filter(|_| offer.state == OfferState::Sent) {
            let zone = self.work.zone();
            let when = format!(
                "{} {}",
                zone.date(deadline.0),
                hour_minute(zone.minute(deadline.0))
            );
            lines.insert(0, self.say("feed-tentative", &[("deadline", &when)]));
        }
        event.description = Text::new(&lines.join("\n"));
        event.location = Text::new(&match offer.online {
            true => self.say("mode-online", &[]),
            false => offer.venue.clone(),
        });
        // The page behind sign-in, never the link that answers.
        event.url = self.page(&format!("/offers/{}", offer.id));
        Ok(Some(event))
    }

    /// What this trainer is no longer part of.
    fn left(
        &self,
        slot: &slot::Model,
        offer: &OfferView,
        part: &participation::Model,
    ) -> Result<Option<Event>> {
        if self.busy_only || self.work.now.0 > offer.ends.0 + TOMBSTONE {
            return Ok(None);
        }
        let uid = slot.uid.clone().unwrap_or_default();
        let sequence = part.until_seq.unwrap_or(slot.sequence);
        let since = part.until.unwrap_or(slot.revised_at);
        let mut event = self.bare(
            &uid,
            sequence,
            since,
            (offer.starts, offer.ends),
            &offer.title,
        )?;
        event.status = Status::Cancelled;
        event.transparency = Transparency::Transparent;
        event.description = Text::new(&self.say("feed-cancelled", &[]));
        Ok(Some(event))
    }

    /// What every event has; of a busy-only feed, nothing more.
    fn bare(
        &self,
        uid: &str,
        sequence: i32,
        revised_at: Instant,
        (starts, ends): (Instant, Instant),
        title: &str,
    ) -> Result<Event> {
        let (uid, title) = if self.busy_only {
            (
                hidden(&self.work.programme().key, uid)?,
                self.say("busy", &[]),
            )
        } else {
            (uid.to_owned(), title.to_owned())
        };
        let tz = self.work.tz();
        let start = Zoned::new(starts.0, tz).map_err(fault)?;
        let end = Zoned::new(ends.0, tz).map_err(fault)?;
        let mut event = Event::new(
            Uid::new(&uid).map_err(fault)?,
            Utc::new(revised_at.0).map_err(fault)?,
            Times::new(start, end).map_err(fault)?,
            Headline::new(&title),
        );
        event.sequence = sequence.unsigned_abs();
        if !self.busy_only {
            event.organizer = Mailbox::new(
                &self.say("feed-name-programme", &[]),
                &self.work.programme().mail_from,
            )
            .ok();
        }
        Ok(event)
    }

    fn page(&self, path: &str) -> Option<Uri> {
        Uri::new(&format!("{}{path}", self.work.programme().public_url)).ok()
    }
}

/// Sessions read as the programme itself.
async fn system_list(work: &Work, filter: &Filter) -> Result<Vec<SessionView>> {
    sessions::list_as(work, &Actor::system("feeds"), filter).await
}

/// The UID of a busy-only event: the same every time, and no key to the real one.
fn hidden(key: &[u8; 32], uid: &str) -> Result<String> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key).map_err(|e| Error::Internal(e.to_string()))?;
    mac.update(uid.as_bytes());
    let bytes = mac.finalize().into_bytes();
    let hex: String = bytes
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(format!("{hex}@busy"))
}
