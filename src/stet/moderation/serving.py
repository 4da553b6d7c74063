"""Which of the waiting comments somebody gets next: the queue's order, mixed so that nobody reads abuse alone.

Moderators who see nothing but abuse come to trust their own readers less. So after three cards in a row that are heavy
to read, whoever works through the queue gets the next one that is not, while there is any. What may cost a life waits
for nobody's rest.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from stet.accounts.models import Account
from stet.comments.models import Case
from stet.moderation import wellbeing
from stet.moderation.wellbeing import HEAVY_RISK, HEAVY_SEVERITY, is_heavy

# So many heavy cards in a row are the most while lighter ones wait: few enough to be told apart from a bad hour, and
# many enough that what is grave is still decided soon (three cards in four).
MOST_IN_A_ROW = 3


def candidates(waiting: QuerySet[Case], wanted: int) -> list[Case]:
    """Of ordered cases, those among which `pick_cases` can choose `wanted`: the first, and the first light ones."""
    first = list(waiting[:wanted])
    if not any(is_heavy(case) for case in first):
        return first
    heavy = Q(is_grave=True) | Q(severity__gte=HEAVY_SEVERITY, risk__gte=HEAVY_RISK)
    known = {case.pk for case in first}
    return first + [case for case in waiting.exclude(heavy)[:wanted] if case.pk not in known]


def pick_cases(candidates: Sequence[Case], account: Account, now: datetime, wanted: int) -> list[Case]:
    """At most `wanted` of the candidates, which come in the queue's order, in the order to show them to the account.

    Call `wellbeing.saw` with those that are shown, so that the next call knows how heavy they were.
    """
    return mixed(candidates, wellbeing.heavy_run(account, now))[:wanted]


def mixed(cases: Iterable[Case], run: int) -> list[Case]:
    """The same cases: the grave ones first, then all others in their order, but for those that are heavy.

    One of these waits until a light one was shown, where `MOST_IN_A_ROW` heavy ones came just before it and a light one
    is there. `run` is how many heavy ones came last.
    """
    cases = list(cases)
    served = [case for case in cases if case.is_grave]
    run += len(served)
    others = [case for case in cases if not case.is_grave]
    heavy = deque((place, case) for place, case in enumerate(others) if is_heavy(case))
    light = deque((place, case) for place, case in enumerate(others) if not is_heavy(case))
    while heavy and light:
        takes_light = run >= MOST_IN_A_ROW or light[0][0] < heavy[0][0]
        served.append((light if takes_light else heavy).popleft()[1])
        run = 0 if takes_light else run + 1
    return served + [case for _place, case in (*heavy, *light)]
