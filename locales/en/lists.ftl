more = More
load-month = This month
load-fullest = Fullest month ahead
load-term = This half-year
waits-days = { $count ->
    [0] came in today
    [one] waits since yesterday
   *[other] waits for { $count } days
 }
