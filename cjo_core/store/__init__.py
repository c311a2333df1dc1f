"""The shelf: one SQLite file. All SQL lives here. The store never judges and never computes a metric.

The file
  database.py    opening a file, the one writing connection, reading connections
  migrations.py  how older files become newer ones; schema/: the tables, a file per topic
  settings.py    what a team sets once: name, time zone, privacy
  shelf.py       the stores this process has open; unchanged.py: readings remembered until somebody commits
  checking.py    whether all of it is sound

Surveys and their answers
  surveys.py     surveys and questions; survey_rows.py: as rows; studio.py: changed without falsifying what was answered
  writes.py      responses in, once each; partial.py: page by page; imports.py: files that were imported
  writing/       how they become rows, fast, and how writers who wait together are committed together
  limits.py      how many responses a survey has and may have, by segment too
  quarantine.py  submissions set apart until somebody releases them
  ledger.py      submissions refused and questions skipped
  erasing.py     one customer out of every table; keyed.py: what is kept of what may be known again, not read
  invitations/   who is asked, and who is never asked again
  programs/      keys by which programs answer, webhooks by which they are told

Places and people
  audience.py    stages, touchpoints, segments, personas, channels; places.py: as the counts need them
  journey/       journeys, stages and touchpoints changed; names renamed, merged, retired
  assigning/     rules of segments and personas: saved, run, and what they do to answers; what a persona is like
  people.py      how many different people answered in a week; everybody.py: those who must stay unknown
  customer_scores.py  scores of customers who can be recognised
  odata/         customers, orders and events, and how they join the answers
  actions.py     planned improvements

Counts and rows out
  cells.py       score counts in memory, always fresh; snapshot.py: beside the file, for a quick start
  counting.py    the same counts by SQL, between any two days
  since.py       score counts since a moment, for screens that begin at zero; moderation.py: comments approved for them
  results.py     what was answered beside the scores
  reads.py       comments and rows, where counts are not enough
"""
