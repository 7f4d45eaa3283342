"""What is told about a case: one state from its facts, and one table with the words of every state.

facts ─ standing() ─→ Standing ─┬─ tell()          page, list, mail: word, headline, sentence, last day, act
                                ├─ announcement()  which mail a move deserves
                                └─ office_words()  the head of the case in the office
"""

from allmende.domain.matter.telling.office import TaskView, duty_of, office_words
from allmende.domain.matter.telling.states import STATES, State, StateWords, standing, state_of
from allmende.domain.matter.telling.table import ROWS, ActKind, StateRow
from allmende.domain.matter.telling.told import CitizenAct, CitizenView, list_words, tell

__all__ = [
    "ROWS",
    "STATES",
    "ActKind",
    "CitizenAct",
    "CitizenView",
    "State",
    "StateRow",
    "StateWords",
    "TaskView",
    "duty_of",
    "list_words",
    "office_words",
    "standing",
    "state_of",
    "tell",
]
