"""What a team sets up. Never an answer.

surveys.py     surveys and their questions; survey_rows.py: as rows
studio.py      a survey changed without falsifying what was answered
limits.py      how many responses a survey has and may have, by segment too
audience.py    stages, touchpoints, segments, personas, channels
settings.py    what a team sets once: name, time zone, privacy
"""
