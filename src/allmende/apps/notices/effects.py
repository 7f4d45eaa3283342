"""How effects of a step are kept here; the caller holds the transaction."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.apps.notices import operations
from allmende.domain.matter.outcome import DiscardNotice, Effect, KeepNotice, KeepPdf, ProvideNotice, StepContext
from allmende.domain.ports.binder import Sheets
from allmende.foundation import plugs
from allmende.foundation.blobs import store as blobs
from allmende.foundation.owns import Keep
from allmende.foundation.plugs import sockets


def keep_notice(effect: KeepNotice, step: StepContext) -> None:
    operations.keep(case_id=step.case_id, work_key=effect.notice_id, notice=effect, now=step.now)


def keep_pdf(effect: KeepPdf, step: StepContext) -> None:
    stored = blobs.store(effect.pdf, "application/pdf", step.now)
    pages = plugs.get(sockets.BINDER).count(Sheets("", effect.pdf))
    operations.keep_pdf(notice_id=effect.notice_id, blob_id=stored.id, pages=pages, sealed=effect.sealed, now=step.now)


def provide_notice(effect: ProvideNotice, step: StepContext) -> None:
    operations.provide(provided=effect, now=step.now)


def discard_notice(effect: DiscardNotice, step: StepContext) -> None:
    operations.discard(notice_id=effect.notice_id, now=step.now)


EFFECTS: Mapping[type[Effect], Keep] = {
    KeepNotice: keep_notice,
    KeepPdf: keep_pdf,
    ProvideNotice: provide_notice,
    DiscardNotice: discard_notice,
}
