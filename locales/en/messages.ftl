messages-hint = What was sent to whom. Read a message to get its text and a fresh link for phone or chat.
messages-none = Nothing was sent yet.
message = Message
message-read = Read
message-subject = Subject
message-overtaken = This message was overtaken by events; it would not be sent any more.
message-offer_sent = an offer
message-offer_recalled = an offer taken back
message-offer_superseded = a seat taken by another
message-session_confirmed = a confirmed session
message-session_cancelled = a cancelled session
message-session_not_held = a session that was not held
message-invitation = an invitation
message-profile_hidden = a public profile that is hidden now
message-slot_given_up = a session that will not come about
message-request_accepted = an accepted request
message-request_returned = a returned request
message-request_refused = a refused request
message-state-pending = waiting
message-state-sent = sent
message-state-failed = failed
message-state-held = not sent
to-person = To
about = About
mail-offer-subject = Can you teach on { $date }? { $subject } ({ $reference })
mail-offer-body = Dear { $name },

 the Distinguished Trainer Programme asks you to teach:

 { $subject }
 { $title }, for { $cohort }
 { $date }, { $from } to { $to }
 { $mode ->
    [online] online
   *[other] { $place }
 }

 Please answer by { $deadline }, on this page, without signing in:
 { $link }

 Saying no is fine and never counts against you.

 { $reference }
mail-offer-recalled-subject = No longer needed: { $title } on { $date } ({ $reference })
mail-offer-recalled-body = Dear { $name },

 the offer for { $title } on { $date }, { $from } to { $to }, was taken back. Your time is free again.

 { $reference }
mail-offer-superseded-subject = Seat taken: { $title } on { $date } ({ $reference })
mail-offer-superseded-body = Dear { $name },

 somebody else has taken the seat in { $title } on { $date }, { $from } to { $to }. Your time is free again. Thank you.

 { $reference }
mail-session-subject = Confirmed: { $title } on { $date } ({ $reference })
mail-session-body = Dear { $name },

 this session is confirmed:

 { $title }, for { $cohort }
 { $date }, { $from } to { $to }
 { $mode ->
    [online] online
   *[other] { $place }
 }
 Trainers: { $trainers }

 { $link }

 { $reference }
mail-session-cancelled-subject = Cancelled: { $title } on { $date } ({ $reference })
mail-session-cancelled-body = Dear { $name },

 this session is cancelled: { $title }, { $date }, { $from } to { $to }.
 Reason: { $reason }

 { $reference }
mail-session-not-held-subject = Not held: { $title } on { $date } ({ $reference })
mail-session-not-held-body = Dear { $name },

 this session is recorded as not held: { $title }, { $date }, { $from } to { $to }.
 Reason: { $reason }

 { $reference }
mail-slot-closed-subject = No trainers found: { $title } ({ $reference })
mail-slot-closed-body = Dear { $name },

 we could not find trainers for { $title } and have closed it.
 Reason: { $reason }

 You may ask again with other times:
 { $link }
mail-slot-cancelled-subject = No longer needed: { $title } ({ $reference })
mail-slot-cancelled-body = Dear { $name },

 the institute no longer needs { $title }.
 Reason: { $reason }

 { $link }
mail-request-accepted-subject = Accepted: request { $reference }
mail-request-accepted-body = Dear { $name },

 your request { $reference } is accepted. We look for trainers now.

 { $link }
mail-request-returned-subject = A question about request { $reference }
mail-request-returned-body = Dear { $name },

 we have a question about your request { $reference }:

 { $reason }

 Please change it and hand it in again:
 { $link }
mail-request-refused-subject = Refused: request { $reference }
mail-request-refused-body = Dear { $name },

 we can't take on your request { $reference }:

 { $reason }
mail-profile-hidden-subject = Your public profile is hidden until you agree again
mail-profile-hidden-body = Dear { $name },

 on { $date } somebody else changed what the public sees of you: your name or title, your words, or your photo. You have agreed to what stood there before, so since then nobody else sees your profile.

 Please look at it. If it is right, agree again there, signed in as yourself; if not, change it first:
 { $link }
