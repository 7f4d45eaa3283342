"""Reports on undelivered mails, as Postfix writes them."""

from __future__ import annotations


def report(to: str, *, action: str = "failed", status: str = "5.1.1", more: str = "") -> bytes:
    """A report that goes to that return address. `more`: blocks about further recipients."""
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nTo: {to}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you.\r\n\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\nArrival-Date: Mon, 2 Nov 2026 09:00:00 +0000\r\n\r\n"
        f"Final-Recipient: rfc822; erika@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 no such user\r\n\r\n{more}"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: Ihr Antrag ist angekommen\r\n\r\n--b--\r\n"
    ).encode()
