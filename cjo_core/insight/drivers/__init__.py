"""What goes with high and low scores. "Goes with", never "causes".

explained.py  how much of an outcome's variance each of several attributes stands for, though they go together

One place beside recommending elsewhere, for the journey map, is `insight.importance`.
"""
