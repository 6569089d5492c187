from __future__ import annotations

from pathlib import Path

import pytest

from tests.importers.xlsx.xlsx_file import Writer


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    return Writer(tmp_path)
