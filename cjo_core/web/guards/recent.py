"""What happened within the last seconds or minutes, by whom: in memory only, and never of more than so many. Never
decides what is too often."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass
class Recent:
    """Moments within the last `span`, by who caused them. Of more than `most` the longest unseen are forgotten. Not
    safe for several threads: whoever uses it holds a lock."""

    span: timedelta
    most: int
    _seen: OrderedDict[Hashable, deque[datetime]] = field(default_factory=OrderedDict)

    def of(self, who: Hashable, now: datetime) -> deque[datetime]:
        """Their moments within the span, oldest first; add to it what happens now.

        >>> recent, noon = Recent(timedelta(minutes=1), most=10), datetime(2026, 11, 18, 12)
        >>> recent.of("a", noon).append(noon)
        >>> len(recent.of("a", noon)), len(recent.of("b", noon)), len(recent.of("a", noon + timedelta(minutes=1)))
        (1, 0, 0)
        """
        found = self._seen.pop(who, None) or deque()
        while found and found[0] <= now - self.span:
            found.popleft()
        self._seen[who] = found
        while len(self._seen) > self.most:
            self._seen.popitem(last=False)
        return found
