"""What goes with high and low scores. "Goes with", never "causes".

importance.py  how much of the differences in an outcome each attribute stands for, when attributes go together
"""
