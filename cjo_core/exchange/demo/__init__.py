"""Demo data: a believable year of a web shop, in a sealed file of its own. Never touches a real store.

story.py     the world and the plot, as data: read this first
asked.py     the three surveys and their words; choices.py: what is chosen beside the score
journey.py   what the shop says about its touchpoints and stages; profiles.py: its personas, and the rules it keeps
rhythm.py    how many answers on which day, and at what hour
people.py    who answers, and how often again
comments*.py what they write, in three languages
generate.py  all of it turned into responses, one at a time
records/     what the shop's own systems know of the same people: customers, orders, events
waves.py     who was invited by mail, and who of them answered
planned.py   what is done about what hurts: one action that worked, one to do
build.py     `make_demo`: the file, the same bytes for the same seed
live.py      `stream_answers`: more of them, now, one at a time
"""

from cjo_core.exchange.demo.build import make_demo
from cjo_core.exchange.demo.live import stream_answers
from cjo_core.exchange.demo.story import STORY, Story

__all__ = ["STORY", "Story", "make_demo", "stream_answers"]
