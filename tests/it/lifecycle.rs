//! The pure tables of a request's and a slot's life.

use proptest::prelude::{ProptestConfig, any, proptest};
use proptest::sample::select;
use proptest::{collection::vec, prop_assert, prop_assert_eq};
use rostrum::slots::lifecycle::{self, Event, Facts, Standing};
use rostrum::slots::{RequestState, SlotState};

const EVENTS: [Event; 6] = [
    Event::Submit,
    Event::Withdraw,
    Event::Accept,
    Event::Return,
    Event::Refuse,
    Event::Close,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_request_only_goes_where_the_table_leads(
        start in select(RequestState::ALL), events in vec(select(EVENTS.as_slice()), 0..12)
    ) {
        let over = [RequestState::Refused, RequestState::Withdrawn, RequestState::Closed];
        let mut state = start;
        for event in events {
            let line = lifecycle::TABLE.iter().find(|(from, e, _)| (*from, *e) == (state, event));
            prop_assert_eq!(lifecycle::next(state, event), line.map(|(_, _, to)| *to));
            if let Some(next) = lifecycle::next(state, event) {
                prop_assert!(!over.contains(&state), "{:?} is the end, yet {:?} leads on", state, event);
                prop_assert!(next != RequestState::Draft, "nothing becomes a draft again");
                // What was decided can't be rewritten, what can be rewritten was not decided.
                prop_assert!(!(lifecycle::editable(state) && next == RequestState::Accepted));
                state = next;
            }
        }
    }

    #[test]
    fn where_a_slot_stands_never_says_more_than_is_known(
        state in select(SlotState::ALL), accepted in any::<bool>(), required in 1usize..4,
        taken in 0usize..4, asked in 0usize..4, proposed in any::<bool>(),
        session in any::<bool>(), over in any::<bool>()
    ) {
        let taken = taken.min(required);
        let facts = Facts { accepted, required, taken, asked, proposed, session, over: session && over };
        let standing = lifecycle::standing(state, facts);
        match standing {
            Standing::Closed => prop_assert_eq!(state, SlotState::Closed),
            Standing::Cancelled => prop_assert_eq!(state, SlotState::Cancelled),
            Standing::Delivered => prop_assert!(over && session),
            Standing::Confirmed => prop_assert!(session && !over),
            Standing::Waiting => prop_assert!(!accepted && !session),
            Standing::Covered => prop_assert!(accepted && taken == required),
            Standing::PartlyCovered => prop_assert!(taken > 0 && taken < required),
            Standing::Offered => prop_assert!(asked > 0 && taken == 0),
            Standing::Proposed => prop_assert!(proposed && asked == 0),
            Standing::Open => prop_assert!(!proposed && asked == 0 && taken == 0 && !session),
        }
        if state != SlotState::Open {
            prop_assert!(matches!(standing, Standing::Closed | Standing::Cancelled));
        }
    }
}

#[test]
fn the_table_of_a_requests_life_has_one_way_for_each_event() {
    let pairs: Vec<_> = lifecycle::TABLE
        .iter()
        .map(|(from, event, _)| (*from, *event))
        .collect();
    for (n, pair) in pairs.iter().enumerate() {
        assert!(!pairs[..n].contains(pair), "{pair:?} stands there twice");
    }
    // Every state can be come to, and all but the last three be left.
    for state in RequestState::ALL {
        let come = lifecycle::TABLE.iter().any(|(_, _, to)| to == state);
        let leave = EVENTS
            .iter()
            .any(|event| lifecycle::next(*state, *event).is_some());
        let last = matches!(
            state,
            RequestState::Refused | RequestState::Withdrawn | RequestState::Closed
        );
        assert!(
            come || *state == RequestState::Draft,
            "{state:?} can't be come to"
        );
        assert_eq!(leave, !last, "{state:?}");
    }
}
