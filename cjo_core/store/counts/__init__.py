"""How many people gave which score, in memory and always as fresh as the file. Never turns counts into a metric.

cells.py       score counts of every week and place; places.py: the names they need
heavier.py     what weighted answers weigh
snapshot.py    the same beside the file, for a quick start
counting.py    the same by SQL, between any two days; since.py: since a moment, for screens that begin at zero
ledger.py      submissions refused and questions skipped, which counts cannot tell
people.py      how many different people answered in a week; everybody.py: those who must stay unknown
customer_scores.py  scores of customers who can be recognised
unchanged.py   readings remembered until somebody commits
"""
