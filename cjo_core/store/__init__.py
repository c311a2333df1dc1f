"""The shelf: one SQLite file. All SQL lives here. The store never judges and never computes a metric.

database.py    opening a file, the one writing connection, reading connections
migrations.py  the tables, and how older files become newer ones
settings.py    what a team sets once: name, time zone, privacy
surveys.py     surveys and questions
audience.py    stages, touchpoints, segments, personas, channels
journey/       journeys, stages and touchpoints changed; names renamed, merged, retired
assigning/     rules of segments and personas: saved, run, and what they do to answers; what a persona is like
writes.py      responses in, once each
cells.py       score counts in memory, always fresh
snapshot.py    those counts beside the file, for a quick start
counting.py    the same counts by SQL, between any two days
checking.py    whether all of it is sound
reads.py       comments and rows, where counts are not enough
ledger.py      submissions refused and questions skipped
since.py       score counts since a moment, for screens that begin at zero
moderation.py  comments approved for such a screen
odata/         customers, orders and events, and how they join the answers
"""
