//! Good calendars written by hand, and what spoils them: one change each, with the rule it breaks.
//! Data for `tests/it/ical_rules.rs`, which proves that the judge catches every one.

/// A feed written by hand, with every property that the product writes.
pub const FEED: &str = "\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//National CERT//Rostrum//EN
CALSCALE:GREGORIAN
NAME:Sessions
X-WR-CALNAME:Sessions
DESCRIPTION:All of them
X-WR-CALDESC:All of them
X-WR-TIMEZONE:Asia/Karachi
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
COLOR:teal
BEGIN:VTIMEZONE
TZID:Asia/Karachi
BEGIN:STANDARD
DTSTART:20091031T230000
TZOFFSETFROM:+0500
TZOFFSETTO:+0500
TZNAME:PKT
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:one@rostrum.example
DTSTAMP:20260101T000000Z
LAST-MODIFIED:20260101T000000Z
SEQUENCE:3
DTSTART;TZID=Asia/Karachi:20260301T090000
DTEND;TZID=Asia/Karachi:20260301T110000
STATUS:CONFIRMED
TRANSP:OPAQUE
SUMMARY:Malware\\, first part
DESCRIPTION:Bring a laptop\\; thanks
LOCATION:Lab 3
GEO:33.684400;73.047900
URL:https://rostrum.example/sessions/1
CATEGORIES:Malware,Level 2
ORGANIZER;CN=\"Desk, ^'NCERT^'\":mailto:desk@rostrum.example
CONFERENCE;FEATURE=VIDEO;VALUE=URI:https://meet.example/1
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT30M
DESCRIPTION:Malware
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:two@rostrum.example
DTSTAMP:20260101T000000Z
LAST-MODIFIED:20260101T000000Z
SEQUENCE:0
DTSTART;TZID=Asia/Karachi:20260302T090000
DTEND;TZID=Asia/Karachi:20260302T110000
STATUS:TENTATIVE
TRANSP:TRANSPARENT
SUMMARY:سائبر سیکیورٹی
END:VEVENT
END:VCALENDAR
";

