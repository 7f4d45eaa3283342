"""The one table: what is said in each state, to the citizen and in the office, German and English.

Nothing else in the house puts a state into words. A word that is missing here is missing everywhere.
Holes in braces: `{amount}` still to be paid, `{day}` the last day, `{reason}` the ground in the package's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from allmende.domain.matter.telling.money import MoneyState
from allmende.domain.matter.telling.states import State
from allmende.domain.values import Text

Tone = Literal["granted", "todo", "wait", "off"]
"""The tint of the state; always beside its word."""

ActKind = Literal["look", "pay", "confirm", "complete", "hand_in", "answer", "letter", "again", "write"]
"""What the citizen can do next; the page knows the address of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRow:
    """One state in words.

    word      one or two words, for lists and as the first thing a screen reader says
    headline  the state in one sentence; without a value it names `plain` stands in
    sentence  what it means; `bare` stands in where a value is missing
    last_day  until when, for states that have a day
    act, does the label of the one act, and what it does
    subject   of the mail: the outcome, never its ground; the number is added
    mail      the first lines of the mail
    office    the same state from the clerk's chair; `office_bare` without the values
    """

    tone: Tone
    word: Text
    headline: Text
    sentence: Text
    does: ActKind
    act: Text
    subject: Text
    mail: Text
    office: Text
    bare: Text | None = None
    last_day: Text | None = None
    office_bare: Text | None = None

    @property
    def plain(self) -> Text:
        """The sentence that needs no value."""
        return self.bare or self.sentence


PAY = Text.named("matter.telling.table.pay")
WRITE = Text.named("matter.telling.table.write")
OPEN_DECISION = Text.named("matter.telling.table.open_decision")
PAY_UNTIL = Text.named("matter.telling.table.pay_until")
ANSWER_BY = Text.named("matter.telling.table.answer_by")
NOTHING_TO_DO = Text.named("matter.telling.table.nothing_to_do")
NOTHING_CHARGED = Text.named("matter.telling.table.nothing_charged")
RUNNING = Text.named("matter.telling.table.running")

