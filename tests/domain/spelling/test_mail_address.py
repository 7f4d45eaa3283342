"""Mail addresses as people type and paste them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.domain.spelling.mail_address import (
    DOTS,
    NOT_WHOLE,
    SCRIPTS_MIXED,
    SEVERAL,
    TOO_LONG,
    MailAddress,
    identity_of,
    read_mail_address,
)
from allmende.domain.values import Problem


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("erika@example.org", "erika@example.org"),
        ("Erika.Muster+stadt@Example.ORG", "Erika.Muster+stadt@example.org"),
        ("  erika@example.org\n", "erika@example.org"),
        ("eri\u200bka@example.org", "erika@example.org"),
        ("\ufefferika@exa\u00admple.org\u202c", "erika@example.org"),
        ("erika\u00a0@\u202fexample.org", "erika@example.org"),
        ("ｅｒｉｋａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "erika@example.org"),
        ("erika@example.org.", "erika@example.org"),
        ("mailto:erika@example.org?subject=Antrag", "erika@example.org"),
        ("E-Mail: erika@example.org", "erika@example.org"),
        ("email:erika@example.org;", "erika@example.org"),
        ('"Muster, Erika" <erika@example.org>', "erika@example.org"),
        ('Muster, Erika" <erika@example.org', "erika@example.org"),
        ("<mailto:erika@example.org>", "erika@example.org"),
        ("„erika@example.org“", "erika@example.org"),
        ("o\u2019brien@example.org", "o'brien@example.org"),
        ("erika\u2013muster@example.org", "erika-muster@example.org"),
        ("info@Müller.de", "info@müller.de"),
        ("info@mu\u0308ller.de", "info@müller.de"),
        ("info@xn--mller-kva.de", "info@xn--mller-kva.de"),
        ("info@straße.de", "info@straße.de"),
        ("ivan@пример.рф", "ivan@пример.рф"),
        ("ivan@пример.com", "ivan@пример.com"),
        ("info@例え.jp", "info@例え.jp"),
    ],
)
def test_an_address_is_read_as_it_was_meant(typed: str, kept: str) -> None:
    assert str(read_mail_address(typed)) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", NOT_WHOLE),
        ("erika", NOT_WHOLE),
        ("erika@", NOT_WHOLE),
        ("@example.org", NOT_WHOLE),
        ("erika@example", NOT_WHOLE),
        ("erika@.", NOT_WHOLE),
        ("erika@192.168.0.1", NOT_WHOLE),
        ("erika@-example.org", NOT_WHOLE),
        ("erika@" + "a" * 64 + ".org", NOT_WHOLE),
        ("a@example.org, b@example.org", SEVERAL),
        ("a@example.org\r\nBcc: b@example.org", SEVERAL),
        (".erika@example.org", DOTS),
        ("erika.@example.org", DOTS),
        ("eri..ka@example.org", DOTS),
        ("erika@example..org", DOTS),
        ("erika@.example.org", DOTS),
        ("a" * 65 + "@example.org", TOO_LONG),
        ("a@" + "b.de" * 400, TOO_LONG),
        ("erika@p\u0430ypal.com", SCRIPTS_MIXED),
        ("erika@\u0430\u0440\u0440\u04cf\u0435.com", SCRIPTS_MIXED),
    ],
)
def test_what_is_no_address_is_refused_with_its_reason(typed: str, why: Problem) -> None:
    assert read_mail_address(typed) == why


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("jürgen@example.org", "„ü“"),
        ("\u0430nna@example.org", "„\u0430“, ein kyrillischer Buchstabe"),
        ("er😀ka@example.org", "„😀“"),
        ("erika@exa😀mple.org", "„😀“ kann in einer E-Mail-Adresse nach dem @"),
        ("erika muster@example.org", "Leerzeichen"),
        ("erika@exam_ple.org", "„_“"),
    ],
)
def test_a_sign_that_cannot_be_used_is_named(typed: str, named: str) -> None:
    found = read_mail_address(typed)
    assert isinstance(found, Problem)
    assert named in found.text["de"]


def test_one_address_has_four_forms() -> None:
    found = read_mail_address("Erika+Stadt@Müller.de")
    assert isinstance(found, MailAddress)
    assert (str(found), found.ascii) == ("Erika+Stadt@müller.de", "Erika+Stadt@xn--mller-kva.de")
    assert (found.identity, found.mailbox) == ("erika+stadt@xn--mller-kva.de", "erika@xn--mller-kva.de")
    assert found.masked == "E…@müller.de"


def test_spellings_of_one_address_are_the_same_address() -> None:
    spellings = ("Erika@müller.de", "erika@XN--MLLER-KVA.de", "mailto:erika@mu\u0308ller.de", " erika@müller.de. ")
    assert {identity_of(spelling) for spelling in spellings} == {"erika@xn--mller-kva.de"}
    assert identity_of(" Kein@ ") == "kein@"


@settings(max_examples=40)
@given(st.text(max_size=60) | st.from_regex(r"[a-z.\-]{1,8}@[a-zü.\-]{1,12}", fullmatch=True))
def test_what_was_accepted_can_be_sent_and_is_accepted_again(typed: str) -> None:
    found = read_mail_address(typed)
    if isinstance(found, MailAddress):
        assert found.ascii.isascii()
        assert read_mail_address(str(found)) == found
