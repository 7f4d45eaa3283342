"""What is open about a rule: sentences for the office. A rule that carries one is not confirmed."""

from __future__ import annotations

from allmende.domain.values import Text

READ = Text("")
"""Nothing is open: the wording in force was read."""
THIRD_OR_FOURTH = Text.named("deadlines.law.doubts.third_or_fourth")
TWIN = Text.named("deadlines.law.doubts.twin")
KAG = Text.named("deadlines.law.doubts.kag")
UNREAD = Text.named("deadlines.law.doubts.unread")
REGISTERED_TAX = Text.named("deadlines.law.doubts.registered_tax")
NO_ASSESSMENT = Text.named("deadlines.law.doubts.no_assessment")
UNDATED = Text.named("deadlines.law.doubts.undated")
ANNEX = Text.named("deadlines.law.doubts.annex")
REACH = Text.named("deadlines.law.doubts.reach")
