"""A file as a table, and its columns as what they mean. Never stores or looks up anything.

decoding.py  bytes into text, whatever wrote them
workbooks.py a sheet of an Excel workbook into rows of text, as a CSV would hold them
tables.py    text, or a sheet, into a table whose cells all stay text
headings.py  one, two or three header rows, and columns found by name
dates.py     a column of dates, in whatever order of day and month; written_dates.py: one of them
scores.py    a column of scores, with blanks and strangers told apart; score_words.py: scores written as words
weights.py   a column of weights
naming.py    the names in a file against those a team has set up
rows.py      a table's rows as answers to be, or the reason why not; words.py: what messages about a file share
"""
