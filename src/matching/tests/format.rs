//! The reader is strict and says where; what was written reads back the same.

use proptest::prelude::{ProptestConfig, any, proptest};

use crate::format::{read, write};
use crate::samples::{SampleSize, sample};

const GOOD: &str = r#"{"format":"trainer-matching/1","name":"x","seed":1,"weeks":1,
"weights":{"level":20,"travel":1,"stability":40,"overload":1},"cities":3,"travel":[[0,60,90],[60,0,60],[90,60,0]],
"subjects":2,"languages":1,
"trainers":[{"home":0,"max_travel":90,"skills":[[0,3,10]],"langs":[0],"avail":[[480,720],[780,900]],"max_week":300,"max_total":600,"target":400},
{"home":1,"max_travel":90,"skills":[[0,1,0],[1,5,0]],"langs":[0],"avail":[[480,720]],"max_week":300,"max_total":600,"target":400}],
"slots":[{"subject":0,"level":1,"lead_level":3,"need":2,"value":1000,"city":0,"lang":0,"options":[[480,600],[540,660]],"prev":[1]}],
"forbidden":[],"pinned":[[0,1,[1,0]]]}"#;

#[test]
fn a_good_file_is_read_with_the_lead_in_the_first_seat() {
    let instance = read(GOOD).unwrap();
    assert_eq!(instance.pinned[0].trainers, vec![0, 1]);
    assert_eq!(
        (
            instance.slots[0].seats[0].level,
            instance.slots[0].seats[1].level
        ),
        (3, 1)
    );
}

#[test]
fn conflicts_of_interest_may_be_left_out_and_bar_one_option_alone() {
    assert_eq!(read(GOOD).unwrap().conflicts, vec![]);
    let barred = GOOD.replace(
        "\"forbidden\":[]",
        "\"forbidden\":[],\"conflicts\":[[0,0,1],[0,0,0]]",
    );
    let instance = read(&barred).unwrap();
    assert_eq!(instance.conflicts, vec![(0, 0, 0), (0, 0, 1)]);
    assert!(write(&instance, "x").contains("\"conflicts\":[[0,0,0],[0,0,1]]"));
}

