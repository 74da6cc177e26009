sessions-count = { $count ->
    [one] one session
   *[other] { $count } sessions
 }
sessions-wrong-state = The session is { $state } by now; this step is no longer possible.
sessions-seats-open = Not all seats that must be filled are taken yet.
sessions-not-yet = The session has not begun yet.
sessions-past = The session is over; the past is not changed.
session-confirm = Confirm
session-delivered = It took place
session-not-held = It did not take place
session-cancel = Cancel the session
session-cancel-confirm = Everyone will be told. Go on?
session-recorded = Recorded from a public source:
hour-not-published = hour not published
room-not-published = room not published
roster-none = No sessions in these days. Choose other days, or take a filter away.
as-list = As a list
as-week = As a week
as-csv = As a table (CSV)
csv-reference = Reference
csv-date = Date
csv-from = From
csv-to = To
csv-institute = Institute
csv-course = Course
csv-cohort = Cohort
csv-title = Title
csv-mode = Mode
csv-venue = Venue
csv-city = City
csv-trainers = Trainers
csv-state = State
