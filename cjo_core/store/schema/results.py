"""Ways to what came out of one question without reading all answers: those without a score, and what was chosen."""

SCRIPT = """
-- Texts, and comments of people who gave no score: few beside the scores, which are counted in memory. (The score is in
-- it so that counting needs the index alone.)
CREATE INDEX unscored_answers ON answers (question_id, week, id, place_id, score) WHERE score IS NULL;
-- Whoever chose several options is one person.
CREATE INDEX choosers ON choices (question_id, response_id, week, place_id);
"""
