"""What stands before the street door, in memory only. Never looks into what is sent.

security.py  headers and the limit on bodies
proxies.py   who asks, where reverse proxies stand in front
visitors.py  who has just been here
recent.py    moments of the last seconds or minutes, by who caused them
"""
