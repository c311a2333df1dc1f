"""Experiments: what may be concluded, and when one may look.

looks.py  boundaries for those who look more than once before the end
"""
