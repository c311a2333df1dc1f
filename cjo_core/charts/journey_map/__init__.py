"""The living journey map: one picture of all stages, on the screen and as one file.

content.py   what stands in it: a column per stage, every word and number ready
curve.py     the experience curve as a chart; curve_marks.py: its marks
lanes.py     the lanes under it as HTML, and all of it as a list for a phone
drawing.py   the whole map as one SVG, for walls and files; drawn_lanes.py: its lanes
shapes.py    the sheet that SVG is drawn on; paths.py: smooth lines through points
sheet.py     that SVG as a page of its own, to print or to save as PDF or PNG
"""
