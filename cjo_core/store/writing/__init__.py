"""How answers become rows, fast. Who may answer is decided elsewhere; `store.responses.writes` is the way in.

committing.py  writers who wait together are committed together
lookups.py     what a writer has looked up: questions, places, limits, weeks
batch.py       responses as rows of all their tables, in few statements
answers.py     their answers and chosen options
inserting.py   rows into a table, a hundred to a statement
latest.py      of each person's scores the newest counts
pace.py        how many responses a bulk write stores before others have their turn
"""
