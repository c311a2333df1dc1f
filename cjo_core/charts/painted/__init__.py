"""Drawings as pictures and pages: what an SVG of ours says, painted as PNG or PDF without a browser."""
