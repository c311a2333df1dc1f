"""What the form says to a respondent, by name, where several pages or the code say the same. Never decides when.

Use them as `_(words.NEXT)`, or write the same string in a template: `{{ _("Next") }}`. Every one is translated into all
languages of the form; how to add one is told in `cjo_core/locale/form.py`.
"""

from __future__ import annotations

from datetime import date

from cjo_core.locale import N_, language, ngettext

# Moving through the form
NEXT = N_("Next")
BACK = N_("Back")
SEND = N_("Send")
START = N_("Start")
PAGE_OF = N_("Page {page} of {pages}")
REQUIRED = N_("required")
OPTIONAL = N_("optional")
SAVED_SO_FAR = N_("Saved so far. You can close this page and go on later with the same link.")
CLEAR_ANSWER = N_("Clear this answer")
LEAVE_EMPTY = N_("Leave this field empty")

# What is amiss
PLEASE_ANSWER = N_("Please answer this question.")
PLEASE_CHOOSE = N_("Please choose an answer.")
CHOOSE_AT_LEAST_ONE = N_("Choose at least one")
CHOOSE_AT_MOST = N_("Choose at most {limit}.")
TEXT_TOO_LONG = N_("Please write a shorter text: it has {length} characters, {limit} are allowed.")
PLEASE_AGREE = N_("Please agree to go on.")
TOO_MANY_FROM_HERE = N_("Too many answers from here at once. Please wait a minute and send again.")
PLEASE_CHECK = N_("Please check your answers and send again.")

# Choices and texts
CHOOSE_ONE = N_("Choose one")
CHOOSE_ALL = N_("Choose all that apply")
OTHER = N_("Other")
NONE_OF_THESE = N_("None of these")
YOUR_ANSWER = N_("Your answer")

# The life of a survey and of an invitation
NOT_OPEN_YET = N_("This survey is not open yet.")
OPENS_ON = N_("This survey opens on {date}.")
ENOUGH_ANSWERS = N_("This survey has received all the answers it needs. Thank you for your interest.")
ENOUGH_FROM_GROUP = N_("We have enough answers from your group. Thank you for your interest.")
INVITATION_USED = N_("This invitation has been used already. Thank you.")
INVITATION_INVALID = N_("This invitation is no longer valid.")
NO_MORE_INVITATIONS = N_("You will get no more invitations from us.")
STOP_INVITATIONS = N_("Stop invitations")
YES_STOP_INVITATIONS = N_("Yes, stop invitations")
THANKS_FOR_ANSWER = N_("Thank you for your answer.")

# A shared device
TOUCH_TO_START = N_("Touch the screen to start")
NEXT_PERSON_IN = N_("Thank you. The next person can start in {seconds} seconds.")
SAVED_ON_DEVICE = N_("Saved on this device. It will be sent when the connection is back.")

# The ends of scales, and the names of faces
NOT_SATISFIED_AT_ALL = N_("Not satisfied at all")
COMPLETELY_SATISFIED = N_("Completely satisfied")
VERY_DISSATISFIED = N_("Very dissatisfied")
DISSATISFIED = N_("Dissatisfied")
NEUTRAL = N_("Neutral")
SATISFIED = N_("Satisfied")
VERY_SATISFIED = N_("Very satisfied")
STRONGLY_DISAGREE = N_("Strongly disagree")
STRONGLY_AGREE = N_("Strongly agree")
NOT_AT_ALL_LIKELY = N_("Not at all likely")
EXTREMELY_LIKELY = N_("Extremely likely")

# Questions that a survey may ask without words of its own
RATE_US = N_("How would you rate us?")
WHAT_DISAPPOINTED = N_("What disappointed you?")
WHAT_LOVED = N_("What did you love?")
WHAT_BETTER = N_("What could we do better?")
SAY_MORE = N_("Do you want to say more?")


def day_text(day: date) -> str:
    """A day in the language spoken now: "21 listopada 2026"."""
    from babel.dates import format_date  # dear to import, seldom needed

    return str(format_date(day, "long", locale=language().replace("-", "_")))


def stars(count: int) -> str:
    """A score shown as stars, for those who cannot see them: "4 stars"."""
    return ngettext("{count} star", "{count} stars", count).format(count=count)


def answers_waiting(count: int) -> str:
    """How many answers a device without a connection holds back."""
    return ngettext("{count} answer waits on this device", "{count} answers wait on this device", count).format(
        count=count
    )
