"""The meaning: what a week, a stage or a group tells. Puts numbers of `metrics` together; never fetches, never words,
never draws.

this_week.py   the manager's first screen: how are we, is it real, where did it move
control.py     weekly values against the limits within which weeks fall by chance
mix.py         did groups answer differently, or did different groups answer
ledger.py      how a number's n comes about, from submissions to answers counted
passport.py    which questions in which words a number is made of, and the weeks in which they changed
journey_map.py the experience curve: one value per stage on one declared scale
journey_tests.py, pain_points.py   what clearly hurts and shines along the journey, ranked by three numbers
importance.py  how closely the score of one place goes along with recommending, customer by customer
effect.py      did an action work: before and after
volume.py      how many answers are needed to see a change
paths/         the ways customers take: funnels, transitions, channels
drivers/       how much of an outcome each of several attributes explains
value/         what customers are worth
experiments/   when one may look, and what may be concluded
themes/        what comments are about
"""
