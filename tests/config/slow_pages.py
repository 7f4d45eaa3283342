"""What the other process answers in tests: the page it was asked for, or one whose rule never comes to an end."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterable
from typing import Any

from allmende.config import studio_process
from allmende.feel import compile_expression

SLOW = "count(for a in 1..300, b in 1..300, c in 1..300 return a)"
RULE = compile_expression(SLOW)


def pages(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"].endswith("/lang/"):
        while True:
            RULE.evaluate({})
    start_response("200 OK", [("X-Kind", environ["REQUEST_METHOD"])])
    return [environ["PATH_INFO"].encode(), b" ", environ["wsgi.input"].read()]


if __name__ == "__main__":
    studio_process.serve(pages, socket.socket(fileno=os.dup(0)), float(sys.argv[1]))
