"""Everything that must be true of a package before it may be released.

names        what each kind of expression may see, with types
expressions  one FEEL text: names, types, what is never true
form         ids, rules, circles, dead branches
words        texts: missing, empty, unused, unreadable placeholders
plain        long sentences, words of offices
letters      notices and messages
paper        letters on paper that lead online
built_in     what registers answer that code alone knows
registers    registers described as data, and the stations that use them
parties      roles whose rows become cases of their own
flow         process, decisions, grounds
tests        the examples
"""

from allmende.domain.package.check.whole import check_package

__all__ = ["check_package"]
