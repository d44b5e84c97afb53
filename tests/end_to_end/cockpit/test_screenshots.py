"""Six views in three looks, as ``backoffice/README.md`` shows them: KYC_SCREENSHOTS=FOLDER keeps the pictures there."""

import os
from pathlib import Path
from typing import Any

import pytest

from lambdas.shared.access.roles import Role
from tests.end_to_end.cockpit.conftest import Open, go

STAFF = (Role.SENIOR_REVIEWER, Role.AUDITOR, Role.OPERATOR)
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 800}},
    "360": {"viewport": {"width": 360, "height": 740}},
}


@pytest.mark.parametrize("look", LOOKS)
def test_every_view_is_pictured(opened: Open, case: str, look: str, tmp_path: Path) -> None:
    folder = Path(os.environ.get("KYC_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    page = opened("eva", *STAFF, **LOOKS[look])
    views = {
        "case": f"work/{case}",
        "workflow": f"applications/{case}/workflow",
        "applications": "applications",
        "audit": f"audit/{case}",
        "lists": "lists",
        "figures": "figures",
    }
    for name, path in views.items():
        go(page, path)
        file = folder / f"{name}-{look}.jpg"
        page.screenshot(path=file, type="jpeg", quality=60)
        assert file.stat().st_size > 5_000
