"""What we ship for running in earnest: read by the tools that run it, where this machine has them."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from allmende.entrypoints.cli import COMMANDS
from tests.architecture.test_documented import settings_in_code

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def read_unit(path):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_again_writes_for_itself_alone_and_calls_a_command_of_ours(unit):
    service = read_unit(unit)["Service"]
    assert (service["Restart"], service["UMask"], service["StateDirectoryMode"]) == ("always", "0077", "0700")
    assert service["ExecStart"].split()[1] in COMMANDS
    assert service["User"] != "root"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_understands_the_unit(unit, tmp_path):
    # The program lies elsewhere on this machine; everything else is judged as shipped.
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
    copy = tmp_path / unit.name
    copy.write_text(re.sub(r"^(User|Group)=.*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, timeout=60)
    said = [line for line in done.stderr.splitlines() if unit.name in line]
    assert said == []


def test_both_services_are_shipped():
    assert {read_unit(unit)["Service"]["ExecStart"].split()[1] for unit in UNITS} == {"serve", "worker"}


def test_the_examples_name_settings_that_exist():
    texts = [path.read_text(encoding="utf-8") for path in DEPLOY.rglob("*") if path.is_file()]
    named = {name for text in texts for name in re.findall(r"\bALLMENDE_[A-Z_]+\b", text)}
    assert named - settings_in_code() == set()


def test_the_containers_run_pages_and_jobs_after_the_tables_stand():
    found = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert {name: one["command"][0] for name, one in found.items() if "command" in one} == {
        "migrate": "migrate", "load": "load", "web": "serve", "worker": "worker",
    }  # fmt: skip
    for name in ("web", "worker"):
        assert found[name]["restart"] == "unless-stopped"
        assert found[name]["depends_on"]["load"] == {"condition": "service_completed_successfully"}
    assert found["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_the_image_runs_as_nobody_special_and_checks_every_package():
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert "USER allmende" in text and "--require-hashes" in text
    copied = [name for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for name in line.split()]
    assert [name for name in copied if not (DEPLOY.parent / name).exists()] == []


def test_the_proxy_sets_what_we_trust_itself():
    text = (DEPLOY / "nginx" / "allmende_headers.conf").read_text(encoding="utf-8")
    assert "X-Forwarded-For $remote_addr;" in text and "X-Forwarded-Proto $scheme;" in text
    assert "$proxy_add_x_forwarded_for" not in text
    site = (DEPLOY / "nginx" / "allmende.conf").read_text(encoding="utf-8")
    assert site.count("{") == site.count("}")
    assert len(re.findall(r"include /etc/nginx/allmende_headers.conf;", site)) == site.count("proxy_pass ")


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx on this machine")
def test_nginx_understands_the_site(tmp_path):
    site = (DEPLOY / "nginx" / "allmende.conf").read_text(encoding="utf-8")
    site = re.sub(r"^\s*(ssl_\w+|http2) .*\n", "", site, flags=re.MULTILINE).replace(" ssl;", ";")
    site = site.replace("/etc/nginx/allmende_headers.conf", str(DEPLOY / "nginx" / "allmende_headers.conf"))
    main = tmp_path / "nginx.conf"
    main.write_text(f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {site} }}", encoding="utf-8")
    done = subprocess.run(["nginx", "-t", "-c", str(main)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
