"""How a deadline is drawn: its day, whether it is today or over, its norm, and for the office what nobody confirmed."""

from __future__ import annotations

import re
from datetime import date

from allmende.domain.matter.clock import Clock
from allmende.domain.values import Text
from allmende.ui.clock import render_clocks

DAY = date(2026, 12, 4)


def drawn(day: date | None = DAY, *, runs: bool = True, confirmed: bool = True, doubts: bool = True) -> str:
    clock = Clock(
        kind="hearing", title=Text("Äußern"), day=day, why=Text("Weil <b>."), basis="§ 28", runs=runs, confirmed=confirmed
    )  # fmt: skip
    html = str(render_clocks([clock], DAY, "de", doubts=doubts))
    assert "Weil &lt;b&gt;." in html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_a_day_that_runs_says_until_when_and_whether_that_is_today_or_over() -> None:
    assert drawn(date(2026, 12, 5)).startswith("Äußern bis 5. Dezember 2026 Weil")
    assert drawn().startswith("Äußern bis 4. Dezember 2026 heute")
    assert drawn(date(2026, 12, 3)).startswith("Äußern 3. Dezember 2026 vorbei")
    assert drawn(None).startswith("Äußern noch offen Weil")


def test_a_day_that_only_was_fixed_is_neither_today_nor_over() -> None:
    assert drawn(date(2026, 12, 3), runs=False).startswith("Äußern 3. Dezember 2026 Weil")
    assert drawn(runs=False).startswith("Äußern 4. Dezember 2026 Weil")


def test_a_norm_nobody_confirmed_is_marked_for_the_office_alone() -> None:
    assert drawn().endswith("§ 28")
    assert drawn(confirmed=False).endswith("§ 28, vom Rechtsamt noch nicht bestätigt")
    assert drawn(confirmed=False, doubts=False).endswith("§ 28")
    assert render_clocks([], DAY, "de") == ""
