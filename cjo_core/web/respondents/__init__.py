"""What happens between a respondent and a survey: asking, taking, page by page. Never a script, never a cookie.

visits.py   which survey, in which language, for whom; surveys are remembered until something is set up anew
invited.py  somebody who comes by an invitation
sitting.py  one person's response while it is given: its key, and how its link resumes it
asked.py    how each kind of question stands on the page
showing.py  the pages: the form, thanks, closed, full, refused
sending.py  who sent it, as far as it matters for clean answers
taking.py   POST: what was sent, stored once, and where the browser goes from there
"""
