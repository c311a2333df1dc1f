"""Weights: for how many people a response speaks. A response without a row weighs 1, so unweighted surveys pay nothing.

`weights_version` grows with every change of a weight, so that counts in memory know when to read the weights anew.
"""

from __future__ import annotations

SCRIPT = """
CREATE TABLE response_weights (
    response_id INTEGER PRIMARY KEY REFERENCES responses(id) ON DELETE CASCADE,
    weight REAL NOT NULL CHECK (typeof(weight) = 'real' AND weight > 0 AND weight < 1e6)
);
CREATE TABLE weights_version (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version INTEGER NOT NULL
);
INSERT INTO weights_version VALUES (1, 0);

CREATE TRIGGER weights_added AFTER INSERT ON response_weights BEGIN
    UPDATE weights_version SET version = version + 1;
END;
CREATE TRIGGER weights_changed AFTER UPDATE ON response_weights BEGIN
    UPDATE weights_version SET version = version + 1;
END;
CREATE TRIGGER weights_removed AFTER DELETE ON response_weights BEGIN
    UPDATE weights_version SET version = version + 1;
END;
"""