ROWS: Mapping[State, StateRow] = {
    "received": StateRow(
        tone="wait",
        word=Text.named("matter.telling.table.received"),
        headline=Text.named("matter.telling.table.we_have_your_application_we_are_checking"),
        sentence=Text.named("matter.telling.table.this_usually_takes_three_seconds"),
        does="look",
        act=Text.named("matter.telling.table.look_now"),
        subject=Text.named("matter.telling.table.we_have_your_application"),
        mail=Text.named("matter.telling.table.we_have_received_your_application"),
        office=RUNNING,
    ),
    "paid": StateRow(
        tone="wait",
        word=Text.named("matter.telling.table.paid"),
        headline=Text.named("matter.telling.table.we_have_your_payment_one_more_short"),
        sentence=Text.named("matter.telling.table.this_usually_takes_three_seconds"),
        does="look",
        act=Text.named("matter.telling.table.look_now"),
        subject=Text.named("matter.telling.table.we_have_your_payment"),
        mail=Text.named("matter.telling.table.we_have_received_your_payment"),
        office=RUNNING,
    ),
    "answered": StateRow(
        tone="wait",
        word=Text.named("matter.telling.table.received"),
        headline=Text.named("matter.telling.table.answered"),
        sentence=Text.named("matter.telling.table.this_usually_takes_three_seconds"),
        does="look",
        act=Text.named("matter.telling.table.look_now"),
        subject=Text.named("matter.telling.table.we_have_your_reply"),
        mail=Text.named("matter.telling.table.we_have_received_your_reply"),
        office=RUNNING,
    ),
    "working": StateRow(
        tone="wait",
        word=Text.named("matter.telling.table.working"),
        headline=Text.named("matter.telling.table.we_are_working_on_your_application"),
        sentence=NOTHING_TO_DO,
        does="write",
        act=WRITE,
        last_day=ANSWER_BY,
        subject=Text.named("matter.telling.table.working_2"),
        mail=Text.named("matter.telling.table.we_are_working_on_your_application_you"),
        office=RUNNING,
    ),
    "person": StateRow(
        tone="wait",
        word=Text.named("matter.telling.table.working"),
        headline=Text.named("matter.telling.table.person"),
        sentence=NOTHING_TO_DO,
        does="write",
        act=WRITE,
        last_day=ANSWER_BY,
        subject=Text.named("matter.telling.table.person_is_checking_your_application"),
        mail=Text.named("matter.telling.table.person_is_checking_your_application_you_do"),
        office=Text.named("matter.telling.table.not_taken_yet"),
    ),
    "printing": StateRow(
        tone="wait",
        word=Text.named("matter.telling.table.printing"),
        headline=Text.named("matter.telling.table.our_letter_is_being_printed"),
        sentence=Text.named("matter.telling.table.by_post"),
        does="write",
        act=WRITE,
        subject=Text.named("matter.telling.table.printing_2"),
        mail=Text.named("matter.telling.table.our_letter_is_being_printed_and_comes"),
        office=Text.named("matter.telling.table.to_be_printed_and_posted"),
    ),
    "others": StateRow(
        tone="wait",
        word=Text.named("matter.telling.table.working"),
        headline=Text.named("matter.telling.table.others"),
        sentence=NOTHING_TO_DO,
        does="write",
        act=WRITE,
        last_day=ANSWER_BY,
        subject=Text.named("matter.telling.table.we_are_asking_another_office"),
        mail=Text.named("matter.telling.table.we_are_asking_another_office_about_your"),
        office=Text.named("matter.telling.table.waits_for_office_until_day"),
        office_bare=Text.named("matter.telling.table.waits_for_office"),
    ),
    "confirm": StateRow(
        tone="todo",
        word=Text.named("matter.telling.table.confirm"),
        headline=Text.named("matter.telling.table.do_you_make_this_application"),
        sentence=Text.named("matter.telling.table.somebody_applied_for_you_too_without_your"),
        last_day=Text.named("matter.telling.table.time_until_day"),
        does="confirm",
        act=Text.named("matter.telling.table.see_and_confirm"),
        subject=Text.named("matter.telling.table.please_confirm_application"),
        mail=Text.named("matter.telling.table.somebody_made_application_for_you_too_please"),
        office=Text.named("matter.telling.table.waits_for_confirmation_until_day"),
        office_bare=Text.named("matter.telling.table.waits_for_confirmation"),
    ),
    "missing": StateRow(
        tone="todo",
        word=Text.named("matter.telling.table.confirm"),
        headline=Text.named("matter.telling.table.missing"),
        sentence=Text.named("matter.telling.table.reason"),
        bare=Text.named("matter.telling.table.please_complete_your_application"),
        last_day=Text.named("matter.telling.table.time_until_day_everything_else_is_saved"),
        does="complete",
        act=Text.named("matter.telling.table.complete_your_details"),
        subject=Text.named("matter.telling.table.we_still_need_something_from_you"),
        mail=Text.named("matter.telling.table.we_still_need_something_before_we_can"),
        office=Text.named("matter.telling.table.waits_for_details_until_day"),
        office_bare=Text.named("matter.telling.table.waits_for_details"),
    ),
    "hearing": StateRow(
        tone="todo",
        word=Text.named("matter.telling.table.confirm"),
        headline=Text.named("matter.telling.table.hearing"),
        sentence=Text.named("matter.telling.table.reason_reason"),
        bare=Text.named("matter.telling.table.our_letter_tells_you_reason"),
        last_day=Text.named("matter.telling.table.time_until_day_hearing_without_reply_we"),
        does="answer",
        act=Text.named("matter.telling.table.write_your_reply"),
        subject=Text.named("matter.telling.table.please_tell_us_your_view"),
        mail=Text.named("matter.telling.table.before_we_decide_we_would_like_to"),
        office=Text.named("matter.telling.table.waits_for_reply_to_hearing_until_day"),
        office_bare=Text.named("matter.telling.table.waits_for_reply_to_hearing"),
    ),
    "to_pay": StateRow(
        tone="todo",
        word=Text.named("matter.telling.table.confirm"),
        headline=Text.named("matter.telling.table.to_pay"),
        sentence=Text.named("matter.telling.table.after_that_we_continue"),
        last_day=PAY_UNTIL,
        does="pay",
        act=PAY,
        subject=Text.named("matter.telling.table.please_pay_amount"),
        mail=Text.named("matter.telling.table.please_pay_amount_now_after_that_we"),
        office=Text.named("matter.telling.table.waits_for_payment_amount_until_day"),
        office_bare=Text.named("matter.telling.table.waits_for_payment_amount"),
    ),
    "payment_unclear": StateRow(
        tone="wait",
        word=Text.named("matter.telling.table.payment_unclear"),
        headline=Text.named("matter.telling.table.your_bank_has_not_answered_yet"),
        sentence=Text.named("matter.telling.table.please_do_not_pay_again"),
        does="look",
        act=Text.named("matter.telling.table.look_now"),
        subject=Text.named("matter.telling.table.your_payment_is_on_its_way"),
        mail=Text.named("matter.telling.table.your_bank_has_not_answered_yet_please"),
        office=Text.named("matter.telling.table.payment_on_its_way_amount"),
    ),
    "payment_mismatched": StateRow(
        tone="wait",
        word=Text.named("matter.telling.table.payment_mismatched"),
        headline=Text.named("matter.telling.table.something_about_your_payment_does_not_fit"),
        sentence=Text.named("matter.telling.table.treasury_is_looking_into_it_please_do"),
        does="write",
        act=WRITE,
        subject=Text.named("matter.telling.table.we_are_checking_your_payment"),
        mail=Text.named("matter.telling.table.payment_mismatched_2"),
        office=Text.named("matter.telling.table.treasury_is_checking_payment"),
    ),
    "payment_reversed": StateRow(
        tone="wait",
        word=Text.named("matter.telling.table.payment_reversed"),
        headline=Text.named("matter.telling.table.your_payment_was_charged_back"),
        sentence=Text.named("matter.telling.table.treasury_will_contact_you_until_then_you"),
        does="write",
        act=WRITE,
        subject=Text.named("matter.telling.table.payment_reversed_2"),
        mail=Text.named("matter.telling.table.your_payment_was_charged_back_treasury_will"),
        office=Text.named("matter.telling.table.payment_charged_back_with_treasury"),
    ),
    "payment_stopped": StateRow(
        tone="todo",
        word=Text.named("matter.telling.table.payment_stopped"),
        headline=Text.named("matter.telling.table.you_stopped_payment"),
        sentence=NOTHING_CHARGED,
        last_day=PAY_UNTIL,
        does="pay",
        act=PAY,
        subject=Text.named("matter.telling.table.please_pay_amount"),
        mail=Text.named("matter.telling.table.you_stopped_payment_nothing_was_charged"),
        office=Text.named("matter.telling.table.waits_for_payment_amount_until_day"),
        office_bare=Text.named("matter.telling.table.waits_for_payment_amount"),
    ),
    "payment_failed": StateRow(
        tone="todo",
        word=Text.named("matter.telling.table.payment_failed"),
        headline=Text.named("matter.telling.table.payment_did_not_work"),
        sentence=NOTHING_CHARGED,
        last_day=PAY_UNTIL,
        does="pay",
        act=Text.named("matter.telling.table.try_again"),
        subject=Text.named("matter.telling.table.payment_failed_2"),
        mail=Text.named("matter.telling.table.payment_did_not_work_nothing_was_charged"),
        office=Text.named("matter.telling.table.waits_for_payment_amount_until_day"),
        office_bare=Text.named("matter.telling.table.waits_for_payment_amount"),
    ),
    "granted": StateRow(
        tone="granted",
        word=Text.named("matter.telling.table.granted_2"),
        headline=Text.named("matter.telling.table.your_application_is_granted"),
        sentence=Text.named("matter.telling.table.decision_says_what_applies_now"),
        does="letter",
        act=OPEN_DECISION,
        subject=Text.named("matter.telling.table.granted_3"),
        mail=Text.named("matter.telling.table.we_have_granted_your_application"),
        office=Text.named("matter.telling.table.done_granted"),
    ),
    "partly": StateRow(
        tone="off",
        word=Text.named("matter.telling.table.partly_granted"),
        headline=Text.named("matter.telling.table.your_application_is_partly_granted"),
        sentence=Text.named("matter.telling.table.decision_says_what_applies_and_what_does"),
        does="letter",
        act=OPEN_DECISION,
        subject=Text.named("matter.telling.table.partly_2"),
        mail=Text.named("matter.telling.table.we_have_granted_part_of_your_application"),
        office=Text.named("matter.telling.table.done_partly_granted"),
    ),
    "annulled": StateRow(
        tone="off",
        word=Text.named("matter.telling.table.annulled"),
        headline=Text.named("matter.telling.table.we_took_your_decision_away"),
        sentence=Text.named("matter.telling.table.letter_says_from_when_and_why"),
        does="letter",
        act=Text.named("matter.telling.table.open_letter"),
        subject=Text.named("matter.telling.table.annulled_2"),
        mail=Text.named("matter.telling.table.we_took_decision_away_letter_says_why"),
        office=Text.named("matter.telling.table.done_annulled"),
    ),
    "issued": StateRow(
        tone="granted",
        word=Text.named("matter.telling.table.issued_2"),
        headline=Text.named("matter.telling.table.your_document_is_here"),
        sentence=Text.named("matter.telling.table.you_can_pass_it_on_at_once"),
        does="letter",
        act=Text.named("matter.telling.table.open_document"),
        subject=Text.named("matter.telling.table.issued_3"),
        mail=Text.named("matter.telling.table.we_have_issued_your_document"),
        office=Text.named("matter.telling.table.done_issued"),
    ),
    "dispatched": StateRow(
        tone="granted",
        word=Text.named("matter.telling.table.ready"),
        headline=Text.named("matter.telling.table.dispatched"),
        sentence=Text.named("matter.telling.table.letter_says_how_you_get_it"),
        does="letter",
        act=Text.named("matter.telling.table.open_letter"),
        subject=Text.named("matter.telling.table.your_document_is_ready"),
        mail=Text.named("matter.telling.table.your_document_is_ready_page_says_how"),
        office=Text.named("matter.telling.table.done_issued"),
    ),
    "refused": StateRow(
        tone="off",
        word=Text.named("matter.telling.table.refused"),
        headline=Text.named("matter.telling.table.we_had_to_refuse_your_application"),
        sentence=Text.named("matter.telling.table.reason_reason"),
        bare=Text.named("matter.telling.table.decision_tells_you_reason"),
        does="letter",
        act=Text.named("matter.telling.table.open_decision_with_reasons"),
        subject=Text.named("matter.telling.table.we_have_refused_your_application"),
        mail=Text.named("matter.telling.table.we_had_to_refuse_your_application_decision"),
        office=Text.named("matter.telling.table.done_refused"),
    ),
    "not_found": StateRow(
        tone="off",
        word=Text.named("matter.telling.table.not_found"),
        headline=Text.named("matter.telling.table.we_found_nothing_about_this"),
        sentence=Text.named("matter.telling.table.please_check_what_you_entered"),
        does="letter",
        act=Text.named("matter.telling.table.open_letter"),
        subject=Text.named("matter.telling.table.we_found_nothing"),
        mail=Text.named("matter.telling.table.we_found_nothing_about_your_request"),
        office=Text.named("matter.telling.table.done_nothing_found"),
    ),
    "withdrawn": StateRow(
        tone="off",
        word=Text.named("matter.telling.table.withdrawn"),
        headline=Text.named("matter.telling.table.you_withdrew_your_application"),
        sentence=Text.named("matter.telling.table.we_will_not_check_it_any_further"),
        does="again",
        act=Text.named("matter.telling.table.apply_again"),
        subject=Text.named("matter.telling.table.withdrawn_2"),
        mail=Text.named("matter.telling.table.you_withdrew_your_application_we_will_not"),
        office=Text.named("matter.telling.table.done_withdrawn"),
    ),
    "unpaid": StateRow(
        tone="off",
        word=Text.named("matter.telling.table.withdrawn"),
        headline=Text.named("matter.telling.table.unpaid"),
        sentence=Text.named("matter.telling.table.we_did_not_receive_payment"),
        does="again",
        act=Text.named("matter.telling.table.start_again"),
        subject=Text.named("matter.telling.table.your_case_has_ended"),
        mail=Text.named("matter.telling.table.we_did_not_receive_payment_so_your"),
        office=Text.named("matter.telling.table.done_not_paid"),
    ),
    "paid_late": StateRow(
        tone="off",
        word=Text.named("matter.telling.table.withdrawn"),
        headline=Text.named("matter.telling.table.unpaid"),
        sentence=Text.named("matter.telling.table.paid_late"),
        does="again",
        act=Text.named("matter.telling.table.start_again"),
        subject=Text.named("matter.telling.table.we_could_not_accept_your_payment"),
        mail=Text.named("matter.telling.table.your_case_has_ended_we_could_not"),
        office=Text.named("matter.telling.table.done_not_paid_in_time"),
    ),
    "part_paid": StateRow(
        tone="todo",
        word=Text.named("matter.telling.table.part_paid"),
        headline=Text.named("matter.telling.table.we_have_your_payment_part_stays_open"),
        sentence=Text.named("matter.telling.table.you_find_all_letters_on_this_page"),
        does="letter",
        act=Text.named("matter.telling.table.open_letter"),
        subject=Text.named("matter.telling.table.part_paid_2"),
        mail=Text.named("matter.telling.table.part_paid_3"),
        office=Text.named("matter.telling.table.done_partly_paid"),
    ),
    "closed": StateRow(
        tone="off",
        word=Text.named("matter.telling.table.closed"),
        headline=Text.named("matter.telling.table.your_case_is_closed"),
        sentence=Text.named("matter.telling.table.you_find_all_letters_on_this_page"),
        does="letter",
        act=Text.named("matter.telling.table.open_letter"),
        subject=Text.named("matter.telling.table.closed_2"),
        mail=Text.named("matter.telling.table.your_case_is_closed"),
        office=Text.named("matter.telling.table.done"),
    ),
}  # fmt: skip

