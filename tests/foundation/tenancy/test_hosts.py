"""The host decides the city."""

from __future__ import annotations

import pytest

from allmende.foundation.tenancy import hosts


@pytest.mark.parametrize(
    "host", ["marburg.localhost", "marburg.localhost:8000", "MARBURG.localhost", "marburg.localhost."]
)
def test_a_city_is_found_by_its_host(marburg, host):
    assert hosts.find_city(host) == marburg


@pytest.mark.parametrize(
    "host", ["", "localhost", "x.marburg.localhost", "[::1]", "[::1]:8000", "marburg.localhost.evil.example"]
)
def test_no_other_host_finds_it(marburg, host):
    assert hosts.find_city(host) is None


def test_a_city_that_is_not_active_does_not_answer(marburg):
    marburg.active = False
    marburg.save()
    assert hosts.find_city("marburg.localhost") is None


def test_the_second_question_costs_no_statement(marburg, fulda, django_assert_num_queries):
    hosts.find_city("marburg.localhost")
    with django_assert_num_queries(0):
        assert hosts.find_city("fulda.localhost") == fulda
        assert hosts.list_cities() == (fulda, marburg)
