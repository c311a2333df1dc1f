"""What somebody chooses on a screen, kept in the link: filters, a metric, a place, a time zone."""
