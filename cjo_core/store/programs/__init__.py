"""Programs beside people: keys by which they answer, webhooks by which they are told.

keys.py      keys of programs, and requests already answered
webhooks.py  addresses to tell, and what became of each delivery
outbox.py    what is to be told, noted in the transaction that stores a response
"""
