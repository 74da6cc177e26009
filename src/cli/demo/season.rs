//! What the institutes ask for: parallel MCMC and SMC cohorts and others, three hundred slots and more.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use rand::RngExt;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha20Rng;

use super::people::Cast;
use super::story::Stage;
use crate::actor::Actor;
use crate::courses::{self, CohortId, NewCohort};
use crate::db::Work;
use crate::error::{Error, Result};
use crate::institutes::{self, InstituteView, VenueId};
use crate::reference::{self, Calendar, Openness, SubjectChoice};
use crate::slots::{
    self, Instant, Language, Mode, NewOption, NewRequest, NewSeat, NewSlot, Pool, RequestId,
};
use crate::trainers::expertise::qualify::{floor, usual};

/// Course, number, weeks, slots, and the institutes that run it side by side.
const COHORTS: &[(&str, i32, u64, usize, &[&str])] = &[
    (
        "MCMC",
        48,
        10,
        14,
        &[
            "nipa-lhr", "nipa-khi", "nipa-pew", "nipa-isb", "nipa-qta", "kim-ajk",
        ],
    ),
    (
        "SMC",
        40,
        12,
        14,
        &["nipa-lhr", "nipa-khi", "nipa-pew", "nipa-isb", "nipa-qta"],
    ),
    ("NMC", 125, 12, 14, &["nmc"]),
    ("CTP", 54, 12, 18, &["csa-walton"]),
    ("MCMC-DS", 48, 4, 8, &["sti", "isa", "csa-pas", "paaa"]),
    ("STP-PSP", 53, 12, 14, &["npa"]),
    ("PMS-POST", 12, 12, 13, &["mpdd", "bcsa", "ppsa"]),
    ("POLICE", 31, 10, 13, &["pc-sihala", "pc-khi"]),
    ("SHORT", 7, 6, 10, &["gbim", "pard", "fia", "paaa-khi"]),
];

/// The day that asks, one request after the other; gives the requests that were handed in.
pub(super) async fn ask(
    stage: &Stage<'_>,
    cast: &Cast,
    chance: &mut ChaCha20Rng,
) -> Result<Vec<RequestId>> {
    let work = stage.app.read(&Actor::system("demo")).await?;
    let calendar = Calendar::load(&work).await?;
    let subjects = reference::subjects(&work).await?;
    let catalogue = courses::catalogue(&work).await?;
    let known = institutes::list(&work).await?;
    let mut periods = Vec::new();
    for template in ["normal", "friday", "ramadan", "ramadan-friday"] {
        periods.push(reference::periods(&work, template).await?);
    }
    drop(work);
    let first = monday_after(stage.today + Days::new(6));
    let mut requests = Vec::new();
    for (code, number, weeks, slots, hosts) in COHORTS {
        let course = catalogue
            .iter()
            .find(|c| c.code == *code)
            .ok_or(Error::NotFound("course"))?;
        for host in *hosts {
            let institute = known
                .iter()
                .find(|i| i.code == *host)
                .ok_or(Error::NotFound("institute"))?;
            let officer = cast
                .officers
                .iter()
                .find(|(id, _)| *id == institute.id)
                .map(|(_, actor)| actor)
                .ok_or(Error::NotFound("officer"))?;
            let work = stage.app.write(officer).await?;
            let cohort = courses::create_cohort(
                &work,
                NewCohort {
                    course: course.id,
                    institute: institute.id,
                    number: *number,
                    alias: format!("{} {code}, {}", ordinal(*number), institute.short),
                    starts_on: first,
                    ends_on: first + Days::new(weeks * 7 - 3),
                    size: course.participants.max(1),
                },
            )
            .await?;
            let venue = institutes::venues(&work, institute.id).await?;
            let venue = venue.first().ok_or(Error::NotFound("venue"))?.id;
            // A class of senior officers is not given a malware lab.
            let subjects: Vec<&SubjectChoice> = subjects
                .iter()
                .filter(|subject| floor(usual(&subject.audience)) <= course.class)
                .collect();
            let desk = Desk {
                work: &work,
                calendar: &calendar,
                subjects: &subjects,
                periods: &periods,
            };
            // Slots of four or five weeks are asked for together, as timetables are written.
            let mut left = *slots;
            while left > 0 {
                let count = left.min(5);
                let asked = desk.request(cohort, institute, venue, first, *weeks, count, chance)?;
                left -= count;
                if asked.slots.is_empty() {
                    continue; // a feast's week, and the one after it
                }
                let id = slots::draft(&work, asked).await?;
                slots::submit(&work, id).await?;
                requests.push(id);
            }
            work.commit().await?;
        }
    }
    Ok(requests)
}

