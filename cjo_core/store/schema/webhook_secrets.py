"""When the secret of a webhook was set, and the one before it, which signs too until its receiver knows the new one."""

SCRIPT = """
ALTER TABLE webhooks ADD COLUMN secret_at TEXT;
ALTER TABLE webhooks ADD COLUMN former_secret TEXT;
ALTER TABLE webhooks ADD COLUMN former_until TEXT;
UPDATE webhooks SET secret_at = created_at;
"""
