"""The `budgetpro` command."""

from __future__ import annotations

import sys
from contextlib import suppress

from budgetpro import __version__


def main() -> None:
    """Run the command line of this process and exit with its code.

    The version is told before anything else is loaded.
    """
    arguments = sys.argv[1:]
    if arguments == ["--version"] and sys.stdout:
        with suppress(OSError):  # told with every other error, below
            sys.stdout.write(f"budgetpro {__version__}\n")
            sys.stdout.flush()
            return
    try:
        from budgetpro.cli.app import run
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(run(arguments))


if __name__ == "__main__":
    main()
