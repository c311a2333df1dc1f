"""What customers are worth: so far, and as far as their buying tells, from now on. Never advises whom to serve.

lifetime.py  customer lifetime value by formula
buying.py    how often customers will buy again (BG/NBD)
spending.py  what they will spend per order (gamma-gamma)
"""
