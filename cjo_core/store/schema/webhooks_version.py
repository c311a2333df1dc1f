"""What tells whether a webhook was added, switched or removed, as for the tables that are set up."""

from cjo_core.store.schema.setup_version import triggers

#: Writers remember which webhooks are on as long as the version of what is set up stays the same.
SCRIPT = triggers("webhooks")
