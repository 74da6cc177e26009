plan = Proposals
plans-hint = The matcher proposes trainers for every open slot of accepted requests, with reasons.
plans-run = Propose trainers
plans-run-hint = takes some seconds
plans-none = Nothing was matched yet.
plans-nothing = No slot is waiting in this span of days.
plans-when = Run
plans-covered = slots covered
plans-gap = better possible, at most
plans-better = better is possible, at most
plans-objective = worth of this plan
plans-bound = no plan can be worth more
plans-meter = Worth of the plan against the proven bound
plans-open = Waiting for you ({ $count })
plans-unfilled = Nobody found ({ $count })
plans-accept-all = Accept all { $count }
plans-accept-some = Accept the ticked ones
plans-prepared = { $count ->
    [one] One offer is prepared.
   *[other] { $count } offers are prepared.
 }
plans-to-offers = Look at them and send
plans-left = { $count } slots were left out: they changed since the run.
plans-none-chosen = Tick at least one slot.
plans-too-long = Match at most { $max } days at once.
plans-nobody = Nobody found
plans-next = Who else could
plans-costs = { $points } points less
reason-level = Teaches it at level { $level }; asked for is { $asked }.
reason-online = Nobody has to travel.
reason-local = Lives in the same city.
reason-travel = { $minutes } minutes from home.
reason-week = { $count ->
    [one] Their only session that week.
   *[other] Their week would have { $count } sessions.
 }
reason-likes = Likes this subject.
reason-kept = Was proposed before, too.
reason-choice = { $qualified } others are qualified, { $free } of them free.
unfilled-closed = None of the times falls into a class day on which the institute is open.
unfilled-qualified = { $count } are qualified.
unfilled-language = { $count } do not teach in this language.
unfilled-conflict = { $count } were asked before or must not be asked.
unfilled-travel = { $count } are out of reach.
unfilled-availability = { $count } are not free at these times.
unfilled-booked = { $count } have another session then, or the journey to it.
unfilled-caps = { $count } have reached their limit.
unfilled-occupancy = { $count } could, but the cohort or room is taken.
unfilled-free = { $count } are free for this seat; another seat of the slot stays open, or somebody is worth more elsewhere.
plans-searching = Searching. A season takes some seconds; the proposals come by themselves.
