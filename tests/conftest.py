"""What holds for every test: the same examples for everybody, and nothing of the machine it runs on."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

#: A change is judged by the change, not by luck: everybody gets the same examples, however slow the machine, and none
#: are kept beside the code. `--hypothesis-profile=exploring` looks for new ones.
settings.register_profile(
    "repeatable", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("exploring", deadline=None, print_blob=True)
settings.load_profile("repeatable")

for name in list(os.environ):  # a team's own database, or its proxy to the world outside, is no business of a test
    if (name.startswith("CJO_") and name != "CJO_BROWSER_TESTS") or name.lower() in ("http_proxy", "all_proxy"):
        del os.environ[name]
