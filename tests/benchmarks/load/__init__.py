"""Respondents who open a survey and answer it, many at once, while dashboards are open. Started by `__main__`."""
