"""What the procedure laws and the channels are called, for people."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.values import Text

LAW_NAMES: Mapping[str, Text] = {
    "hvwvfg": Text.named("deadlines.law.names.hvwvfg"),
    "ao": Text.named("deadlines.law.names.ao"),
    "sgb_x": Text.named("deadlines.law.names.sgb_x"),
    "pstg": Text.named("deadlines.law.names.pstg"),
    "owig": Text.named("deadlines.law.names.owig"),
    "private": Text.named("deadlines.law.names.private"),
}
CHANNEL_NAMES: Mapping[str, Text] = {
    "post": Text.named("deadlines.law.names.post"),
    "post_abroad": Text.named("deadlines.law.names.post_abroad"),
    "electronic": Text.named("deadlines.law.names.electronic"),
    "postbox": Text.named("deadlines.law.names.postbox"),
    "portal": Text.named("deadlines.law.names.portal"),
    "public": Text.named("deadlines.law.names.public"),
    "registered": Text.named("deadlines.law.names.registered"),
    "return_receipt": Text.named("deadlines.law.names.return_receipt"),
    "service_certificate": Text.named("deadlines.law.names.service_certificate"),
    "acknowledgement": Text.named("deadlines.law.names.acknowledgement"),
    "in_person": Text.named("deadlines.law.names.in_person"),
}
"""How a letter goes, to follow its verb or to stand in brackets."""