HAND_IN = Text.named("matter.telling.table.hand_in")
SEND_LATER = Text.named("matter.telling.table.send_later")
"""What the decision needs was not sent along."""

BY_POST = Text.named("matter.telling.table.by_post")
IN_FORCE = Text.named("matter.telling.table.in_force")
COMING: Mapping[State, tuple[Text, Text]] = {
    "granted": (
        Text.named("matter.telling.table.granted"),
        IN_FORCE,
    ),
    "partly": (
        Text.named("matter.telling.table.partly"),
        IN_FORCE,
    ),
    "issued": (Text.named("matter.telling.table.issued"), BY_POST),
    "dispatched": (
        Text.named("matter.telling.table.dispatched"),
        Text.named("matter.telling.table.our_letter_about_it_comes_by_post"),
    ),
}
"""Headline and sentence while the letter with that result is being printed. A refusal is not told before its reasons are there."""

WRITTEN_AT_END = Text.named("matter.telling.table.written_at_end")
"""A case ended without a decision, and the process wrote a message."""

UNHEARD = Text.named("matter.telling.table.unheard")
"""A person decides after a hearing nobody answered."""

STILL_TO_PAY = Text.named("matter.telling.table.still_to_pay")
"""A result is there, and money is still open."""

REST = Text.named("matter.telling.table.rest")
"""Everything demanded is paid, but only a part was demanded."""

TREASURY_CHECKS = Text.named("matter.telling.table.treasury_checks")
MONEY: Mapping[MoneyState, Text] = {
    "surplus": Text.named("matter.telling.table.surplus"),
    "late": TREASURY_CHECKS,
    "withdrawn": TREASURY_CHECKS,
    "mismatched": Text.named("matter.telling.table.mismatched"),
    "reversed": Text.named("matter.telling.table.reversed"),
    "changed": Text.named("matter.telling.table.changed"),
    "refund": Text.named("matter.telling.table.refund"),
    "returned": Text.named("matter.telling.table.returned"),
    "kept": Text.named("matter.telling.table.kept"),
}
"""What became of an amount beside the demands, in every state of the case."""
