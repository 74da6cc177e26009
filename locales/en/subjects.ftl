subjects = Subjects
subjects-hint = What can be taught, by area; found by name, other words, an id, or the words in which an institute asks.
subjects-find = Find a subject by whatever words
subjects-found = Found
subjects-all = All subjects
subjects-none = Nothing answers to these words.
subjects-new = Add a subject
subjects-back = Back to the subjects
subjects-about = What it is
subjects-code-label = Code
subjects-area = Area
subjects-is-area = none: this is an area
subjects-name-ur = Name in Urdu
subjects-description = In a line
subjects-audience = Usually taught to
subjects-audience-all = every class
subjects-audience-BS-18 = officers from BS-18 on
subjects-audience-BS-19 = officers from BS-19 on
subjects-audience-specialist = specialists
subjects-cybok = CyBOK knowledge areas
subjects-nice = NICE roles and areas
subjects-ecsf = ECSF profiles
subjects-ids-hint = Several are separated by semicolons
subjects-words = Other words for it
subjects-words-none = None yet.
subjects-words-new = More words
subjects-words-whose = Whose words
subjects-words-all = everybody's
subjects-words-of = as { $name } says
subjects-words-add = Add these words
subjects-words-twice = These words are here already.
subjects-words-full = A subject has at most { $max } words; take some away first.
subjects-asking = { $count ->
    [one] One open slot asks for it
   *[other] { $count } open slots ask for it
  }
subjects-merge = Make it part of another subject
subjects-merge-hint = { $count ->
    [0] Nobody asks for it now. What trainers teach, showed and were verified in goes along; its names become words of the other.
    [one] One open slot asks for it and will be matched as the other subject. What trainers teach goes along; its names become words of the other.
   *[other] { $count } open slots ask for it and will be matched as the other subject. What trainers teach goes along; its names become words of the other.
  }
subjects-into = Which
subjects-retire = Take it out of use
subjects-retire-hint = { $count ->
    [0] Nobody asks for it now.
    [one] One open slot asks for it and stays; nobody can ask anew after the last day.
   *[other] { $count } open slots ask for it and stay; nobody can ask anew after the last day.
  }
subjects-last = Last day
subjects-restore = Take it back into use
subjects-until = In use until
subjects-is-merged = part of another
subjects-is-retired = out of use
subjects-merged-into = It is part of { $name } by now.
subjects-history = What was done to it
subjects-did-added = added
subjects-did-revised = changed; before:
subjects-did-merged = made part of
subjects-did-absorbed = took in
subjects-did-retired = taken out of use after
subjects-did-restored = taken back into use
subjects-did-synonym_added = more words:
subjects-did-synonym_removed = words taken away:
subjects-code = A code has capital letters, digits and hyphens.
subjects-code-taken = There is a subject with this code already.
subjects-circle = It cannot be its own area.
subjects-area-in-area = An area has subjects and stands in no other area.
subjects-needs-area = A subject needs an area.
subjects-unknown-area = There is no such area.
subjects-no-area = This is a subject, not an area; there are two levels only.
subjects-area-retired = This area is out of use.
subjects-area-in-use = "{ $name }" of this area is still in use then; take its subjects out of use first.
subjects-unknown-id = "{ $word }" is not known; the nearest is { $nearest }.
subjects-merged = It is part of another subject by now; look at that one.
subjects-merge-area = An area cannot be made part of another; merge its subjects.
subjects-merge-self = Choose another subject than this one.
subjects-merge-gone = This subject is out of use itself.
subjects-not-retired = It is in use.
subjects-find-short = Find by words
subjects-out-of-use = This subject is out of use.
