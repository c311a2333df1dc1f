"""What may be shown, by how many answered. Decided here for every page, file and program; never by one of them.

base.py        what may be shown at which n
protection.py  which groups must be hidden so that no small one can be worked out; small_groups.py: which those are;
               grounds.py: what they are counted of, carried over from answer to answer
guarded.py     counts per group as they may be shown; weights_told.py: whether weights would tell of a small one
single_answers.py  where a single answer may be listed
people.py      who answered a survey at all, for surveys of texts and options
"""
