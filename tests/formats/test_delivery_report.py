"""Reports on undelivered mails, as servers write them, and what only looks like one."""

from __future__ import annotations

import pytest

from allmende.formats.delivery_report import read_report
from tests.reports import report


def test_a_failure_is_read() -> None:
    found = read_report(report("back+abc@online.example"))
    assert found is not None
    assert (found.to, found.failed, found.status) == (("back+abc@online.example",), True, "5.1.1")


@pytest.mark.parametrize(
    ("action", "status", "failed"),
    [
        ("failed", "5.1.1", True),
        ("Failed", "5.2.2 (mailbox full)", True),
        ("failed", "4.4.7", True),
        ("failed", "2.0.0", False),
        ("failed", "", False),
        ("failed", "bad", False),
        ("delayed", "4.4.1", False),
        ("delayed", "5.1.1", False),
        ("delivered", "2.1.5", False),
        ("relayed", "2.1.9", False),
        ("expanded", "2.1.5", False),
    ],
)
def test_only_what_failed_for_good_is_a_failure(action: str, status: str, failed: bool) -> None:
    found = read_report(report("back+abc@online.example", action=action, status=status))
    assert found is not None
    assert found.failed is failed


def test_of_several_recipients_all_must_have_failed() -> None:
    def two(second: str) -> bytes:
        return report(
            "b+a@x.example", more=f"Final-Recipient: rfc822; b@y.example\r\nAction: {second}\r\nStatus: 5.0.0\r\n\r\n"
        )

    assert [found.failed for one in ("failed", "delayed") if (found := read_report(two(one)))] == [True, False]


@pytest.mark.parametrize("name", ["Delivered-To", "X-Original-To", "Envelope-To"])
def test_the_return_address_may_stand_in_the_servers_own_header(name: str) -> None:
    found = read_report(f"{name}: back+abc@online.example\r\n".encode() + report("postmaster@online.example"))
    assert found is not None
    assert "back+abc@online.example" in found.to


WHOLE = report("back+abc@online.example")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00\xfe" * 100,
        b"Subject: Bin im Urlaub\r\nAuto-Submitted: auto-replied\r\n\r\nIch bin im Urlaub.\r\n",
        WHOLE.replace(b"multipart/report", b"multipart/mixed"),
        WHOLE.replace(b"report-type=delivery-status", b"report-type=disposition-notification"),
        WHOLE.replace(b"message/delivery-status", b"text/plain"),
        WHOLE.replace(b"Action: failed\r\n", b""),
        WHOLE[: WHOLE.index(b"Reporting-MTA")],
        b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nno boundary",
        b"".join(
            b'Content-Type: multipart/report; report-type=delivery-status; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
            for n in range(2000)
        ),
    ],
)
def test_what_is_no_report_is_none(content: bytes) -> None:
    assert read_report(content) is None
