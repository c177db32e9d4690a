"""The scale of a lesson's runs: `COURSE_SCALE=quick` shrinks every training run for a slow host."""

import os
from typing import Any

from course_lib.devices import settings


def quick() -> bool:
    """Whether training runs are shrunk. ValueError for a `COURSE_SCALE` that means nothing."""
    said = os.environ.get("COURSE_SCALE") or "full"
    return settings.one_of("COURSE_SCALE", said, ("full", "quick")) == "quick"


def shrink(config: dict[str, Any]) -> dict[str, Any]:
    """A run's configuration at the scale that is set: as it is, or an eighth of its steps."""
    if not quick():
        return config
    steps = max(config["steps"] // 8 // 10 * 10, 20)
    return {**config, "steps": steps, "warmup": min(config["warmup"], steps // 4)}
