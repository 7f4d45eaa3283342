"""Addresses of the portal, written once: English is the same under `/en/`."""

from __future__ import annotations

from django.urls import path, register_converter

from allmende.entrypoints.portal.views import (
    account,
    address,
    appointment,
    appointment_data,
    ask,
    case,
    correction,
    form,
    home,
    kiosk,
    later,
    legal,
    links,
    look,
    objection,
    payment,
    renewal,
    review,
    service,
    together,
    verify,
    waiting_list,
    withdrawal,
)

app_name = "portal"


class Id:
    """The id of a draft, case or letter, as text. Anything else is an unknown address."""

    regex = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(Id, "id")

urlpatterns = [
    path("", home.home, name="home"),
    path("suche/", home.search, name="search"),
    path("lebenslage/<slug:room_id>/", home.life_situation, name="life_situation"),
    path("leistungen/<slug:service_id>/", service.service, name="service"),
    path("leistungen/<slug:service_id>/beginnen/", service.begin, name="begin"),
    path("antrag/<id:draft_id>/", form.draft, name="draft"),
    path("antrag/<id:draft_id>/pruefen/", review.review, name="review"),
    path("antrag/<id:draft_id>/weiter/", later.later, name="later"),
    path("antrag/<id:draft_id>/schritt/<str:step_id>/", form.step, name="step"),
    path("fortsetzen/<str:token>/", links.resume, name="resume"),
    path("wiederfinden/", links.find_again, name="find_again"),
    path("vergessen/", links.forget, name="forget_device"),
    path("vorgang/<id:case_id>/", case.case, name="case"),
    path("vorgang/<id:case_id>/zahlen/", payment.payment, name="pay"),
    path("vorgang/<id:case_id>/zahlung/zurueck/", payment.payment_return, name="payment_return"),
    path("vorgang/<id:case_id>/dokumente/<id:notice_id>.pdf", case.document, name="document"),
    path("anfrage/<str:token>/", ask.ask, name="ask"),
    path("anfrage/<str:token>/datei/<str:file>/", ask.shared_file, name="ask_file"),
    path("anfrage/<str:token>/akte.zip", ask.whole_file, name="ask_whole"),
    path("zahlung/<str:token>/", payment.paid, name="paid"),
    path("vorgang/<id:case_id>/bestaetigen/", together.confirm, name="confirm"),
    path("vorgang/<id:case_id>/korrektur/", correction.correction, name="correction"),
    path("vorgang/<id:case_id>/nachreichen/", correction.hand_in, name="hand_in"),
    path("vorgang/<id:case_id>/nachricht/", case.message, name="message"),
    path("vorgang/<id:case_id>/zurueckziehen/", withdrawal.withdrawal, name="withdraw"),
    path("vorgang/<id:case_id>/bescheinigung/", case.deemed_proof, name="deemed_proof"),
    path("vorgang/<id:case_id>/verlaengern/", renewal.renewal, name="renew"),
    path("vorgang/<id:case_id>/verlaengert/", renewal.renewed, name="renewed"),
    path("vorgang/<id:case_id>/eintrag/<slug:act>/", renewal.holder_act, name="holder_act"),
    path("vorgang/<id:case_id>/widerspruch/<id:notice_id>/", objection.objection, name="object"),
    path("vorgang/<id:case_id>/adresse/", address.correct_address, name="correct_address"),
    path("vorgang/<id:case_id>/link/", links.send_link, name="send_link"),
    path("termin/", appointment.offers, name="appointments"),
    path("termin/<slug:offer>/", appointment.free_times, name="free_times"),
    path("termin/aufruf/<int:site>/", appointment.calls, name="calls"),
    path("termin/<slug:offer>/warteliste/", waiting_list.join, name="join_waiting"),
    path("termin/warteliste/<str:token>/", waiting_list.entry, name="waiting"),
    path("api/termine/", appointment_data.offers, name="offers_data"),
    path("api/termine/openapi.json", appointment_data.openapi, name="booking_openapi"),
    path("api/termine/<slug:offer>/zeiten/", appointment_data.free_times, name="free_times_data"),
    path("termin/kalender/<str:token>.ics", appointment_data.desk_calendar, name="desk_calendar"),
    path("termin/nummer/<str:token>/", kiosk.draw_number, name="kiosk"),
    path("termin/bestaetigen/<str:token>/", appointment.confirming, name="confirm_booking"),
    path("termin/einladung/<str:token>/", appointment.invitation, name="booking_invitation"),
    path("termin/buchung/<str:token>/", appointment.booking, name="booking"),
    path("termin/buchung/<str:token>/termin.ics", appointment.calendar_file, name="booking_calendar"),
    path("termin/buchung/<str:token>/zurueckgeben/", appointment.give_back, name="give_back"),
    path("termin/buchung/<str:token>/absagen/", appointment.cancelling, name="cancel_booking"),
    path("termin/buchung/<str:token>/verschieben/", appointment.moving, name="move_booking"),
    path("anmelden/", account.sign_in, name="sign_in"),
    path("anmelden/zurueck/", account.signed_in, name="signed_in"),
    path("abmelden/", account.sign_out, name="sign_out"),
    path("konto/", account.account, name="account"),
    path("konto/postfach/", account.letters, name="postbox"),
    path("pruefen/", verify.verify, name="verify"),
    path("impressum/", legal.imprint, name="imprint"),
    path("datenschutz/", legal.privacy, name="privacy"),
    path("datenschutz/zusammenarbeit/", legal.cooperation, name="cooperation"),
    path("datenschutz/<slug:service_id>/", legal.service_privacy, name="service_privacy"),
    path("barrierefreiheit/", legal.accessibility, name="accessibility"),
    path("stadt/farben.css", look.colours, name="colours"),
    path("stadt/zeichen.svg", look.mark, name="mark"),
    path("stadt/bild.svg", look.silhouette, name="silhouette"),
]
