"""A web process that reads free times: for each line of its input the first free time of a day, as the page and the data say it.

python -m tests.usecases.booking.reading_process <day>
"""

from __future__ import annotations

import json
import re
import sys


def main(day: str) -> None:
    import django

    django.setup()

    from tests.adversary.scene import Browser

    browser = Browser()
    local = ".".join(reversed(day.split("-")))
    for _line in sys.stdin:
        page = browser.get(f"/termin/ausweis/?ab={local}")
        data = browser.get(f"/api/termine/ausweis/zeiten/?from={day}")
        listed = re.search(r'name="zeit" value="\d+\.(\d+)"', page.content.decode())
        first = data.json()["times"][0]["begins"] if data.status_code == 200 else data.content.decode()[:500]
        kept = [page["Cache-Control"], data["Cache-Control"]]
        print(json.dumps([listed and int(listed[1]), first, kept]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
