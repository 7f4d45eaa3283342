"""The people and the city of the tests of use cases."""

from tests.usecases.conftest import clerk, marburg_scope, visitor, world

__all__ = ["clerk", "marburg_scope", "visitor", "world"]
