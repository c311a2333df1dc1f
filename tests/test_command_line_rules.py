"""`run-rules`: for a nightly job, as the passing of time changes who belongs where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner

from cjo_core.commands import main
from cjo_core.exchange.starter import make_store
from cjo_core.store.assigning.rules import save_rule
from cjo_core.store.assigning.running import run_rules
from cjo_core.store.odata.saving import save_orders
from cjo_core.store.set_up.audience import add_names
from cjo_core.survey.records import Order, record_key
from cjo_core.survey.rules import ALL, Condition, Rule


def test_who_has_not_ordered_for_long_leaves_with_time(tmp_path: Path) -> None:
    path, now = tmp_path / "cjo.db", datetime.now(UTC)
    store = make_store(path, time_zone="UTC")
    add_names(store, "segment", ["Fresh"])
    save_orders(store, [Order(record_key("order", "1"), "ada", now - timedelta(days=40), 9.0, "paid")])
    save_rule(store, "segment", "Fresh", Rule(ALL, (Condition("recency_days", "less", 30.0),)))
    assert run_rules(store, now=now - timedelta(days=20)).came == 1
    store.close()
    done = CliRunner().invoke(main, ["run-rules", "--db", str(path)])
    assert done.exit_code == 0
    assert done.output == ("1 customers looked at: 0 came in, 0 changed over, 1 left; 0 responses placed anew.\n")
