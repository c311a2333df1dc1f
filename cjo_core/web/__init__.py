"""The street door: the pages respondents see, as plain HTML from the same server. Never Streamlit; only the kiosk has a
script.

routes.py     which address shows what; the only writer is POST /s/{slug}
respondents/  the form: asked, taken, page by page
placing.py    the hidden fields of a link, checked against the store
tokens.py     the signed token that makes a form count once
rendering.py  templates to HTML in the visitor's language
guards/       headers, limits on bodies and repeats, who asks where proxies stand in front
kiosk/        a tablet that starts over after each person
embedding.py  which websites may show our surveys inside their pages
api/          programs may answer too
delivering.py and are told what they asked to be told
words.py      what the form says in several places
links.py      addresses of surveys, for pages and QR codes
codes.py      links as QR codes
"""
