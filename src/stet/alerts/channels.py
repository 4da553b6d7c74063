"""Adding and changing those who are told of alerts."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from stet.alerts import door
from stet.alerts.door import Problem
from stet.alerts.models import Channel, Kind, Way
from stet.comments.addresses import checked_address
from stet.comments.errors import Conflict, Invalid
from stet.comments.models import Site

# Within what Standard Webhooks asks of a secret (24 to 64 bytes).
SECRET_BYTES: Final = 32
# So long both secrets sign after a change, for the other side to learn the new one.
BOTH_SECRETS: Final = timedelta(days=1)
MOST_CHANNELS: Final = 20
LONGEST_ADDRESS: Final = 500


class WebhookAddressInvalid(Invalid):
    code = "webhook_address_invalid"
    field = "address"
    message = _(
        "A webhook’s address begins with https:// and names a server that can be found. Check it and try again."
    )


class WebhookAddressPrivate(Invalid):
    code = "webhook_address_private"
    field = "address"
    message = _(
        "That address leads into a private network, where this installation sends nothing. "
        "Whoever runs it can allow that (STET_ALERTS_PRIVATE)."
    )


class ChannelTaken(Conflict):
    code = "channel_taken"
    field = "address"
    message = _("That address is among them already.")


class TooManyChannels(Conflict):
    code = "too_many_channels"
    message = _("There are as many addresses as a site can have. Remove one first.")


def add(site: Site, way: Way, address: str, language: str, kinds: Sequence[str] = ()) -> Channel:
    """Have one more address told. Raises EmailInvalid, WebhookAddressInvalid, WebhookAddressPrivate, ChannelTaken.

    Raises TooManyChannels where a site has twenty.
    """
    checked = checked_address(address) if way is Way.EMAIL else _checked_webhook(address)
    if site.alert_channels.count() >= MOST_CHANNELS:
        raise TooManyChannels
    channel = Channel(
        site=site,
        way=way,
        address=checked,
        language=language,
        kinds=[kind for kind in Kind.values if kind in kinds],
        secret=new_secret() if way is Way.WEBHOOK else "",
    )
    try:
        with transaction.atomic():
            channel.save(force_insert=True)
    except IntegrityError as error:
        raise ChannelTaken from error
    return channel


def change_secret(channel: Channel, now: datetime) -> str:
    """Give a webhook a new secret; for a day what is sent is signed with both."""
    channel.old_secret, channel.old_secret_until = channel.secret, now + BOTH_SECRETS
    channel.secret = new_secret()
    channel.save(update_fields=["secret", "old_secret", "old_secret_until"])
    return channel.secret


def reopen(channel: Channel) -> None:
    """Have a channel told again that had said that it was gone."""
    channel.closed_at = None
    channel.save(update_fields=["closed_at"])


def new_secret() -> str:
    """A secret as Standard Webhooks writes one."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _checked_webhook(address: str) -> str:
    address = address.strip()
    if len(address) > LONGEST_ADDRESS:
        raise WebhookAddressInvalid
    try:
        door.check(address, may_be_private=settings.STET_ALERTS_PRIVATE)
    except door.Failure as failure:
        raise WebhookAddressPrivate if failure.problem is Problem.PRIVATE else WebhookAddressInvalid from failure
    return address
