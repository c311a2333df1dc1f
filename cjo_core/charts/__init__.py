"""The pictures: a frame goes in, a Picture (specification, data, sentence, table) comes out. Pure: nothing here
fetches, judges, or knows about the screen.

    pictures.py       what a Picture is, and how a specification is made once and kept
    theme.py          the colours, light and dark, for charts and for HTML pieces
    numbers.py        how numbers are written: signs, units, rounding, language
    words.py          names of weeks, groups, dimensions and verdicts
    drawing/          what several charts share: ranges, axes, readable rows
    sparkline.py      twelve weeks in a card, as HTML
    dots.py           dot and interval per group
    heat_map.py       two dimensions against a target
    trend.py          week by week, for the whole or for a few groups
    control_chart.py  which weeks lie outside what chance explains
    distribution.py   how many people gave which score
    score_bars.py     the same in a card, as HTML
    strips.py         small multiples: a strip per group
    customer_line.py  one customer in one line
    journey_map/, paths/, audience/   the map of a journey, the ways through it, groups of customers

A specification depends on kind, language, metric and shape only, never on numbers or names people wrote: those are
in the data.
"""
