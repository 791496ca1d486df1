"""What all tests share: hypothesis profiles, and the public data sets that are not in the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from customerbase.testing import register

register()

# A slow machine is no fault of the code: neither a deadline nor the time to draw a whole company fails a test.
_PATIENT = [HealthCheck.too_slow]
settings.register_profile("default", deadline=None, suppress_health_check=_PATIENT, max_examples=50)
settings.register_profile(
    "ci", deadline=None, suppress_health_check=_PATIENT, max_examples=50, derandomize=True, print_blob=True
)
settings.register_profile("long", deadline=None, suppress_health_check=_PATIENT, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data sets beside the repository; a test that asks for it is marked `shared_data`."""
    root = Path(__file__).resolve().parent.parent
    folder = root.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the public data sets are not there: no folder shared/data beside {root.name}")
    return folder
