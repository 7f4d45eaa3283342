"""What a person does with these pages, and how every page is inspected on the way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import ConsoleMessage, Locator, Page

if TYPE_CHECKING:
    from tests.browser.conftest import House

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 900}}


class Visitor:
    """A person at a browser. `complaints` collects violated policies, script errors and failed files."""

    def __init__(self, page: Page, house: House, *, scripts: bool = True) -> None:
        self.page, self.house, self.scripts = page, house, scripts
        self.complaints: list[str] = []
        page.set_default_timeout(60_000)  # how fast a page is, the benchmark says
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._sent)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.complaints.append(f"console: {message.text}")

    def _sent(self, request: Any) -> None:
        if request.url.startswith(("chrome://", "chrome-extension://")):
            return  # the browser's own viewer of PDF
        host = request.url.split("/")[2].split(":")[0] if "://" in request.url else "localhost"
        if not (host.endswith("localhost") or host == "127.0.0.1"):
            self.complaints.append(f"third party: {request.url}")

    # --- moving -----------------------------------------------------------------------------------------

    def open(self, path: str, city: str = "marburg") -> None:
        self.page.goto(self.house.url(path, city))

    def press(self, name: str) -> None:
        """The visible button or link with that name, as a whole."""
        found = self.page.get_by_role("button", name=name, exact=True).or_(
            self.page.get_by_role("link", name=name, exact=True)
        )
        with self.page.expect_navigation():
            found.last.click()

    def follow(self, part: str) -> None:
        """The link or button whose name holds these words, on to the next page."""
        found = self.page.get_by_role("link", name=part).or_(self.page.get_by_role("button", name=part))
        with self.page.expect_navigation():
            found.first.click()

    def go_on(self) -> None:
        """Press "Weiter" and arrive without an error."""
        self.press("Weiter")
        assert self.page.locator("#fehler").count() == 0, self.page.locator("#fehler").inner_text()

    # --- filling in -------------------------------------------------------------------------------------

    def fill(self, **values: str | bool | Path | list[Path]) -> None:
        """Answer by field name; `__` stands for a dot. Waits for the fragment where an answer decides."""
        for key, value in values.items():
            self._answer(key.replace("__", "."), value)

    def _answer(self, name: str, value: str | bool | Path | list[Path]) -> None:
        if isinstance(value, Path | list):
            self._upload(name, value)
            return
        field = self.page.locator(f'[name="_f.{name}"]:not([type=hidden])')
        kind = field.first.get_attribute("type") or field.first.evaluate("e => e.tagName.toLowerCase()")
        if kind == "checkbox" and isinstance(value, bool):
            self._deciding(field.first, lambda: field.first.set_checked(value))
        elif kind in ("radio", "checkbox"):
            wanted = "true" if value is True else "false" if value is False else value
            chosen = self.page.locator(f'[name="_f.{name}"][value="{wanted}"]')
            self._deciding(chosen, chosen.check)
        elif kind == "select":
            self._deciding(field.first, lambda: field.first.select_option(str(value)))
        else:
            self._deciding(field.first, lambda: (field.first.fill(str(value)), field.first.blur()))

    def _deciding(self, field: Locator, act: Any) -> None:
        """Where other questions depend on this one, the page asks the server: wait for its answer."""
        if not self.scripts or not field.evaluate("e => !!e.closest('[data-decides]')") or _is_set(field):
            act()
            return
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            act()
        self.page.wait_for_function("() => !document.querySelector('.htmx-request')")

    def _upload(self, name: str, files: Path | list[Path]) -> None:
        field = self.page.locator(f'[data-path="{name}"]')
        if self.scripts:
            with self.page.expect_response(lambda answer: answer.request.method == "POST"):
                field.set_input_files(files)
            self.page.wait_for_function("() => !document.querySelector('.al-upload-progress')")
        else:
            field.set_input_files(files)
            self.page.locator(f'button[value="upload:{name}"]').click()

    # --- inspecting -------------------------------------------------------------------------------------

    def inspect(self, where: str) -> None:
        """Both sizes: nothing sticks out, axe finds nothing (it needs scripts itself); exactly one main heading."""
        for size in VIEWS.values():
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            width = self.page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], f"{where}: {width} px wide on a screen of {size['width']}"
            found = self.axe() if self.scripts else []
            assert found == [], f"{where}: {found}"
        assert self.page.locator("h1").count() == 1, where

    def axe(self) -> list[str]:
        """What axe-core objects to, one line each."""
        self.page.evaluate(AXE)
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        return [
            f"{one['id']}: {one['help']} {[node['html'][:120] for node in one['nodes']][:3]}"
            for one in found["violations"]
        ]

    def sign_in(self, person: str, level: str = "substantial") -> None:
        """Through the sandbox of the identity provider and back."""
        self.press("Weiter zur Anmeldung")
        self.page.locator(f'[name=person][value="{person}"]').check()
        self.page.locator(f"[name=level][value={level}]").check()
        self.page.locator('button[value="sign_in"]').first.click()
        self.page.wait_for_url(lambda url: "sandbox" not in url)
        self.page.wait_for_load_state()

    def fetched(self, link: Locator) -> str:
        """The first bytes of what a link leads to, fetched with this browser's cookies."""
        script = """async url => {
            const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
            return String.fromCharCode(...bytes.slice(0, 20));
        }"""
        return str(self.page.evaluate(script, link.get_attribute("href")))

    def text(self) -> str:
        return self.page.locator("main").inner_text()


def _is_set(field: Locator) -> bool:
    """A radio button or box that would not change."""
    kind = field.get_attribute("type")
    return kind == "radio" and field.is_checked()
