"""Addresses of the office, below `/buero/`."""

from django.urls import path

from allmende.entrypoints.office.views import (
    access,
    accounts,
    case,
    decide,
    inbox,
    log,
    password,
    processing,
    register,
    running,
    search,
    sign_in,
)

app_name = "office"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("suche/", search.search, name="search"),
    path("anmelden/", sign_in.sign_in, name="sign_in"),
    path("zweiter-faktor/", access.factor, name="factor"),
    path("zugang/", access.own_access, name="access"),
    path("zugang/zweiter-faktor/", access.set_up, name="set_up_factor"),
    path("zugang/anderswo-abmelden/", access.close_others, name="close_others"),
    path("passwort/", password.password, name="password"),
    path("konten/", accounts.accounts, name="accounts"),
    path("konten/<str:username>/", accounts.account, name="account"),
    path("protokoll/", log.log, name="log"),
    path("verarbeitungen/", processing.record, name="processing"),
    path("register/", register.registers, name="registers"),
    path("register/<slug:register_id>/", register.register, name="register"),
    path("register/<slug:register_id>/kontrolle/", register.control, name="register_control"),
    path("register/<slug:register_id>/<uuid:entry_id>/", register.entry, name="register_entry"),
    path("register/<slug:register_id>/<uuid:entry_id>/aendern/", register.change, name="register_change"),
    path("register/<slug:register_id>/<uuid:entry_id>/beenden/", register.end, name="register_end"),
    path("betrieb/", running.running, name="running"),
    path("betrieb/noch-einmal/", running.retry, name="retry_job"),
    path("abmelden/", sign_in.sign_out, name="sign_out"),
    path("vorgang/<uuid:case_id>/", case.case, name="case"),
    path("vorgang/<uuid:case_id>/nachricht/", case.message, name="message"),
    path("vorgang/<uuid:case_id>/adresse/", case.address, name="address"),
    path("vorgang/<uuid:case_id>/brief-zurueck/", case.returned, name="returned"),
    path("vorgang/<uuid:case_id>/antwort-auf-papier/", case.reply, name="reply"),
    path("vorgang/<uuid:case_id>/zuordnen/", case.assign, name="assign"),
    path("vorgang/<uuid:case_id>/anlage/<uuid:upload_id>/", case.attachment, name="attachment"),
    path("vorgang/<uuid:case_id>/schreiben/<uuid:notice_id>.pdf", case.letter, name="letter"),
    path("aufgabe/<uuid:task_id>/nehmen/", decide.take, name="take"),
    path("aufgabe/<uuid:task_id>/uebernehmen/", decide.take_over, name="take_over"),
    path("aufgabe/<uuid:task_id>/zurueck/", decide.put_back, name="put_back"),
    path("aufgabe/<uuid:task_id>/", decide.task, name="task"),
]
