"""The page of keys and webhooks."""

from __future__ import annotations

from datetime import UTC, datetime

from cjo_core.exchange.starter import starter_question
from cjo_core.store.database import Store
from cjo_core.store.programs.keys import keys, make_key
from cjo_core.store.programs.webhooks import signing_secrets, webhooks
from cjo_core.store.set_up.surveys import save_status, save_survey
from cjo_core.survey.surveys import Survey
from tests.pages.conftest import open_page, words


def test_the_example_names_an_open_survey_with_a_question_and_score_of_its_own(real: Store) -> None:
    for slug in ("recommend", "satisfaction", "effort"):
        save_status(real, slug, "closed")
    save_survey(real, Survey("stay", "Your stay", (starter_question("csat"),)))
    printed = [code.value for code in open_page("set_up/programs.py").code]
    assert any('"survey": "stay", "answers": {"csat": {"score": 4' in text for text in printed)


def test_a_webhooks_secret_is_shown_once_and_made_anew_on_request(real: Store) -> None:
    at = open_page("set_up/programs.py")
    at.text_input[1].set_value("https://example.org/hook")
    next(one for one in at.button if one.label == "Add").click().run()
    assert not at.exception
    (hook,) = webhooks(real)
    assert hook.secret == ""
    (secret,) = signing_secrets(real, now=datetime.now(UTC))[hook.id]
    assert secret in [code.value for code in at.code]
    assert "cannot be shown again" in words(at)
    for again in (at.run(), open_page("set_up/programs.py")):
        assert secret not in str([*again.code, *again.text, *again.markdown])
        assert any(one.value.startswith("Set ") for one in again.text)
    at.button(f"renew_{hook.id}").click().run()
    new, former = signing_secrets(real, now=datetime.now(UTC))[hook.id]
    assert former == secret
    assert new in [code.value for code in at.code]
    assert secret not in [code.value for code in at.code]


def test_a_revoked_key_is_told_and_stands_as_revoked(real: Store) -> None:
    made = make_key(real, "Till", now=datetime.now(UTC))
    at = open_page("set_up/programs.py")
    at.button("revoke_1").click().run()
    assert not at.exception
    assert any("is revoked" in one.value for one in at.success)
    (key,) = keys(real)
    assert key.revoked_at is not None
    assert made not in words(at)


def test_an_address_that_is_refused_stays_in_the_field(real: Store) -> None:
    at = open_page("set_up/programs.py")
    at.text_input(key="webhook_url_0").set_value("example.org/hook")
    next(one for one in at.button if one.label == "Add").click().run()
    assert at.error
    assert at.text_input(key="webhook_url_0").value == "example.org/hook"
    assert not webhooks(real)
