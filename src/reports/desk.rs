//! What waits for whom: the first page of coordinators, institute officers and trainers.
//!
//! Nothing here is stored or decided; every line leads to the page where something can be done.

use std::collections::BTreeSet;

use super::coverage::{self, Row, Wanted};
use super::fairness::{self, Fairness, Term};
use super::issues::{self, Issue, Of};
use crate::accounts::policy::{self, Action};
use crate::courses::{self, CohortView};
use crate::db::{Work, behind};
use crate::error::{Error, Result};
use crate::feeds;
use crate::notify;
use crate::offers::{self, OfferId, OfferState, OfferView};
use crate::sessions::{self, SessionView};
use crate::slots::{self, Instant, RequestState, RequestView, SeatId, SlotView, Standing};

/// Lines of each list; the rest is one click away.
const SHOWN: usize = 6;
/// Seconds before its deadline in which an offer counts as expiring.
const EXPIRING: i64 = 86_400;
/// Gaps that a desk names.
const WORST: usize = 3;
/// Days ahead that a desk looks.
const AHEAD: i64 = 28;

/// The head of a list, and how long it is.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Heap<T> {
    /// How many there are.
    pub count: usize,
    /// The first of them.
    pub first: Vec<T>,
}

impl<T> Heap<T> {
    fn of(mut all: Vec<T>) -> Self {
        let count = all.len();
        all.truncate(SHOWN);
        Self { count, first: all }
    }
}

/// What waits for a coordinator.
#[derive(Clone, Debug, serde::Serialize)]
pub struct CoordinatorDesk {
    /// Requests that nobody has decided: the urgent ones, then who has waited longest.
    pub waiting: Heap<RequestView>,
    /// How many of them start within the lead time.
    pub urgent: usize,
    /// Accepted slots of the coming weeks for which nobody is asked.
    pub uncovered: Heap<SlotView>,
    /// Offers that are prepared and not sent.
    pub unsent: usize,
    /// Offers that wait for an answer.
    pub unanswered: usize,
    /// Those of them that lapse within a day.
    pub expiring: Heap<OfferView>,
    /// Noes and lapsed offers of open slots, newest first: somebody else is to be asked.
    pub refused: Heap<OfferView>,
    /// Slots whose trainers have all said yes.
    pub ready: Heap<SlotView>,
    /// Sessions of the coming week.
    pub sessions: Heap<SessionView>,
    /// Letters that did not leave.
    pub stuck: usize,
    /// Subjects, cities and months of the coming half-year that are short, the worst first.
    pub gaps: Heap<Row>,
    /// How the sessions of this half-year are shared.
    pub fairness: Fairness,
    /// Sessions ahead whose trainer is no longer designated or verified by then.
    pub issues: Heap<Issue>,
}

/// What a coordinator sees first.
pub async fn coordinator(work: &Work) -> Result<CoordinatorDesk> {
    policy::require_all(&work.actor, Action::Plan)?;
    let waiting = slots::in_state(work, RequestState::Submitted).await?;
    let ahead = slots::slots_between(work, work.now, later(work, AHEAD)).await?;
    let (ready, open): (Vec<SlotView>, Vec<SlotView>) = ahead
        .into_iter()
        .partition(|slot| slot.standing == Standing::Covered);
    let uncovered: Vec<SlotView> = open
        .into_iter()
        .filter(|slot| matches!(slot.standing, Standing::Open | Standing::Proposed))
        .collect();
    let mut unanswered = offers_in(work, &[OfferState::Sent]).await?;
    unanswered.retain(|offer| !offer.overdue);
    let mut gaps = Heap::of(coverage::coverage(work, Wanted::default()).await?.gaps);
    gaps.first.truncate(WORST);
    let term = Term::of(work.zone().date(work.now.0));
    let mut fairness = fairness::fairness(work, term).await?;
    // The desk says it in three lines; the first of each list is named there.
    fairness.trainers.truncate(1);
    fairness.universities.retain(|share| !share.cert);
    fairness.universities.truncate(1);
    Ok(CoordinatorDesk {
        urgent: waiting.iter().filter(|request| request.urgent).count(),
        waiting: Heap::of(waiting),
        uncovered: Heap::of(by_time(uncovered)),
        unsent: offers_in(work, &[OfferState::Draft]).await?.len(),
        unanswered: unanswered.len(),
        expiring: Heap::of(expiring(work).await?),
        refused: Heap::of(refused(work).await?),
        ready: Heap::of(by_time(ready)),
        sessions: Heap::of(coming(work, 7).await?),
        stuck: notify::stuck(work).await?,
        gaps,
        fairness,
        issues: Heap::of(issues::issues(work, Of::Everybody).await?),
    })
}

