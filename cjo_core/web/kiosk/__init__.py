"""The kiosk: a survey on a tablet that the team has started. Opening it stores nothing.

routes.py   its page, and what takes its answers
passes.py   the signed permission without which nobody's answers are taken
"""
