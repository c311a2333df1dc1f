"""How counts are kept in memory: small, never changed in place, and added up once for whoever looks. Never fetches.

keys.py      a cell (question, week, place, score) as one number
columns.py   the cells of one question, packed to about two bytes each
folding.py   late cells taken into the columns, so many at a time that nobody waits
cubes.py     a question's cells added up over the dimensions of a view
heavier.py   what weighted answers weigh
state.py     the counts of a moment: columns, late cells, names, places
views.py     the counts of one question as a view asks for them
"""
