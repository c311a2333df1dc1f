"""O-data files: customers, orders and events, a CSV each. Reads, refuses with the line and the reason, stores once.

columns.py    what is in which column: guessed from the headings, overridden by whoever imports
amounts.py    a column of amounts of money
reading.py    rows as customers, orders and events to be, or why not
importing.py  all of it into the store, with a report that accounts for every row
"""
