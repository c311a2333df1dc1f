"""Who belongs to whom: customers told apart by what is known of them and by what they did.

rfm.py       quintile scores of recency, frequency and monetary value
facts.py     what is known of each customer at one moment
matching.py  whom a rule takes in: yes, no, or unknown
preview.py   what a rule would do, before it is saved
groups.py    customers by quintiles, and what a group has in common

Given plain values, it gives back plain values: nothing here fetches, stores or names a person on a screen.
"""
