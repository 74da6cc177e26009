sign-in = Sign in
sign-in-hint = Trainers can also answer by the link in their mail, without signing in.
sign-out = Sign out
password = Password
password-hint = At least 12 characters; a sentence is best.
link-title = You have a sign-in link
link-hint = It works once. Press the button to come in.
set-up = Set up Rostrum
set-up-hint = This link makes the first administrator, who is also a coordinator. It works once.
set-up-do = Make this account
accounts-wrong = The address or the password is not right.
accounts-password-short = Please use at least 12 characters.
accounts-password-long = Please use at most 200 characters.
accounts-email = Please write a mail address as name@example.org.
accounts-email-taken = Somebody with this address is there already.
accounts-officer-institute = An institute officer needs an institute; nobody else has one.
accounts-role = Please choose coordinator, institute officer or administrator.
accounts-not-yourself = You can't disable yourself.
accounts-last-administrator = This is the last administrator; make another one first.
people-add = Add a person
people-link = Hand this sign-in link over; it is shown only now, works once and lasts three days.
people-make-link = New sign-in link
disable = Disable
disabled = disabled
disable-confirm = End this person's access at once?
account = Your account
account-language = Language of pages, letters and calendars
account-save = Save
account-password = New password
account-password-hint = You can set it within a quarter of an hour of signing in. Other browsers are signed out.
accounts-sign-in-again = Please sign in again first: a password is set within a quarter of an hour of signing in.
accounts-password-guessable = This is among the first that a guesser would try. A sentence of some unrelated words is best.
accounts-throttled = Too many tries. Please wait { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
} before the next one.
accounts-trainer-stays = A trainer's record keeps the role: let the trainer pause instead, or disable the person.
accounts-not-disabled = This person is not disabled.
enable = Let in again
invited = invited
people-find = Part of a name or mail address
people-none = Nobody of that name or address is here.
people-standing = Standing
people-add-hint = They get a letter with a link that works once and lasts a week. Trainers are taken in with their campus and subjects instead.
people-way-in = Way in
people-invite = Send an invitation
people-uninvite = Take the invitation back
people-second-step = A code of their app is asked for when they sign in.
people-no-second-step = No code of an app is asked for when they sign in.
roles-none = No role: this person can do nothing here.
role-give = Give this role
role-take = Take it
role-take-confirm = Take this role from them at once?
invitation = Invitation
invitation-title = Welcome, { $name }
invitation-hint = Choose a password; the link of your letter works once.
invitation-accept = Set the password and come in
invitation-open = Invited on { $from }; the link works until { $to }.
invitation-over = The invitation ended on { $date } without an answer. Send another one.
invitation-no-address = There is no mail address to send an invitation to. Make a sign-in link and hand it over.
invitation-in-already = This person has a password already. Make a sign-in link if it is lost.
invitation-none = There is no open invitation.
mail-invitation-subject = Your invitation to Rostrum
mail-invitation-body =
    Dear { $name },

    you are invited to Rostrum, the roster of the Distinguished Trainer Programme.
    This link lets you choose a password. It works once and lasts a week:

    { $link }

    If you did not expect this letter, do nothing.
second-step = Second step
second-step-short = two steps
second-step-about = Besides the password, a code of an authenticator app on your phone: a stolen password alone opens nothing.
second-step-why = Coordinators and administrators can't do without it.
second-step-begin = Set it up
second-step-change = Change it
second-step-hint = Your password or link was right. Now the code of your authenticator app.
second-step-code = Code
second-step-code-hint = Six digits of the app, or one of your recovery codes.
second-step-lost = No app and no recovery code left? An administrator can reset this step for you.
second-step-on = A code of your app is asked for when you sign in.
second-step-left = { $count ->
    [0] No recovery code is left: make new ones.
    [one] One recovery code is left.
   *[other] { $count } recovery codes are left.
}
second-step-scan = Scan this with your authenticator app.
second-step-picture = QR code with the secret that is written out below
second-step-type = Or type this secret into it.
second-step-first = Type the code that the app shows now.
second-step-confirm = Turn it on
second-step-again = Start again with another secret
second-step-codes = Your recovery codes
second-step-codes-once = Each works once in place of the app. They are shown only now: print them or write them down, and keep them apart from your phone.
second-step-go-on = I have them, go on
second-step-renew = Make new recovery codes
second-step-renew-hint = The old ones end.
second-step-remove = Do without it
second-step-wrong = This code is not right. Codes change every half minute; check the clock of your phone.
second-step-used = This code was used already. Wait for the next one.
second-step-none = There is no second step set up.
second-step-not-begun = Please begin with a new secret first.
second-step-on-already = It is turned on already.
second-step-required = Coordinators and administrators can't do without it.
second-step-reset = Reset the second step
second-step-reset-confirm = End this person's sign-ins, and let them set the second step up anew?
sign-ins = Where you are signed in
sign-ins-theirs = Where they are signed in
sign-ins-client = Browser
sign-ins-since = Since
sign-ins-seen = Last seen
sign-ins-here = this one
sign-ins-unknown = unknown
sign-ins-none = Nowhere.
sign-ins-end = Sign out there
sign-ins-end-all = Sign out everywhere
sign-ins-end-all-confirm = End every sign-in, this one as well?
kept = Nothing is lost
kept-hint = Your sign-in was over when you sent this. Here is what you typed; press the button to send it now.
kept-send = Send it now
