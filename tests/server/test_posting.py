"""What the server does beside its work: nothing that was erased stays behind in the database's own copies."""

from typing import Any

import pytest

from stet.comments.acts.erase import erase
from stet.comments.models import Article
from stet.ledger.models import Head
from stet.server.posting import forget_what_was_erased
from tests.newsroom_kit import make_article, make_site, say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(transactional_db: None) -> Article:
    return make_article(make_site())


def test_it_is_done_once_for_what_was_erased(article: Article, django_assert_num_queries: Any) -> None:
    erase(say(article))
    done = forget_what_was_erased(0)
    assert done == Head.objects.get().position
    with django_assert_num_queries(2):
        assert forget_what_was_erased(done) == done
