"""The scripts of the playground without a page: in node, or in Chromium where there is no node."""

import json
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

from course_lib.plots.in_browser.scripts import model_script

NODE = shutil.which("node") or shutil.which("nodejs")
Run = Callable[[str, Any], Any]


def in_node(expression: str, asked: Any) -> Any:
    """The value of an expression of `asked`, a value that JSON can hold. -Infinity comes as None,
    as JSON has it."""
    script = (
        f'{model_script()}\nconst asked = JSON.parse(require("fs").readFileSync(0, "utf8"));\n'
        f"process.stdout.write(JSON.stringify({expression}));"
    )
    command = [NODE, "--use-strict", "-e", script]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def in_page(page: Any, expression: str, asked: Any) -> Any:
    """The same in a tab of a browser."""
    said = f"const asked = {json.dumps(asked)};\nreturn JSON.stringify({expression});"
    return json.loads(page.js(f'(() => {{ "use strict";\n{model_script()}\n{said} }})()'))