/// Rule, what stands in [`FEED`], what is put in its place (once).
pub const SPOILED: &[(&str, &str, &str)] = &[
    ("B01", "BEGIN:VCALENDAR", "\u{feff}BEGIN:VCALENDAR"),
    ("B02", "VERSION:2.0\r\n", "VERSION:2.0\n"),
    ("B02", "VERSION:2.0\r\n", "VERSION:2.0\r"),
    ("B02", "END:VCALENDAR\r\n", "END:VCALENDAR"),
    (
        "B03",
        "LOCATION:Lab 3",
        "LOCATION:Lab 3 in a building whose name goes on and on and on until it is past the end",
    ),
    ("B05", "LOCATION:Lab 3", "LOCATION:Lab\u{7} 3"),
    ("B05", "LOCATION:Lab 3", "LOCATION:Lab\u{7f} 3"),
    ("B06", "LOCATION:Lab 3", "LOCATION"),
    ("B06", "LOCATION:Lab 3", "LOCATION:Lab 3\r\n"),
    ("B06", "LOCATION:Lab 3", "LOCATION;LANGUAGE:Lab 3"),
    ("B06", "LOCATION:Lab 3", "LOCATION;X-A=1;X-A=2:Lab 3"),
    ("B06", "LOCATION:Lab 3", "LOCATION;X-A=a\"b:Lab 3"),
    ("B06", "LOCATION:Lab 3", "LOCATION;X-A=\"b:Lab 3"),
    ("B06", "LOCATION:Lab 3", "LAGE_:Lab 3"),
    ("B07", "BEGIN:VCALENDAR", "X-A:1\r\nBEGIN:VCALENDAR"),
    ("B07", "END:VALARM\r\n", ""),
    (
        "B07",
        "SUMMARY:Malware\\, first part",
        "SUMMARY:Malware\r\nEND:VEVENT",
    ),
    ("B07", "END:VCALENDAR\r\n", ""),
    (
        "B07",
        "END:VCALENDAR\r\n",
        "END:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    ),
    ("C01", "VERSION:2.0\r\n", ""),
    ("C01", "VERSION:2.0", "VERSION:1.0"),
    ("C01", "PRODID:-//National CERT//Rostrum//EN\r\n", ""),
    (
        "C01",
        "CALSCALE:GREGORIAN",
        "CALSCALE:GREGORIAN\r\nCALSCALE:GREGORIAN",
    ),
    ("E01", "UID:one@rostrum.example\r\n", ""),
    ("E01", "UID:one@rostrum.example", "UID:"),
    ("E02", "DTSTAMP:20260101T000000Z\r\n", ""),
    ("E02", "DTSTAMP:20260101T000000Z", "DTSTAMP:20260101T000000"),
    ("E03", "DTSTART;TZID=Asia/Karachi:20260301T090000\r\n", ""),
    ("E04", "LOCATION:Lab 3", "LOCATION:Lab 3\r\nLOCATION:Lab 4"),
    ("E05", "Karachi:20260301T110000", "Karachi:20260301T090000"),
    ("E05", "Karachi:20260301T110000", "Karachi:20260228T110000"),
    ("E05", "TRANSP:OPAQUE", "TRANSP:OPAQUE\r\nDURATION:PT2H"),
    (
        "E05",
        "DTEND;TZID=Asia/Karachi:20260301T110000",
        "DTEND;VALUE=DATE:20260302",
    ),
    ("E06", "Karachi:20260301T110000", "Karachi:20260230T110000"),
    ("E06", "Karachi:20260301T110000", "Karachi:20260301T1100"),
    (
        "E06",
        "DTEND;TZID=Asia/Karachi:20260301T110000",
        "DTEND:20260302",
    ),
    ("E06", "TZOFFSETTO:+0500", "TZOFFSETTO:+05:00"),
    ("E06", "TZOFFSETTO:+0500", "TZOFFSETTO:-0000"),
    ("E06", "TTL:PT1H", "TTL:P1H"),
    ("E06", "TTL:PT1H", "TTL:PT1H5S"),
    ("E06", "TRIGGER:-PT30M", "TRIGGER:-30M"),
    ("E07", "Karachi:20260301T090000", "Karachi:20260301T090000Z"),
    ("E08", "UID:two@rostrum.example", "UID:one@rostrum.example"),
    ("E09", "STATUS:CONFIRMED", "STATUS:ACCEPTED"),
    ("E09", "TRANSP:OPAQUE", "TRANSP:BUSY"),
    ("E09", "ORGANIZER;", "ORGANIZER;ROLE=BOSS;"),
    ("E10", "SEQUENCE:3", "SEQUENCE:-3"),
    ("E10", "SEQUENCE:3", "SEQUENCE:2147483648"),
    ("E10", "GEO:33.684400;73.047900", "GEO:33.684400,73.047900"),
    ("E10", "GEO:33.684400;73.047900", "GEO:133.684400;73.047900"),
    (
        "E11",
        "LAST-MODIFIED:20260101T000000Z",
        "LAST-MODIFIED:20260101T000000",
    ),
    ("E12", "mailto:desk@rostrum.example", "desk@rostrum.example"),
    (
        "E13",
        "URL:https://rostrum.example/sessions/1",
        "URL:/sessions/1",
    ),
    (
        "E13",
        "URL:https://rostrum.example/sessions/1",
        "URL:https://rostrum.example/a b",
    ),
    ("T01", "TZID:Asia/Karachi", "TZID:Asia/Lahore"),
    (
        "T01",
        "BEGIN:VTIMEZONE",
        "BEGIN:VTIMEZONE\r\nTZID:Asia/Karachi\r\nBEGIN:STANDARD\r\nDTSTART:20091031T230000\r\nTZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VTIMEZONE",
    ),
    ("T02", "TZID:Asia/Karachi\r\n", ""),
    ("T02", "TZOFFSETFROM:+0500\r\n", ""),
    ("T02", "DTSTART:20091031T230000", "DTSTART:20091031T230000Z"),
    ("T03", "TZOFFSETTO:+0500", "TZOFFSETTO:+0600"),
    (
        "T03",
        "DTSTART:20091031T230000\r\nTZOFFSETFROM:+0500",
        "DTSTART:20270101T000000\r\nTZOFFSETFROM:+0600",
    ),
    ("X01", "first part", "first, part"),
    ("X01", "first part", "first; part"),
    ("X01", "first part", "first\\: part"),
    ("X01", "Level 2", "Level; 2"),
    ("X01", "LOCATION:Lab 3", "LOCATION:Lab 3\\"),
    ("X02", "^'NCERT^'", "^\"NCERT^'"),
    ("X02", "^'NCERT^'", "^NCERT"),
    (
        "N01",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "REFRESH-INTERVAL:PT1H",
    ),
    ("N01", "DURATION:PT1H", "DURATION:PT0S"),
    ("N01", "COLOR:teal", "COLOR:#008080"),
    (
        "N01",
        "COLOR:teal",
        "COLOR:teal\r\nSOURCE:https://rostrum.example/x.ics",
    ),
    ("N02", "FEATURE=VIDEO;VALUE=URI", "FEATURE=VIDEO"),
    ("A01", "ACTION:DISPLAY\r\n", ""),
    ("A01", "TRIGGER:-PT30M\r\n", ""),
    ("A01", "DESCRIPTION:Malware\r\n", ""),
    ("A01", "TRIGGER:-PT30M", "TRIGGER:-PT30M\r\nREPEAT:2"),
    (
        "M01",
        "CALSCALE:GREGORIAN",
        "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH",
    ),
    (
        "P01",
        "NAME:Sessions\r\nX-WR-CALNAME:Sessions",
        "NAME:Sessions\r\nX-WR-CALNAME:Others",
    ),
    ("P02", "X-PUBLISHED-TTL:PT1H\r\n", ""),
    ("P03", "STATUS:CONFIRMED\r\n", ""),
    ("P03", "SEQUENCE:3\r\n", ""),
    ("P03", "DTEND;TZID=Asia/Karachi:20260301T110000\r\n", ""),
    (
        "P04",
        "DTEND;TZID=Asia/Karachi:20260301T110000",
        "DTEND:20260301T110000",
    ),
    (
        "P04",
        "DTEND;TZID=Asia/Karachi:20260301T110000",
        "DTEND;TZID=PKT:20260301T110000",
    ),
    (
        "P05",
        "TZNAME:PKT\r\nEND:STANDARD\r\nEND:VTIMEZONE",
        "TZNAME:PKT\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Dubai\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0400\r\nTZOFFSETTO:+0400\r\nEND:STANDARD\r\nEND:VTIMEZONE",
    ),
    (
        "P06",
        "CALSCALE:GREGORIAN",
        "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH",
    ),
    (
        "P06",
        "DTSTAMP:20260101T000000Z",
        "DTSTAMP:20260102T000000Z",
    ),
    ("P07", "UID:one@rostrum.example", "UID:1"),
    ("P08", "CALSCALE:GREGORIAN\r\n", ""),
    (
        "P08",
        "PRODID:-//National CERT//Rostrum//EN",
        "PRODID:Rostrum",
    ),
    ("P09", "SUMMARY:Malware\\, first part", "SUMMARY: "),
    ("P09", "first part", "<b>first</b> part"),
];

/// The calendar part of a mail, written by hand.
pub const PART: &str = "\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//National CERT//Rostrum//EN
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VEVENT
UID:one@rostrum.example
DTSTAMP:20260101T000000Z
LAST-MODIFIED:20260101T000000Z
SEQUENCE:3
DTSTART:20260301T040000Z
DTEND:20260301T060000Z
STATUS:CONFIRMED
SUMMARY:Malware
ORGANIZER:mailto:desk@rostrum.example
ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:sana@uni.example
END:VEVENT
END:VCALENDAR
";

/// The same for [`PART`].
pub const SPOILED_PARTS: &[(&str, &str, &str)] = &[
    ("M02", "ORGANIZER:mailto:desk@rostrum.example\r\n", ""),
    (
        "M02",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:sana@uni.example\r\n",
        "",
    ),
    ("M02", "STATUS:CONFIRMED", "STATUS:CANCELLED"),
    ("M02", "METHOD:REQUEST", "METHOD:CANCEL"),
    ("M01", "METHOD:REQUEST", "METHOD:PUBLISH"),
    ("E09", "PARTSTAT=NEEDS-ACTION", "PARTSTAT=MAYBE"),
    ("E09", "RSVP=TRUE", "RSVP=YES"),
    ("E12", "mailto:sana@uni.example", "sana@uni.example"),
    ("C01", "METHOD:REQUEST", "METHOD:REQUEST\r\nMETHOD:REQUEST"),
    (
        "M02",
        "END:VCALENDAR",
        "BEGIN:VEVENT\r\nUID:two@rostrum.example\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260301T040000Z\r\nDTEND:20260301T060000Z\r\nSUMMARY:x\r\nORGANIZER:mailto:a@b.example\r\nATTENDEE:mailto:c@d.example\r\nEND:VEVENT\r\nEND:VCALENDAR",
    ),
];
