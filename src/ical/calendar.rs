//! VCALENDAR of a feed (RFC 5545, 3.6; RFC 7986; the `X-` names that Outlook, Google and Apple read).
//!
//! A feed has no METHOD (it would turn a subscription into an import), no SOURCE (it would print
//! the secret link) and no attendees.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::block::Block;
use super::timezone::vtimezone;
use super::{CssColor, Duration, Event, Headline, Language, ProdId, Text};

/// The year 2026, for which a feed without events describes its zone: it must hold something
/// (RFC 5545, 3.6), and no clock may decide what.
const QUIET_YEAR: (i64, i64) = (1_767_225_600, 1_798_761_599);

/// A calendar to subscribe to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Which software wrote it.
    pub prod_id: ProdId,
    /// What a calendar app calls it.
    pub name: Headline,
    /// What it holds; left out if blank.
    pub description: Text,
    /// The zone that an app should show it in.
    pub tz: Tz,
    /// How often an app should fetch it.
    pub refresh: Duration,
    /// What colour an app should give it.
    pub color: Option<CssColor>,
    /// The language of its texts, if that is worth saying.
    pub language: Option<Language>,
    /// In any order. Of two with one UID the later revision is written (RFC 5545, 3.8.4.7).
    pub events: Vec<Event>,
}

impl Calendar {
    /// The bytes to send, the same for the same values, whatever the order of `events`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let language = self.language.as_ref();
        let mut block = opening(&self.prod_id);
        block.headline("NAME", &self.name, language);
        block.headline("X-WR-CALNAME", &self.name, None);
        block.text("DESCRIPTION", &self.description, language);
        block.text("X-WR-CALDESC", &self.description, None);
        block.value("X-WR-TIMEZONE", self.tz.name());
        let refresh = self.refresh.written();
        block.value_with(
            "REFRESH-INTERVAL",
            &[("VALUE", "DURATION".to_owned())],
            refresh.clone(),
        );
        block.value("X-PUBLISHED-TTL", refresh);
        if let Some(color) = self.color {
            block.value("COLOR", color.as_str());
        }
        let events = latest(&self.events);
        if events.is_empty() {
            block.nest(vtimezone(self.tz, QUIET_YEAR.0, QUIET_YEAR.1));
        }
        add_events(&mut block, &events, language);
        block.into_bytes()
    }
}

/// What every stream starts with.
pub(super) fn opening(prod_id: &ProdId) -> Block {
    let mut block = Block::new("VCALENDAR");
    block.value("VERSION", "2.0");
    block.value("PRODID", prod_id.as_str());
    block.value("CALSCALE", "GREGORIAN");
    block
}

/// The zones that the events use, in order of name, then the events.
fn add_events(block: &mut Block, events: &[&Event], language: Option<&Language>) {
    for zone in zones(events) {
        block.nest(zone);
    }
    for event in events {
        let mut inner = event.block(language);
        for alarm in event.alarm_blocks(language) {
            inner.nest(alarm);
        }
        block.nest(inner);
    }
}

/// One VTIMEZONE for each TZID that is written, over the span from its first use to its last.
pub(super) fn zones(events: &[&Event]) -> Vec<Block> {
    let mut spans: BTreeMap<&str, (Tz, i64, i64)> = BTreeMap::new();
    for end in events
        .iter()
        .flat_map(|event| [event.times.start, event.times.end])
    {
        if let (Some(tzid), _) = end.written() {
            let at = end.at().epoch();
            let span = spans.entry(tzid).or_insert((end.tz(), at, at));
            *span = (span.0, span.1.min(at), span.2.max(at));
        }
    }
    spans
        .into_values()
        .map(|(tz, first, last)| vtimezone(tz, first, last))
        .collect()
}

/// One event a UID, the latest revision, in order of start.
fn latest(events: &[Event]) -> Vec<&Event> {
    let mut by_uid: BTreeMap<&str, &Event> = BTreeMap::new();
    let revision = |event: &Event| (event.sequence, event.last_modified);
    for event in events {
        let kept = by_uid.entry(event.uid.as_str()).or_insert(event);
        if revision(kept) < revision(event) {
            *kept = event;
        }
    }
    let mut kept: Vec<&Event> = by_uid.into_values().collect();
    // Stable, so that those that start together stay in order of UID.
    kept.sort_by_key(|event| event.times.start.at());
    kept
}

#[cfg(test)]
mod tests;
