"""What survived mutation testing: sentences spelled differently are no faults of the rules."""

from __future__ import annotations

import pytest

from tools.mutation import _mirror, _pattern, read_survivors

SHOWN = """# allmende.domain.x.f__mutmut_1: survived
--- src/x.py
+++ src/x.py
@@ -1,3 +1,3 @@
 def f():
-    return "Kein Zuschlag: gezahlt."
+    return "XXKein Zuschlag: gezahlt.XX"
# allmende.domain.x.f__mutmut_2: survived
--- src/x.py
+++ src/x.py
-    if day < end:
+    if day <= end:
# allmende.domain.x.f__mutmut_3: survived
--- src/x.py
+++ src/x.py
-    return "post"
+    return "XXpostXX"
"""


def test_each_survivor_has_its_name_and_its_change() -> None:
    first, second, third = read_survivors(SHOWN)
    assert second.name == "allmende.domain.x.f__mutmut_2"
    assert second.change == "-    if day < end:\n+    if day <= end:"
    assert [one.wording for one in (first, second, third)] == [True, False, False]


@pytest.mark.parametrize(
    ("wanted", "pattern", "tests"),
    [
        ("domain/deadlines", "src/allmende/domain/deadlines/*", "tests/domain/deadlines"),
        ("domain/deadlines/law.py", "src/allmende/domain/deadlines/law.py", "tests/domain/deadlines"),
        ("domain/values", "src/allmende/domain/values/*", "tests/domain"),
    ],
)
def test_a_folder_is_tried_with_the_tests_that_mirror_it(wanted: str, pattern: str, tests: str) -> None:
    assert (_pattern(wanted), _mirror(wanted)) == (pattern, tests)
