"""``python -m customerbase``."""

from __future__ import annotations

import sys

from customerbase.cli import main

if __name__ == "__main__":
    sys.exit(main())
