"""`python -m allmende.entrypoints.cli`."""

from allmende.entrypoints.cli import main

raise SystemExit(main())
