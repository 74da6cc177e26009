coverage-title = Coverage
coverage-picture = Demand against verified trainers
coverage-picture-desc = One line a subject, one column a month: how many of the open seats somebody within reach has room for. { $count ->
    [0] Nothing is short.
    [one] One gap, told in words below.
   *[other] { $count } gaps, told in words below.
 } The table behind the picture has every figure.
coverage-key-none = somewhere nobody is within reach
coverage-key-short = not enough room
coverage-key-full = enough
coverage-key-held = nothing open, seats held
coverage-table = The table behind it
coverage-none = Nothing is asked for or expected in these months.
coverage-code = Code
coverage-subject = Subject
coverage-city = City
coverage-area = Area
coverage-from = From month
coverage-months = Months
coverage-month = Month
coverage-month-wrong = Please write a month as 2027-03.
coverage-asked = Asked
coverage-expected = Expected
coverage-covered = Held
coverage-within = Within reach
coverage-room = Room for
coverage-short = Short
coverage-gaps = Gaps
coverage-gaps-none = Everything that is asked for or expected can be held.
coverage-gaps-count = { $count ->
    [0] No gap
    [one] One gap
   *[other] { $count } gaps
 }
coverage-gaps-more = And { $count } more in the table.
coverage-gap-far = { $subject } in { $city }, { $month }: { $expected ->
    [0] { $asked } asked
   *[other] { $asked } asked, { $expected } expected
 }, 0 within reach; nearest: { $trainer }, { $home }, { $hours } h
coverage-gap-nobody = { $subject } in { $city }, { $month }: { $expected ->
    [0] { $asked } asked
   *[other] { $asked } asked, { $expected } expected
 }, 0 within reach; nobody elsewhere may be asked for it on those days either
coverage-gap-short = { $subject } in { $city }, { $month }: { $expected ->
    [0] { $asked } asked
   *[other] { $asked } asked, { $expected } expected
 }, { $within } within reach with room for { $room }
coverage-gap-online-nobody = { $subject } online, { $month }: { $expected ->
    [0] { $asked } asked
   *[other] { $asked } asked, { $expected } expected
 }, nobody may be asked for it on those days
coverage-gap-online-short = { $subject } online, { $month }: { $expected ->
    [0] { $asked } asked
   *[other] { $asked } asked, { $expected } expected
 }, { $within } could, with room for { $room }
coverage-see = See { $trainer }
coverage-single = Subjects that rest on one person
coverage-single-none = Every subject that is asked for has at least two verified people.
coverage-single-asked = { $count ->
    [one] 1 open seat
   *[other] { $count } open seats
 }
coverage-single-one = Only
coverage-single-academic = Of the academics only
coverage-single-cert = Of the CERT only
coverage-single-nobody = Nobody is verified for it.
coverage-single-no-academic = No academic is verified for it.
coverage-single-no-cert = Nobody of the CERT is verified for it.
coverage-single-others = { $count ->
    [one] One subject that nobody asks for now
   *[other] { $count } subjects that nobody asks for now
 }
coverage-how = Asked: required seats of requests that are handed in or accepted and that nobody holds. Expected: what the newest earlier cohort of the course asked for, where the next one has not asked yet. Within reach: verified for the seat, designated on that day, and near enough by their own limit and the programme's. Room: what their monthly limit leaves. Each city counts for itself, so that somebody wanted in two cities counts in both.
fairness-title = Concentration and fairness
fairness-seats = sessions held or to come, once for each trainer
fairness-head = { $count ->
    [one] held by the busiest trainer
   *[other] held by the { $count } busiest trainers
 }
fairness-idle = active, designated trainers without a session
fairness-newcomers = newcomers who sat beside somebody experienced
fairness-near = near the CERT, covered of asked: { $percent } %
fairness-far = far from the CERT, covered of asked: { $percent } %
fairness-by-trainer = By trainer
fairness-by-university = By university
fairness-institutes = Institutes far from the CERT
fairness-institutes-none = No institute far from the CERT asked for a session in this half-year.
fairness-far-institute = Far institute
fairness-none = No session in this half-year.
fairness-cert = National CERT
fairness-line = { $count ->
    [one] 1 session
   *[other] { $count } sessions
 } · { $minutes } min · { $percent } %
fairness-served = { $covered } of { $asked } covered · { $percent } %
fairness-more = And { $count } more in the file.
fairness-how = Counted are sessions that are confirmed or took place; one with two trainers counts for each. A newcomer has fewer than three sessions in all. Near is within three hours of Islamabad.
fairness-kind = Kind
fairness-university = University
fairness-name = Name
fairness-sessions = Sessions
fairness-minutes = Minutes
fairness-percent = Percent
desk-gaps = Gaps ahead
desk-gaps-none = Everything asked for or expected in the coming six months can be held.
desk-gaps-all = { $count ->
    [one] See coverage
   *[other] See coverage: { $count } gaps
 }
desk-fairness = How sessions are shared
desk-fairness-trainers = { $count ->
    [one] 1 of { $people } trainers holds { $percent } % of the sessions
   *[other] { $count } of { $people } trainers hold { $percent } % of the sessions
 }
desk-fairness-university = { $university } holds { $percent } %
desk-fairness-institutes = Far institutes: { $covered } of { $asked } asked covered; near { $percent } %
desk-fairness-none = No session in this half-year yet.
desk-fairness-see = See how they are shared
desk-issues = To look at
desk-issues-none = Whoever has a session ahead is designated and verified on its day.
issues = To look at
issue-designation = { $trainer } is not designated on { $day }
issue-designation-ends = { $trainer } is designated until { $until }, the session is on { $day }
issue-designation-since = { $trainer } is not designated any more from { $since } on, the session is on { $day }
issue-expertise-ends = What { $trainer } is verified for ends on { $until }, the session is on { $day }
issue-expertise-gone = { $trainer } is not verified for the seat on { $day }
issue-conflict = A conflict of interest stands against { $trainer } on { $day }
issue-see-conflicts = Conflicts
issue-see-membership = Membership
issue-see-expertise = Expertise
fairness-term-wrong = Please write a half-year as 2026-1 or 2026-2.
