"""Score counts of one question since a moment: for screens that begin at zero. Never keeps the counts.

The counts in memory know weeks only, and times have no index, which would cost ten million answers a third more disk.
So the answers are found by the order in which they arrived: whoever answers after a moment arrives after it. The last
response that is too early is looked for once per moment; from then on a count reads only what came in since.

A screen begins at a moment that was now, and its link carries that moment under a seal. Nobody makes up others: counts
since 10:03 and since 10:04, one subtracted from the other, would tell what somebody answered in that minute.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np

from cjo_core.errors import NotFound
from cjo_core.metrics.cells import Tally
from cjo_core.metrics.weights.evidence import evidence_of
from cjo_core.store.database import Store
from cjo_core.store.set_up.settings import setting
from cjo_core.survey.periods import read_utc, utc_text
from cjo_core.survey.scales import SCALES

#: Answers that arrive together may be stored in another order than they were given, but not by this much.
_SLACK = timedelta(minutes=10)
#: A door that takes answers as they are given: an import may bring old ones at any time.
_WALL = """
SELECT id FROM responses WHERE door <> 'import' AND submitted_at < ? ORDER BY id DESC LIMIT 1
"""
_FIRST = "SELECT id FROM responses WHERE id > ? AND submitted_at >= ? ORDER BY id LIMIT 1"
_ASKED = """
SELECT q.id, iif(s.identified, 1, s.privacy_floor), s.latest_only FROM questions q JOIN surveys s ON s.id = q.survey_id
WHERE s.slug = ? AND q.kind = ?
"""
_COUNTED = """
SELECT a.score, count(*), total(coalesce(w.weight, 1)), total(coalesce(w.weight * w.weight, 1)), count(w.weight)
FROM responses r CROSS JOIN answers a ON a.response_id = r.id LEFT JOIN response_weights w ON w.response_id = r.id
WHERE r.id > ? AND r.submitted_at >= ? AND a.question_id = ? AND a.score IS NOT NULL AND a.superseded <= ?
GROUP BY a.score
"""


def tally_since(store: Store, survey: str, kind: str, begin: datetime) -> Tally:
    """The scores given to a survey's questions of `kind` from `begin` on, as one group. Undated answers do not count,
    and where a survey says so, of each person only the latest does.

    Nothing is hidden here: what may be told is decided by `metrics.privacy.protection`. But where people must stay
    unknown it counts people, not weights: who answered within an hour could be worked out from them
    (`metrics.privacy.weights_told`). Raises NotFound if the survey asks no such question.
    """
    scale, text = SCALES[kind], utc_text(begin)
    sums, weighted = np.zeros((3, 1, len(scale.scores))), 0
    earlier = _too_early(store, begin)
    with store.reading() as connection:
        asked = connection.execute(_ASKED, [survey, kind]).fetchall()
        if not asked:
            raise NotFound(f"there is no survey “{survey[:80]}” with a question of kind {kind}")
        for question, _floor, latest_only in asked:
            rows = connection.execute(_COUNTED, [earlier, text, question, 1 - latest_only]).fetchall()
            for score, n, mass, squares, with_weight in rows:
                sums[:, 0, score - scale.low] += (n, mass, squares)
                weighted += with_weight
    counts, evidence = sums[0].astype(np.int64), evidence_of(*sums)
    return Tally((), ((),), counts, int(asked[0][1]), evidence if weighted and asked[0][1] == 1 else None)


def sealed(store: Store, moment: datetime) -> str:
    """A moment as a link carries it."""
    text = utc_text(moment)
    mac = hmac.new(setting(store, "secret").encode(), f"since {text}".encode(), hashlib.sha256).digest()
    return f"{text}.{base64.b32encode(mac[:10]).decode().lower()}"


def is_sealed(store: Store, text: str) -> bool:
    """Whether a link's moment was made by `sealed`."""
    try:
        made = sealed(store, read_utc(text.partition(".")[0]))
    except ValueError:
        return False
    return hmac.compare_digest(made.encode(), text.encode("utf-8", "replace"))


@lru_cache(maxsize=128)
def _too_early(store: Store, begin: datetime) -> int:
    """A response up to which none was given since `begin`. It stays true: new ones get higher numbers."""
    with store.reading() as connection:
        wall = connection.execute(_WALL, [utc_text(begin - _SLACK)]).fetchone()
        first = connection.execute(_FIRST, [0 if wall is None else wall[0], utc_text(begin)]).fetchone()
        if first is not None:
            return int(first[0]) - 1
        return int(connection.execute("SELECT coalesce(max(id), 0) FROM responses").fetchone()[0])
