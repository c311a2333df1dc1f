"""Who belongs to whom: customers told apart by what is known of them and by what they did.

rfm.py       quintile scores of recency, frequency and monetary value
facts.py     what is known of each customer at one moment
matching.py  whom a rule takes in: yes, no, or unknown

Given plain values, it gives back plain values: nothing here fetches, stores or names a person on a screen.
"""
