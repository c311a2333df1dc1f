"""Rules of segments and personas in the store, and what they do to answers. Who matches is for `metrics.audience`.

rules.py     saved, a version at a time, and found again
people.py    everybody we know, as the rules look at them
running.py   the rules run: customers assigned, their answers placed, exactly undone or changed by the next run
arriving.py  answers that come in later, placed as they arrive
history.py   how many belonged where, day by day
profiles.py  what a persona is like
"""
