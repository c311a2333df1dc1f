"""What a different mix of groups has to do with a change, in one sentence. Only for a mix that matters."""

from __future__ import annotations

from cjo_core.charts.numbers import change_text
from cjo_core.insight.mix import MixShift
from cjo_core.locale import _, pgettext


def mix_sentence(mix: MixShift) -> str:
    """The mix made the change (most of it, part of it), or hides some of it; and what the change would be without."""
    groups = {
        "stage": pgettext("a different mix of", "stages"),
        "segment": pgettext("a different mix of", "segments"),
        "persona": pgettext("a different mix of", "personas"),
    }[mix.dimension]
    if mix.mix * mix.change <= 0:
        words = _("A different mix of {groups} hides a change: with the same mix it would be {change}.")
    elif abs(mix.mix) >= abs(mix.change) / 2:
        words = _("Most of this change is a different mix of {groups}: with the same mix it would be {change}.")
    else:
        words = _("Part of this change is a different mix of {groups}: with the same mix it would be {change}.")
    return words.format(groups=groups, change=change_text(mix.metric, mix.answering))
