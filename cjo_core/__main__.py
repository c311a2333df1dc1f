"""The command line: `python -m cjo_core`. Says what went wrong in a sentence, never in a traceback; see `commands`."""

from cjo_core.commands import main

if __name__ == "__main__":
    main()
