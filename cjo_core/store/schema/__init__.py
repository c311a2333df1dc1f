"""The tables, a file per topic, each with the SQL that brings it into a store. Never changed once shipped: a later
change is a script of its own, and a line in `cjo_core.store.migrations`.
"""
