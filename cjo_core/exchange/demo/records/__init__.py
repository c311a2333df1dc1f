"""What Nordhaus's own systems record (O-data): customers, orders, events. They tell the story of the answers.

world.py     how people move about the shop, what they buy, who they are: data only
trails.py    what a customer did before and after an answer, and what those did who never answer
profiles.py  customers and their attributes

Some ids do not match, as in life: a few customers are missing from the list of customers, and the till writes some ids
in capitals.
"""
