"""What several charts share: readable rows, ranges and axes, and the marks of a weekly line. Pages have no business
here.
"""
