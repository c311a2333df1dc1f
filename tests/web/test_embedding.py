"""Another website shows the form only where the team allows it."""

from __future__ import annotations

import pytest

from cjo_core.errors import BadValue
from cjo_core.store.set_up.settings import save_setting
from cjo_core.web.embedding import read_sites
from tests.web.conftest import Street


def policy(street: Street, address: str) -> str:
    return str(street.client.get(address).headers["content-security-policy"])


def test_without_a_site_only_we_ourselves_may_show_the_form(street: Street) -> None:
    for address in ("/s/shop", "/s/shop/thanks", "/privacy"):
        assert "frame-ancestors 'self'" in policy(street, address)
        assert "example" not in policy(street, address)


def test_an_allowed_site_may_show_every_page_of_the_form_and_no_more_is_opened(street: Street) -> None:
    before = policy(street, "/s/shop")
    save_setting(street.real, "embed_sites", "https://www.example.org https://shop.example.org")
    allowed = "frame-ancestors 'self' https://www.example.org https://shop.example.org"
    for address in ("/s/shop", "/s/shop/thanks", "/s/closed"):
        assert policy(street, address).replace(allowed, "frame-ancestors 'self'") == policy(street, "/privacy")
    assert policy(street, "/s/shop").replace(allowed, "frame-ancestors 'self'") == before
    wrong = street.client.post("/s/shop", data={"token": street.token("/s/shop")})
    assert allowed in wrong.headers["content-security-policy"]
    assert "https://shop.example/" not in policy(street, "/s/whole")
    assert "form-action 'self' https://shop.example;" in policy(street, "/s/whole")
    assert "www.example.org" not in policy(street, "/s/demo-shop"), "each store has sites of its own"


@pytest.mark.parametrize("text", ["*", "javascript:alert(1)", "example.org", "https://*.example.org", "https://a b'"])
def test_what_is_no_website_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="no address of a website"):
        read_sites(text)
