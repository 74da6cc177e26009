//! VEVENT and VALARM (RFC 5545, 3.6.1 and 3.6.6; CONFERENCE of RFC 7986, 5.11).

use super::block::{Block, named};
use super::{
    Categories, Duration, GeoPoint, Headline, Language, Mailbox, Param, Status, Text, Times,
    Transparency, Uid, Uri, Utc,
};

/// One session, or an offer of one. Attendees are no part of it: see [`super::Invitation`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same for the session's whole life.
    pub uid: Uid,
    /// Revision that matters to attendees; written as at most 2³¹ − 1.
    pub sequence: u32,
    /// Last revision of any kind; also written as DTSTAMP, so that a fetch changes no byte.
    pub last_modified: Utc,
    /// From when to when.
    pub times: Times,
    /// The title.
    pub summary: Headline,
    /// What to know; left out if blank, as are the next two.
    pub description: Text,
    /// Room, institute, city.
    pub location: Text,
    /// What it is about.
    pub categories: Categories,
    /// Where on the map.
    pub geo: Option<GeoPoint>,
    /// The page about it; never a link that grants anything.
    pub url: Option<Uri>,
    /// Who answers for it.
    pub organizer: Option<Mailbox>,
    /// Where to join online. The caller puts the link into `description` too: few apps show this.
    pub conference: Option<Conference>,
    /// Whether it takes place.
    pub status: Status,
    /// Whether it makes its owner busy.
    pub transparency: Transparency,
    /// Reminders; none unless the owner chose them.
    pub alarms: Vec<Alarm>,
}

/// A way to join online.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conference {
    /// The link.
    pub uri: Uri,
    /// What to call it; left out if blank.
    pub label: Param,
}

/// A reminder on the screen, so long before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alarm {
    /// How long before.
    pub before: Duration,
}

impl Event {
    /// A confirmed, busy event of revision 0 with nothing but what every event has.
    #[must_use]
    pub fn new(uid: Uid, last_modified: Utc, times: Times, summary: Headline) -> Self {
        Self {
            uid,
            sequence: 0,
            last_modified,
            times,
            summary,
            description: Text::default(),
            location: Text::default(),
            categories: Categories::default(),
            geo: None,
            url: None,
            organizer: None,
            conference: None,
            status: Status::default(),
            transparency: Transparency::default(),
            alarms: Vec::new(),
        }
    }

    pub(super) fn block(&self, language: Option<&Language>) -> Block {
        let mut block = Block::new("VEVENT");
        block.value("UID", self.uid.as_str());
        block.utc("DTSTAMP", self.last_modified);
        block.utc("LAST-MODIFIED", self.last_modified);
        block.value(
            "SEQUENCE",
            self.sequence.min(i32::MAX.unsigned_abs()).to_string(),
        );
        block.zoned("DTSTART", self.times.start);
        block.zoned("DTEND", self.times.end);
        block.value("STATUS", self.status.word());
        block.value("TRANSP", self.transparency.word());
        block.headline("SUMMARY", &self.summary, language);
        block.text("DESCRIPTION", &self.description, language);
        block.text("LOCATION", &self.location, language);
        if let Some(geo) = self.geo {
            block.value("GEO", geo.written());
        }
        if let Some(url) = &self.url {
            block.value("URL", url.as_str());
        }
        block.categories(&self.categories, language);
        if let Some(who) = &self.organizer {
            let params: Vec<_> = named("CN", &who.name).into_iter().collect();
            block.value_with("ORGANIZER", &params, who.address.as_str());
        }
        if let Some(conference) = &self.conference {
            let mut params = vec![("VALUE", "URI".to_owned()), ("FEATURE", "VIDEO".to_owned())];
            params.extend(named("LABEL", &conference.label));
            block.value_with("CONFERENCE", &params, conference.uri.as_str());
        }
        block
    }

    pub(super) fn alarm_blocks(&self, language: Option<&Language>) -> Vec<Block> {
        let written = |alarm: &Alarm| {
            let mut block = Block::new("VALARM");
            block.value("ACTION", "DISPLAY");
            block.value("TRIGGER", format!("-{}", alarm.before.written()));
            block.headline("DESCRIPTION", &self.summary, language);
            block
        };
        self.alarms.iter().map(written).collect()
    }
}
