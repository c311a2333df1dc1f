"""The survey studio: a draft in the session, a panel for each part of it, and its preview.

drafting.py    the draft: taken from the store, changed, saved back
questions.py   the list of questions and the panel of the chosen one
wordings.py    two languages side by side
life.py        when it opens and closes, limits and privacy
texts.py       what is said before, after and when it is closed
previewing.py  the form as respondents see it
beginning.py   a new survey, from a template or from scratch
"""
