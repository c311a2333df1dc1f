"""The pictures of ways through the journey. Frame in, Picture out.

words.py        shares, intervals and times as people write them
funnel_bars.py  how many customers reach each step, and how many go on
flow.py         stages left to right, forward links between and above them, steps back below
flow_drawing.py where these lie
share_dots.py   a share with its interval per group, stage or channel
share_line.py   a share with its interval per week or month
"""
