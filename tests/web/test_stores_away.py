"""A door whose stores cannot be read, or are gone: a friendly page, and poor health."""

from __future__ import annotations

import shutil

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cjo_core.store import shelf
from cjo_core.web.routes import Door, routes


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), IsADirectoryError(21, "Is a directory")])
def test_a_data_folder_that_cannot_be_read_is_a_friendly_page_and_poor_health(error):
    def stores():
        raise error

    client = TestClient(Starlette(routes=routes(Door(stores))), headers={"accept-language": "en"})
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "error"})
    for found in (client.get("/s/shop"), client.get("/s/shop/thanks"), client.post("/s/shop", data={"q1": "9"})):
        assert found.status_code == 503
        assert "Our database does not answer" in found.text


def test_a_store_that_was_open_and_is_gone_is_a_503_and_not_an_unknown_survey(street):
    door = Door(lambda: [street.real], lambda: ["demo"])
    client = TestClient(Starlette(routes=routes(door)), headers={"accept-language": "en"})
    assert client.get("/healthz").status_code == 503
    assert client.get("/s/demo-shop").status_code == 503
    assert client.get("/s/shop").status_code == 200
    assert client.get("/s/nothing").status_code == 404


def test_a_deleted_database_is_poor_health_and_a_503(prepared, tmp_path, monkeypatch):
    monkeypatch.setenv("CJO_DB", str(shutil.copy(prepared / "real.db", tmp_path / "cjo.db")))
    client = TestClient(Starlette(routes=routes(Door(shelf.stores, shelf.gone))), headers={"accept-language": "en"})
    try:
        assert [client.get(path).status_code for path in ("/healthz", "/s/shop", "/s/demo-shop")] == [200, 200, 404]
        (tmp_path / "cjo.db").unlink()
        assert [client.get(path).status_code for path in ("/healthz", "/s/shop")] == [503, 503]
    finally:
        shelf.close_all()
