"""What an expression asks Prometheus for, and promtool, which judges the rest."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import get_args

import pytest
import yaml

from bot.domain.alerts import Failure
from bot.metrics import labels
from bot.slack.socket_mode.envelopes import KINDS
from tests.metrics.everything import series

ROOT = Path(__file__).parents[2]
RULES = ROOT / "docs/prometheus-alerts.yml"

# What Prometheus itself adds.
_ADDED = {"job", "instance", "alertname", "le"}
_VALUES = {
    *get_args(labels.Offer),
    *get_args(labels.DialogOutcome),
    *get_args(labels.SubmissionOutcome),
    labels.RAISED,
    labels.GROUPED,
    labels.NOT_SEEN,
    labels.RESOLVED,
    labels.NOT_RESOLVED,
    *Failure,
    *get_args(labels.EnvelopeOutcome),
    *KINDS,
}


def problems(expression):
    """Name the metrics, labels and label values in an expression that the bot does not have."""
    known = series() | {"up": set()}
    found = []
    for name, matchers in re.findall(r"\b((?:il_alert|process)_\w+|up)\b(?:\{([^}]*)\})?", expression):
        if name not in known:
            found.append(name)
            continue
        for label, operator, wanted in re.findall(r'(\w+)(=~|!~|!=|=)"([^"]*)"', matchers):
            if label not in known[name] | _ADDED:
                found.append(f"{name}{{{label}}}")
            if label not in _ADDED and (operator not in ("=", "!=") or wanted not in _VALUES):
                found.append(f"{name}{{{label}{operator}{wanted}}}")
    grouped = re.findall(r"\b(?:by|without) \(([^)]*)\)", expression)
    names = {label for labels_of in known.values() for label in labels_of} | _ADDED
    return found + [label for labels_of in grouped for label in re.split(r",\s*", labels_of) if label not in names]


def promtool(*arguments, cwd=ROOT, text=""):
    """Run promtool, and return what it said and whether it was content."""
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool is not installed; it comes with Debian's package prometheus")
    command = [program, *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, input=text, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


def rules():
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return group["rules"]
