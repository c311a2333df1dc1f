"""O-data in the store: customers, orders and events, beside the answers (X-data). Joined by the customer's id as text.

saving.py    customers, orders and events in, once each
reading.py   and out, as frames; `odata_version` to remember results by
visits.py    events and dated answers of identified customers as columns, for the ways through the journey
belonging.py who of these belongs to which segment and persona
orders.py    what the orders of a period are worth
joining.py   how well answers, orders and events find their customers
timeline.py  one customer in one line
"""
