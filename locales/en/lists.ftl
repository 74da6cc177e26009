load-month = This month
load-fullest = Fullest month ahead
load-term = This half-year
waits-days = { $count ->
    [0] came in today
    [one] waits since yesterday
   *[other] waits for { $count } days
 }
phone = Telephone
phone-hint = On letters and beside your sessions, for those who meet you there. Leave it empty to show none.
field-phone = Please write a telephone number as +92 300 1234567.
