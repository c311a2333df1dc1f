"""The shelf: one SQLite file. All SQL lives here. The store never judges and never computes a metric.

The file
  database.py    opening a file, the one writing connection, reading connections
  migrations.py  how older files become newer ones; schema/: the tables, a file per topic
  shelf.py       the stores this process has open
  checking.py    whether all of it is sound

What is kept
  set_up/        what a team sets up: surveys, names of places, settings
  responses/     what people sent: stored once each, set apart, weighed, erased, read
  writing/       how responses become rows, fast, and how writers who wait together are committed together
  counts/        how many people gave which score, in memory, always fresh
  journey/       journeys, stages and touchpoints changed; names renamed, merged, retired
  assigning/     rules of segments and personas: saved, run, and what they do to answers; what a persona is like
  odata/         customers, orders and events, and how they join the answers
  invitations/   who is asked, and who is never asked again
  programs/      keys by which programs answer, webhooks by which they are told
  actions.py     planned improvements
"""
