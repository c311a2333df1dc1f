"""CJO's thinking, without the screen.

    survey/    the words: scales, questions, surveys, responses, places, filters, periods
    metrics/   the numbers: from score counts (cells) to value, low, high and n
    insight/   the meaning: the week, the journey map, ways, drivers, values
    store/     the shelf: one SQLite file
    exchange/  the gate for files: imports, exports, mail, demo data
    charts/    the pictures: frame in, Vega-Lite out, with its spoken sentence
    web/       the street door: the respondents' pages, and programs
    commands/  the command line
    locale/    the languages
    errors.py  what can go wrong on purpose

The one path a number takes: an answer comes in (web, page, import) → `survey.responses` reads or refuses it →
`store.responses.writes` saves it once → `store.counts.cells` counts it → `metrics` turns counts into a value with its
interval → `charts` draws, pages and the command line show. Nothing here imports Streamlit.
"""
