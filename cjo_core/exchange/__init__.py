"""The gate for files: what comes in from other tools, and what goes out. Never computes a metric.

reading/      a file as a table of text, and its columns as dates, scores, weights and names
importing.py  a table into responses, once each, with a report
inviting.py   a file of customers into invitations
records/      files of customers, orders and events
weighing.py   weights for the answers a survey has, from the known sizes of its groups
mailing/      mail out: what it says, by which server
results.py    what came out of one survey, question by question
print_sheet.py  QR codes to print and cut
exports.py    frames out as CSV that is safe to open in a spreadsheet
templates/    surveys to begin with; starter.py: what a new store begins with
demo/         a believable year of made-up answers
"""
