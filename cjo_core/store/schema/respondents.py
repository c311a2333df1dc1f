"""What tells that responses are somebody else's now."""

#: An erased or corrected respondent changes how many people answered, though no answer changes.
SCRIPT = """
CREATE TRIGGER setup_respondents AFTER UPDATE OF respondent ON responses
BEGIN UPDATE setup SET version = random(); END;
"""
