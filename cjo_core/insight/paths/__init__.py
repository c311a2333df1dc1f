"""The ways customers take through the journey: funnels, transitions, typical paths, channels. Plain arrays in, numbers
out; never fetches, never words, never draws.

visits.py       who was where and when: one row per visit, in the order of customers and time
funnel.py       how many customers reach each step within a fixed time, and what is lost on the way
going_on.py     customers per stage, and how many are seen in a later one: a funnel's first step, for each
worth.py        … and what those are worth
transitions.py  which stage follows which: counts, customers, shares, times between
typical.py      the sequences most customers take
chains.py       Markov chains by algebra: steady state, probability to reach a goal
attribution.py  what channels contribute: first, last, linear, and what would be missing without each
small.py        which of these numbers must be hidden, because they are of too few customers
study.py        all that a page shows, put together
"""
