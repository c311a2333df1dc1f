"""The pictures: a frame goes in, a Picture (specification, data, sentence, table) comes out. Pure: nothing here
fetches, judges, or knows about the screen.

    pictures.py       what a Picture is, and how a specification is made once and kept
    theme.py          the colours, light and dark, for charts and for HTML pieces
    numbers.py        how numbers are written: signs, units, rounding, language
    words.py          names of weeks, groups, dimensions and verdicts
    axes.py           fixed ranges per metric, and the axis of weeks
    sparkline.py      twelve weeks in a card
    dots.py           dot and interval per group
    heat_map.py       two dimensions against a target
    trend.py          week by week, for the whole or for a few groups
    control_chart.py  which weeks lie outside what chance explains
    distribution.py   how many people gave which score

A specification depends on kind, language, metric and shape only, never on numbers or names people wrote: those are
in the data.
"""
