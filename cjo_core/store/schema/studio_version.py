"""What tells whether a survey's options, texts or limits were set up anew, as for the tables before them."""

from cjo_core.store.schema.setup_version import triggers

#: A survey is remembered by its readers as long as the version of what is set up stays the same.
SCRIPT = "".join(triggers(table) for table in ("options", "option_labels", "quotas", "survey_texts", "redirects"))
