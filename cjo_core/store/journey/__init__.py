"""The journey and the names that place answers, changed without losing history.

reading.py     journeys with their stages, touchpoints and notes
naming.py      adding, renaming, ordering, retiring, removing
arranging.py   journeys, and stages moved between them
touchpoints.py touchpoints in their stages, and what is said about them
merging.py     one name into another, with everything that points at it
notes.py       what a team knows about a stage
places.py      the places of answers, re-pointed
references.py  who points at a row: read from the tables, so that later ones are followed too
"""
