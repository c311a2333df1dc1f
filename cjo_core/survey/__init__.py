"""The words: scales, questions, surveys, responses, places, filters and periods.

Standard library only (and the languages, for messages people read). Nothing here fetches, stores, draws or computes
a metric.

scales.py       which scores a question allows, and which end is good
questions.py    what is asked, in which words, and when; languages.py: the languages it may be worded in
surveys.py      a team's surveys: questions, life, what is said to whom; paging.py: which questions stand together
responses.py    what one person sent: the only gate by which answers come in
suspicion.py    what speaks against a submission
invitations.py  who was asked by a link of their own
places.py       where an answer belongs; journey.py: stages and touchpoints as a team drew them
personas.py     what a persona is like; rules.py: who belongs to a segment or a persona
records.py      customers, orders, events; which orders came to nothing
filters.py      which answers a view is about; periods.py: weeks and days in the team's time zone
actions.py      planned improvements
"""
