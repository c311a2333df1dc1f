"""Which invitations promised that nobody learns who answered: the promise outlives any change of the survey."""

SCRIPT = """
ALTER TABLE invitations ADD COLUMN unknown INTEGER NOT NULL DEFAULT 0 CHECK (unknown IN (0, 1));
UPDATE invitations SET unknown = 1
WHERE survey_id IN (SELECT id FROM surveys WHERE identified = 0 AND privacy_floor > 1);
"""