/// Offers that lapse within a day, the next first.
pub async fn expiring(work: &Work) -> Result<Vec<OfferView>> {
    let mut offers = offers_in(work, &[OfferState::Sent]).await?;
    offers.retain(|offer| {
        let left = offer.deadline.map(|at| at.0 - work.now.0);
        left.is_some_and(|left| (0..EXPIRING).contains(&left))
    });
    offers.sort_by_key(|offer| (offer.deadline, offer.id));
    Ok(offers)
}

/// Noes and lapsed offers, newest first, of seats to come that nobody else holds or is asked for.
pub async fn refused(work: &Work) -> Result<Vec<OfferView>> {
    let live = [OfferState::Draft, OfferState::Sent, OfferState::Accepted];
    let asked: BTreeSet<SeatId> = offers_in(work, &live)
        .await?
        .into_iter()
        .map(|offer| offer.seat)
        .collect();
    let mut offers = offers_in(work, &[OfferState::Declined, OfferState::Expired]).await?;
    offers.retain(|offer| offer.starts > work.now && !asked.contains(&offer.seat));
    Ok(offers)
}

/// A page of such a list, and the offer behind which the next page begins.
pub fn page(
    mut offers: Vec<OfferView>,
    after: Option<OfferId>,
) -> (Vec<OfferView>, Option<OfferId>) {
    let ids: Vec<OfferId> = offers.iter().map(|offer| offer.id).collect();
    let (page, next) = behind(&ids, after);
    offers.retain(|offer| page.contains(&offer.id));
    (offers, next)
}

/// What waits for an institute's officer.
#[derive(Clone, Debug, serde::Serialize)]
pub struct OfficerDesk {
    /// Requests that came back with a question.
    pub returned: Heap<RequestView>,
    /// Requests that were never handed in.
    pub drafts: Heap<RequestView>,
    /// Requests that the coordinators have not decided.
    pub waiting: usize,
    /// Cohorts that run now or soon, in their order.
    pub cohorts: Vec<CohortView>,
    /// Sessions of the coming weeks, with who comes.
    pub sessions: Heap<SessionView>,
}

/// What an officer sees first.
pub async fn officer(work: &Work) -> Result<OfficerDesk> {
    let in_state = async |state| slots::in_state(work, state).await;
    let mut cohorts = courses::cohorts(work).await?;
    cohorts.retain(|cohort| !cohort.over);
    cohorts.sort_by_key(|cohort| (cohort.starts_on, cohort.id));
    Ok(OfficerDesk {
        returned: Heap::of(in_state(RequestState::Returned).await?),
        drafts: Heap::of(in_state(RequestState::Draft).await?),
        waiting: in_state(RequestState::Submitted).await?.len(),
        cohorts,
        sessions: Heap::of(coming(work, AHEAD).await?),
    })
}

/// What waits for a trainer.
#[derive(Clone, Debug, serde::Serialize)]
pub struct TrainerDesk {
    /// Questions that wait for their answer, the next deadline first, then the next to be taught.
    pub offers: Vec<OfferView>,
    /// Their coming sessions.
    pub sessions: Heap<SessionView>,
    /// Whether any calendar of theirs is subscribed to.
    pub subscribed: bool,
}

/// What a trainer sees first.
pub async fn trainer(work: &Work) -> Result<TrainerDesk> {
    let mut offers = offers_in(work, &[OfferState::Sent]).await?;
    offers.retain(|offer| !offer.overdue);
    offers.sort_by_key(|offer| (offer.deadline, offer.starts, offer.id));
    let mut sessions = coming(work, 366).await?;
    // A coordinator who teaches sees here only what they teach.
    let own = work.actor.trainer.ok_or(Error::Forbidden)?;
    sessions.retain(|session| session.trainers.iter().any(|seat| seat.trainer == own));
    offers.retain(|offer| offer.trainer == own);
    Ok(TrainerDesk {
        offers,
        sessions: Heap::of(sessions),
        subscribed: !feeds::list(work).await?.is_empty(),
    })
}

fn later(work: &Work, days: i64) -> Instant {
    Instant(work.now.0 + days * 86_400)
}

async fn offers_in(work: &Work, states: &[OfferState]) -> Result<Vec<OfferView>> {
    let filter = offers::Filter {
        states: states.to_vec(),
        ..offers::Filter::default()
    };
    offers::list(work, &filter).await
}

/// Live sessions of the coming days whose hour is known.
async fn coming(work: &Work, days: i64) -> Result<Vec<SessionView>> {
    let filter = sessions::Filter {
        from: Some(work.now),
        to: Some(later(work, days)),
        live: true,
        ..sessions::Filter::default()
    };
    let mut sessions = sessions::list(work, &filter).await?;
    sessions.retain(|session| session.precision == sessions::Precision::Minute);
    Ok(sessions)
}

fn by_time(mut slots: Vec<SlotView>) -> Vec<SlotView> {
    slots.sort_by_key(|slot| (slot.time().map(|option| option.starts), slot.id));
    slots
}
