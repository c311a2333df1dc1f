"""What comments are about.

keyness.py  which words mark one set of comments against another
"""
