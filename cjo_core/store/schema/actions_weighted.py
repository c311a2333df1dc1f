"""What the answers an action began from spoke for: their effective n, where they had weights (NULL: they had none)."""

SCRIPT = """
ALTER TABLE actions ADD COLUMN n_effective REAL CHECK (n_effective > 0);
"""
