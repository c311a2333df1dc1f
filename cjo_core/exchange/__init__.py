"""The gate for files: what comes in from other tools, and what goes out. Never computes a metric.

decoding.py   bytes into text, whatever wrote them
tables.py     text into a table whose cells all stay text
headings.py   one, two or three header rows, and columns found by name
dates.py      a column of dates, in whatever order of day and month; written_dates.py: one of them
scores.py     a column of scores, with blanks and strangers told apart
naming.py     the names in a file against those a team has set up
rows.py       a table's rows as answers to be, or the reason why not; words.py: what messages about a file share
importing.py  a table into responses, once each, with a report
inviting.py   a file of customers into invitations
mailing/      mail out: what it says, by which server
results.py    what came out of one survey, question by question
print_sheet.py  QR codes to print and cut
templates/    surveys to begin with
exports.py    frames out as CSV that is safe to open in a spreadsheet
starter.py    what a new store begins with
records/      files of customers, orders and events
demo/         a believable year of made-up answers
"""