#[test]
fn every_flaw_is_named_with_its_place() {
    let cases = [
        (
            "\"seed\":1",
            "\"seed\":1.5",
            "seed: must be a whole number below 2^63",
        ),
        ("\"seed\":1", "\"seed\":-1", "seed: must not be negative"),
        (
            "\"seed\":1",
            "\"seed\":99999999999999999999",
            "seed: must be a whole number below 2^63",
        ),
        (
            "\"seed\":1",
            "\"seed\":\"1\"",
            "seed: must be a whole number",
        ),
        ("\"seed\":1,", "", "seed: is missing"),
        (
            "\"seed\":1,",
            "\"seed\":1,\"seed\":1,",
            "seed: stands twice",
        ),
        (
            "\"seed\":1,",
            "\"seed\":1,\"sead\":1,",
            "sead: unknown field",
        ),
        (
            "matching/1",
            "matching/2",
            "format: must be \"trainer-matching/1\"",
        ),
        ("\"name\":\"x\"", "\"name\":7", "name: must be a string"),
        (
            "\"level\":20",
            "\"level\":-20",
            "weights.level: must not be negative",
        ),
        (
            "\"level\":20",
            "\"level\":1099511627777",
            "weights.level: must be between 0 and 1099511627776",
        ),
        (
            "\"level\":20",
            "\"levels\":20",
            "weights.levels: unknown field",
        ),
        (
            "\"cities\":3",
            "\"cities\":2",
            "travel: must have one row a city",
        ),
        (
            "[60,0,60]",
            "[60,0]",
            "travel[1]: must have one entry a city",
        ),
        (
            "[[0,60,90]",
            "[[1,60,90]",
            "travel[0][0]: must be 0 on the diagonal",
        ),
        ("[[0,60,90]", "[[0,61,90]", "travel[1][0]: not symmetric"),
        (
            "[[0,60,90],[60,0,60],[90,60,0]]",
            "[[0,60,190],[60,0,60],[190,60,0]]",
            "travel[0][2]: longer than by way of another city",
        ),
        ("\"home\":0", "\"home\":3", "trainers[0].home: no such city"),
        (
            "\"max_travel\":90",
            "\"max_travel\":-1",
            "trainers[0].max_travel: must not be negative",
        ),
        (
            "[[0,3,10]]",
            "[[0,6,10]]",
            "trainers[0].skills[0]: must be between 1 and 5",
        ),
        (
            "[[0,3,10]]",
            "[[0,3,31]]",
            "trainers[0].skills[0]: must be between -30 and 30",
        ),
        (
            "[[0,3,10]]",
            "[[2,3,10]]",
            "trainers[0].skills[0]: no such subject",
        ),
        (
            "[[0,3,10]]",
            "[[0,3]]",
            "trainers[0].skills[0]: must have 3 entries",
        ),
        (
            "[[0,1,0],[1,5,0]]",
            "[[0,1,0],[0,5,0]]",
            "trainers[1].skills: a subject stands twice",
        ),
        (
            "\"langs\":[0]",
            "\"langs\":[0,0]",
            "trainers[0].langs: a language stands twice",
        ),
        (
            "\"langs\":[0]",
            "\"langs\":[1]",
            "trainers[0].langs: no such language",
        ),
        (
            "[[480,720],[780,900]]",
            "[[780,900],[480,720]]",
            "trainers[0].avail[1]: not sorted, or overlapping",
        ),
        (
            "[[480,720],[780,900]]",
            "[[480,720],[720,900]]",
            "trainers[0].avail[1]: touches the one before",
        ),
        (
            "[[480,720],[780,900]]",
            "[[480,480],[780,900]]",
            "trainers[0].avail[0]: end before start",
        ),
        (
            "\"lead_level\":3",
            "\"lead_level\":0",
            "slots[0].lead_level: must be between 1 and 5",
        ),
        (
            "\"level\":1,\"lead",
            "\"level\":4,\"lead",
            "slots[0].lead_level: below level",
        ),
        (
            "\"need\":2",
            "\"need\":4",
            "slots[0].need: must be between 1 and 3",
        ),
        (
            "\"value\":1000",
            "\"value\":-5",
            "slots[0].value: must not be negative",
        ),
        (
            "\"city\":0",
            "\"city\":-2",
            "slots[0].city: must be between -1 and 9223372036854775807",
        ),
        ("\"city\":0", "\"city\":3", "slots[0].city: no such city"),
        (
            "[540,660]",
            "[660,540]",
            "slots[0].options[1]: end before start",
        ),
        (
            "[540,660]",
            "[540,661]",
            "slots[0].options[1]: another duration than the first",
        ),
        (
            "[540,660]",
            "[1400,1520]",
            "slots[0].options[1]: crosses midnight",
        ),
        (
            "[540,660]",
            "[480,600]",
            "slots[0].options[1]: stands twice",
        ),
        (
            "[[480,600],[540,660]]",
            "[]",
            "slots[0].options: must be 1 to 4",
        ),
        (
            "\"prev\":[1]",
            "\"prev\":[2]",
            "slots[0].prev: no such trainer",
        ),
        (
            "\"prev\":[1]",
            "\"prev\":[1,1]",
            "slots[0].prev: a trainer stands twice",
        ),
        (
            "\"forbidden\":[]",
            "\"forbidden\":[[1,0]]",
            "forbidden[0]: no such slot",
        ),
        (
            "\"forbidden\":[]",
            "\"forbidden\":[[0,0],[0,0]]",
            "forbidden: a pair stands twice",
        ),
        (
            "\"forbidden\":[]",
            "\"forbidden\":[[0,0]]",
            "pinned[0]: breaks a rule: ConflictOfInterest (trainer 0)",
        ),
        (
            "\"forbidden\":[]",
            "\"forbidden\":[],\"conflicts\":[[0,0]]",
            "conflicts[0]: must have 3 entries",
        ),
        (
            "\"forbidden\":[]",
            "\"forbidden\":[],\"conflicts\":[[0,2,0]]",
            "conflicts[0]: no such option",
        ),
        (
            "\"forbidden\":[]",
            "\"forbidden\":[],\"conflicts\":[[0,0,2]]",
            "conflicts[0]: no such trainer",
        ),
        (
            "\"forbidden\":[]",
            "\"forbidden\":[],\"conflicts\":[[0,0,1],[0,0,1]]",
            "conflicts: a conflict stands twice",
        ),
        (
            "\"forbidden\":[]",
            "\"forbidden\":[],\"conflicts\":[[0,1,1]]",
            "pinned[0]: breaks a rule: ConflictOfInterest (trainer 1)",
        ),
        (
            "[[0,1,[1,0]]]",
            "[[0,2,[1,0]]]",
            "pinned[0]: no such option",
        ),
        (
            "[[0,1,[1,0]]]",
            "[[0,1,[1]]]",
            "pinned[0]: must name as many trainers as the slot needs",
        ),
        (
            "[[0,1,[1,0]]]",
            "[[0,1,[1,0]],[0,0,[1,0]]]",
            "pinned[1]: the slot is pinned twice",
        ),
        (
            "[480,720]],\"max_week\":300",
            "[480,720]],\"max_week\":60",
            "pinned[0]: breaks a rule: WeekMinutes (trainer 1)",
        ),
        (
            "\"pinned\":[",
            "\"pinned\":{",
            "not JSON: key must be a string at line 7 column 26",
        ),
    ];
    for (from, to, message) in cases {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from} is not in the good file");
        let flaw = read(&text).map(|_| ()).unwrap_err();
        assert_eq!(flaw.to_string(), message);
    }
    let deep = "[".repeat(100_000);
    assert!(
        read(&deep)
            .unwrap_err()
            .to_string()
            .starts_with("not JSON: recursion limit")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_the_same(seed in any::<u64>()) {
        let mut instance = sample(SampleSize { slots: 12, trainers: 6, product: false }, seed);
        for a in 0..9 {
            instance.travel[a] = if a % 4 == 0 { 0 } else { 60 };
        }
        instance.pinned.clear();
        assert_eq!(read(&write(&instance, "x")).unwrap(), instance);
    }

    #[test]
    fn no_text_makes_the_reader_panic(at in 0_usize..1200, byte in 32_u8..127) {
        let mut text = GOOD.as_bytes().to_vec();
        let at = at % text.len();
        text[at] = byte;
        let _ = read(std::str::from_utf8(&text).unwrap());
    }
}
