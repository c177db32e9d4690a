"""A headless Chromium, driven over its own DevTools protocol, through two pipes: nothing to add to
the requirements, no port, and keys and mouse moves that are real ones to the page."""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
SECONDS = 60  # without an answer; a busy machine needs a few
KEYS = {  # https://www.w3.org/TR/uievents-key, and the key code that Chromium acts on
    "Tab": 9, "Escape": 27, "End": 35, "Home": 36,
    "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40,
}  # fmt: skip


# The browser reads descriptor 3 and writes descriptor 4.
AS_3_AND_4 = """
import os, sys
os.dup2(int(sys.argv[1]), 3), os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """One browser process, cut off from the network; `page` and `show` open a tab in it."""

    def __init__(self) -> None:
        assert CHROMIUM is not None
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs_in, theirs_out)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", AS_3_AND_4, *map(str, ends), CHROMIUM,
             "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--remote-debugging-pipe", "--force-color-profile=srgb",
             "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
             f"--user-data-dir={self._profile.name}"],
            pass_fds=ends,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for end in (theirs_in, theirs_out, *ends):
            os.close(end)
        self._number, self._unread = 0, b""

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol, and its result; events in between are passed over."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._unread:
                assert select.select([self._in], [], [], SECONDS)[0], f"{method}: no answer"
                read = os.read(self._in, 1 << 16)
                assert read, "Chromium has gone"
                self._unread += read
            one, _, self._unread = self._unread.partition(b"\0")
            answer = json.loads(one)
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer)
                return answer["result"]

    def page(
        self, address: str, *, width: int = 800, height: int = 600, dark: bool = False
    ) -> "Page":
        """A new tab at an address, once it has loaded."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        page.call("Runtime.enable")
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        page.call("Emulation.setEmulatedMedia", features=[scheme])
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        page.call("Emulation.setDeviceMetricsOverride", **size)
        page.call("Page.navigate", url=address)
        page.wait("location.href !== 'about:blank' && document.readyState === 'complete'")
        return page

    def show(self, html: str, **window: Any) -> "Page":
        """A new tab with an HTML page that lies nowhere."""
        return self.page(
            f"data:text/html;base64,{base64.b64encode(html.encode()).decode()}", **window
        )

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)
        self._profile.cleanup()


class Page:
    """A tab: look into it, press its keys, move its mouse."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._browser.call(method, self._session, **parameters)

    def js(self, expression: str) -> Any:
        """The value of an expression in the page."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def wait(self, condition: str, seconds: float = SECONDS) -> Any:
        """Until an expression is true; its value."""
        end = time.monotonic() + seconds
        while not (value := self.js(condition)):
            assert time.monotonic() < end, f"after {seconds} s still not: {condition}"
            time.sleep(0.05)
        return value

    def key(self, name: str, *, shift: bool = False) -> None:
        event = {"key": name, "code": name, "windowsVirtualKeyCode": KEYS[name]}
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, modifiers=8 * shift, **event)

    def point(self, x: float, y: float) -> None:
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, x: float, y: float) -> None:
        self.point(x, y)
        for kind in ("mousePressed", "mouseReleased"):
            where = {"x": x, "y": y, "button": "left", "clickCount": 1}
            self.call("Input.dispatchMouseEvent", type=kind, **where)

    def centre(self, element: str, *, scroll: bool = True) -> tuple[float, float]:
        """Where an element, given by an expression, stands in the window, scrolled into it."""
        js = f"""(() => {{ const e = {element};
            {'e.scrollIntoView({block: "center"});' if scroll else ""}
            const b = e.getBoundingClientRect();
            return [b.x + b.width / 2, b.y + b.height / 2]; }})()"""
        x, y = self.js(js)
        return x, y

    def picture(self, path: Path) -> None:
        """What is in the window, as a PNG."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))
