"""Invitations on the shelf: who is asked, what became of it, and who is never asked again. Never sends anything.

making.py     add them, each person once a batch and not too often
reading.py    find one by its code, list them, and count what became of them
answering.py  the one answer each: stored and noted in one transaction
sending.py    which mail is due, begun, sent, bounced
stopping.py   revoke, unsubscribe, and forget whose unfinished answer it was
"""
