"""What the public sees before anything has been published."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_a_region_without_packs_says_where_to_go(client: Client) -> None:
    assert "本地区还没有发布办事事项" in client.get("/").content.decode()
