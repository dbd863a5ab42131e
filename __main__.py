"""`python -m houqin`."""

import sys

from .cli import main

sys.exit(main())
