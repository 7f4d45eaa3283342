"""A city that leaves takes everything: no table of a city is forgotten, no number of this database goes along."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from allmende.foundation.tenancy.models import CityModel, OpenCityModel, SharedOrCityModel
from allmende.usecases.leaving.contents import AFTER, before, everything, matters, stays


def label(model):
    return model._meta.label


def test_every_table_of_a_city_goes_along_or_says_why_not():
    bound = {model for model in apps.get_models() if issubclass(model, (CityModel, OpenCityModel, SharedOrCityModel))}
    gone = {table.model for table in everything()}
    assert sorted(map(label, bound - gone - stays().keys())) == []
    assert all(reason for reason in stays().values())
    assert stays().keys() & gone == set()


def test_no_table_goes_along_twice():
    labels = [table.label for table in everything()]
    assert len(labels) == len(set(labels))
    names = [table.name for table in (*before(), *AFTER)]
    assert len(names) == len(set(names))
    assert len({table.name for table in matters()}) == len(matters())


def test_rows_refer_only_to_rows_that_go_along_before_them():
    order = [table.model for table in everything()]
    wrong = [
        f"{table.label}.{column.name} → {label(column.related_model)}"
        for number, table in enumerate(everything())
        for column in table.columns()
        if column.is_relation and column.related_model not in order[: number + 1]
    ]
    assert wrong == []


def test_whoever_is_referred_to_by_number_says_what_it_is_called_outside():
    """A number that this database gave means another row elsewhere."""
    tables = {table.model: table for table in everything()}
    wrong = [
        f"{table.label}.{column.name}"
        for table in everything()
        for column in table.columns()
        if column.is_relation
        and isinstance(column.related_model._meta.pk, models.AutoField)
        and not tables[column.related_model].known_by
    ]
    assert wrong == []


def test_the_first_page_tells_every_list_and_nothing_else():
    assert [table.name for table in everything() if (table.told is None) != bool(table.matter)] == []