struct Desk<'a> {
    work: &'a Work,
    calendar: &'a Calendar,
    subjects: &'a [&'a SubjectChoice],
    periods: &'a [Vec<(i32, i32)>],
}

impl Desk<'_> {
    #[allow(clippy::too_many_arguments)] // each is one fact of the timetable
    fn request(
        &self,
        cohort: CohortId,
        institute: &InstituteView,
        venue: VenueId,
        first: NaiveDate,
        weeks: u64,
        count: usize,
        chance: &mut ChaCha20Rng,
    ) -> Result<NewRequest> {
        let mut slots = Vec::new();
        for _ in 0..count {
            let mode = *[
                Mode::InPerson,
                Mode::InPerson,
                Mode::InPerson,
                Mode::Online,
                Mode::Hybrid,
            ]
            .choose(chance)
            .unwrap_or(&Mode::InPerson);
            let venue = if mode == Mode::Online {
                VenueId(1)
            } else {
                venue
            };
            let week = first + Days::new(7 * chance.random_range(0..weeks));
            let options = self.options(institute, venue, week, chance);
            if options.is_empty() {
                continue;
            }
            let lead = self.subject(chance)?;
            let mut seats = vec![NewSeat {
                subject: lead.id,
                level: *[1, 2, 2, 3].choose(chance).unwrap_or(&2),
                pool: Pool::Academic,
                required: true,
            }];
            // A CERT lead beside an academic, as in the programme's first session.
            if chance.random_ratio(2, 5) {
                let subject = self.subject(chance)?.id;
                seats.push(NewSeat {
                    subject,
                    level: 1,
                    pool: Pool::Cert,
                    required: true,
                });
            }
            slots.push(NewSlot {
                title: lead.name.clone(),
                mode,
                language: if chance.random_ratio(1, 6) {
                    Language::Urdu
                } else {
                    Language::English
                },
                priority: *[2, 3, 3, 3, 4, 5].choose(chance).unwrap_or(&3),
                also: Vec::new(),
                seats,
                options,
            });
        }
        Ok(NewRequest {
            cohort,
            note: String::new(),
            slots,
        })
    }

    fn subject(&self, chance: &mut ChaCha20Rng) -> Result<&SubjectChoice> {
        self.subjects
            .choose(chance)
            .copied()
            .ok_or(Error::NotFound("subject"))
    }

    /// One to three periods on open class days of the week; the week after if it is closed.
    fn options(
        &self,
        institute: &InstituteView,
        venue: VenueId,
        week: NaiveDate,
        chance: &mut ChaCha20Rng,
    ) -> Vec<NewOption> {
        let zone = self.work.zone();
        for monday in [week, week + Days::new(7)] {
            let mut open = Vec::new();
            for date in (0..6).map(|n| monday + Days::new(n)) {
                let day = self.calendar.class_day(date, &institute.week);
                // Beyond the last known holiday institutes ask all the same, and are told so.
                let openness = self.calendar.openness(date, &institute.province);
                let shut = matches!(openness, Openness::Closed(_));
                let Some((from, to)) = day.open.filter(|_| !shut) else {
                    continue;
                };
                let friday = date.weekday() == Weekday::Fri;
                let template = usize::from(day.ramadan) * 2 + usize::from(friday);
                open.extend(
                    self.periods[template]
                        .iter()
                        .map(|(start, end)| (i64::from(*start), i64::from(*end)))
                        .filter(|(start, end)| from <= *start && *end <= to)
                        .map(|(start, end)| NewOption {
                            starts: Instant(zone.instant(date, start)),
                            ends: Instant(zone.instant(date, end)),
                            venue,
                        }),
                );
            }
            if !open.is_empty() {
                open.shuffle(chance);
                let count = *[1, 2, 2, 3].choose(chance).unwrap_or(&2);
                open.truncate(count);
                return open;
            }
        }
        Vec::new()
    }
}

fn monday_after(date: NaiveDate) -> NaiveDate {
    date + Days::new(u64::from(7 - date.weekday().num_days_from_monday()))
}

fn ordinal(number: i32) -> String {
    let suffix = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{suffix}")
}
