#!/usr/bin/env python3
"""One command for everything. Needs Python 3.11 or newer and nothing else.

python3 start.py                  set everything up and serve the demo
python3 start.py demo --reset     begin the demo anew
python3 start.py test             everything a change must pass
python3 start.py check            lint, types, arrows: the quick part of it
python3 start.py bench            what one journey costs, beside a bare Django page
python3 start.py mutate [folder]  plants faults and lists those no test notices
python3 start.py lock             compile the lock files anew
python3 start.py <anything else>  goes to the `allmende` command
"""

import sys

# This file alone must be readable by any Python, so that an old one gets a sentence and no traceback.
if sys.version_info < (3, 11):
    sys.exit(
        "Allmende needs Python 3.11 or newer; this is %d.%d. Install a newer Python and run this again with it."
        % sys.version_info[:2]
    )

if __name__ == "__main__":
    from tools.launch import main

    sys.exit(main(sys.argv[1:]))
