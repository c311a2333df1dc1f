"""Cards of the page Survey results."""
