"""How cities work together on packages: people and roles, the rules they agreed on, verdicts, effort and savings.

Pure: who may do it and where it is stored is decided elsewhere.
"""

from allmende.domain.cooperation.people import ROLES, Role, StaffMember
from allmende.domain.cooperation.rules import Rules

__all__ = ["ROLES", "Role", "Rules", "StaffMember"]
