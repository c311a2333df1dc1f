"""Everything that can go wrong on purpose, in one family.

    CjoError
    ├── BadValue            a value is not allowed (also a ValueError)
    │   └── InvalidResponse a submission is refused; carries one message per field
    ├── SurveyFull          a survey, or a segment's quota, has all the responses it takes
    ├── NotFound            a survey, stage, file … that was named does not exist
    ├── StoreError          the database file cannot be used (wrong kind, newer version, damaged)
    └── ImportFailed        a file cannot be imported at all (single bad rows are reported, not raised)

Every message says what was wrong, the value, and what is allowed. Errors are caught in three places only: the router
(screen),
the web routes (respondents) and the command line. Nothing here prints or logs.
"""

from __future__ import annotations

from collections.abc import Mapping


class CjoError(Exception):
    """The root: whatever is shown to a person as a plain message."""


class BadValue(CjoError, ValueError):
    """A value is not allowed; the message names it and says what is."""


class InvalidResponse(BadValue):
    """A submission is refused. `fields` maps the name of each refused field to its message."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {message}" for name, message in fields.items()))
        self.fields = dict(fields)


class SurveyFull(CjoError):
    """A survey takes no more responses; `quota` names the segment whose quota it is, None if it is the survey's own
    limit."""

    def __init__(self, message: str, quota: str | None = None) -> None:
        super().__init__(message)
        self.quota = quota


class NotFound(CjoError, LookupError):
    """Something that was asked for by name does not exist."""


class StoreError(CjoError):
    """The database file cannot be used as asked."""


class ImportFailed(CjoError):
    """A file cannot be imported at all."""
