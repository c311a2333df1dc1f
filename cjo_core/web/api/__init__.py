"""Programs may answer too: JSON in, JSON out, under /api/v1. Never answers a person.

routes.py      addresses, keys, limits, status codes
reading.py     a program's JSON as responses, or one message per wrong field
describing.py  a survey as JSON, and the OpenAPI document
"""
