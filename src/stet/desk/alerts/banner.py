"""What is raised now, for the top of every page of the desk."""

from dataclasses import dataclass

from stet.alerts import telling
from stet.alerts.models import Alert
from stet.desk.scope import Scope


@dataclass(frozen=True, slots=True)
class Notice:
    """Alerts of one kind on one site as one line: `times` of them, and the place of the newest."""

    title: str
    times: int
    place: str


def notices(scope: Scope) -> list[Notice]:
    """One notice for each kind and site, in one query; empty when all is well."""
    standing = Alert.objects.filter(ended_at=None)
    if scope.sites_of:
        standing = standing.filter(site__in=scope.sites_of)
    by_kind: dict[tuple[str, object], list[Alert]] = {}
    for alert in standing.order_by("-raised_at"):
        by_kind.setdefault((alert.kind, alert.site_id), []).append(alert)
    return [Notice(telling.title(alike[0]), len(alike), telling.place(alike[0])) for alike in by_kind.values()]
