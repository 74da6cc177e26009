//! Values as the contract writes them: instants, days, times of day, and words of a fixed list.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, SecondsFormat, Timelike};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::accounts::{Language, Role};
use crate::feeds::FeedScope;
use crate::notify::{MessageKind, OutboxState};
use crate::offers::{Channel, OfferState};
use crate::planning::ProposalState;
use crate::reference::vocabulary::SubjectChangeKind;
use crate::reports::issues::Kind as IssueKind;
use crate::sessions::{Precision, SessionState};
use crate::slots::lifecycle::Standing as Stage;
use crate::slots::{Instant, Mode, Pool, RequestState, SlotState};
use crate::time::{hour_minute, parse_date, parse_minute};
use crate::trainers::Standing;
use crate::trainers::conflicts::ConflictKind;
use crate::trainers::expertise::{Audience, EvidenceKind};
use crate::trainers::membership::MembershipState;

/// An instant in UTC to the second: `2026-05-04T06:00:00Z`. Read with any offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub Instant);

impl From<Instant> for Moment {
    fn from(at: Instant) -> Self {
        Self(at)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.utc().to_rfc3339_opts(SecondsFormat::Secs, true);
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        DateTime::parse_from_rfc3339(&text)
            .ok()
            .filter(|at| at.nanosecond() == 0)
            .map(|at| Self(Instant(at.timestamp())))
            .ok_or_else(|| D::Error::custom("expected an instant such as 2026-05-04T06:00:00Z"))
    }
}

/// A day: `2026-05-04`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(pub NaiveDate);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        parse_date(&text)
            .map(Self)
            .ok_or_else(|| D::Error::custom("expected a day such as 2026-05-04"))
    }
}

/// A time of the day in the programme's zone: `09:30`; `24:00` is its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minute(pub i32);

impl Serialize for Minute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hour_minute(self.0.into()))
    }
}

impl<'de> Deserialize<'de> for Minute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        parse_minute(&text)
            .and_then(|minute| i32::try_from(minute).ok())
            .map(Self)
            .ok_or_else(|| D::Error::custom("expected a time such as 09:30"))
    }
}

fn text(format: Option<KnownFormat>, pattern: Option<&str>, about: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::new(Type::String))
        .format(format.map(SchemaFormat::KnownFormat))
        .pattern(pattern)
        .description(Some(about))
        .build()
        .into()
}

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        let about =
            "An instant to the second; given in UTC, read with any offset. From 1970 to 2100.";
        text(Some(KnownFormat::DateTime), None, about)
    }
}

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        text(
            Some(KnownFormat::Date),
            None,
            "A day in the programme's zone.",
        )
    }
}

impl PartialSchema for Minute {
    fn schema() -> RefOr<Schema> {
        let about = "A time of the day in the programme's zone; `24:00` is the end of the day.";
        text(None, Some("^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"), about)
    }
}

/// A word of a fixed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<T>(pub T);

/// A list of words.
pub trait Words: Copy + Sized + 'static {
    /// Name of the list in the document.
    const NAME: &'static str;

    /// The words with their values.
    fn words() -> Vec<(&'static str, Self)>;

    /// The word of a value.
    fn of(self) -> &'static str;
}

impl<T: Words> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.of())
    }
}

impl<'de, T: Words> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let words = T::words();
        match words.iter().find(|(word, _)| *word == text) {
            Some((_, value)) => Ok(Self(*value)),
            None => {
                let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                Err(D::Error::custom(format!(
                    "expected one of {}",
                    known.join(", ")
                )))
            }
        }
    }
}

impl<T: Words> PartialSchema for Word<T> {
    fn schema() -> RefOr<Schema> {
        let words: Vec<&str> = T::words().into_iter().map(|(word, _)| word).collect();
        ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::String))
            .enum_values(Some(words))
            .build()
            .into()
    }
}

impl<T: Words> ToSchema for Word<T> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed(T::NAME)
    }
}

macro_rules! words {
    ($($name:literal $alias:ident = $list:ty),+ $(,)?) => {$(
        #[doc = concat!("A word of the list `", $name, "`.")]
        pub type $alias = Word<$list>;

        impl Words for $list {
            const NAME: &'static str = $name;

            fn words() -> Vec<(&'static str, Self)> {
                Self::ALL.iter().map(|value| (value.word(), *value)).collect()
            }

            fn of(self) -> &'static str {
                self.word()
            }
        }
    )+};
}

words! {
    "Language" LanguageWord = Language,
    "Role" RoleWord = Role,
    "RequestState" RequestStateWord = RequestState,
    "SlotState" SlotStateWord = SlotState,
    "Stage" StageWord = Stage,
    "Mode" ModeWord = Mode,
    "Pool" PoolWord = Pool,
    "OfferState" OfferStateWord = OfferState,
    "Channel" ChannelWord = Channel,
    "ProposalState" ProposalStateWord = ProposalState,
    "SessionState" SessionStateWord = SessionState,
    "Precision" PrecisionWord = Precision,
    "Standing" StandingWord = Standing,
    "Audience" AudienceWord = Audience,
    "EvidenceKind" EvidenceWord = EvidenceKind,
    "MembershipState" MembershipWord = MembershipState,
    "ConflictKind" ConflictKindWord = ConflictKind,
    "IssueKind" IssueWord = IssueKind,
    "SubjectChangeKind" SubjectChangeWord = SubjectChangeKind,
    "FeedScope" FeedScopeWord = FeedScope,
    "MessageKind" MessageKindWord = MessageKind,
    "MessageState" OutboxStateWord = OutboxState,
}

impl ToSchema for Moment {}
impl ToSchema for Day {}
impl ToSchema for Minute {}
