"""Watching through Prefect: a flow that fails is told to the office, and one automation starts whoever tells."""

import pytest
from prefect.client.orchestration import get_client

from desk import watching
from desk.office import Desk, this_desk
from flows import automations
from flows.collect_replies import collect_replies
from flows.watch import watch
from rules.errors import MailDown
from tests.flows.conftest import OPENED, caught


async def test_a_mailbox_that_is_down_reaches_the_office_as_a_letter(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIRCULATE_IMAP_HOST", "127.0.0.1")
    monkeypatch.setenv("CIRCULATE_IMAP_PORT", "9")
    this_desk.cache_clear()
    with pytest.raises(MailDown) as down:
        await collect_replies(now=OPENED)
    assert await watch(now=OPENED) == [f"收取来信没有完成：{down.value.sentence}"]
    assert await watch(now=OPENED) == []
    assert len(caught(desk, "office@bureau.test")) == 1


async def test_a_flow_that_ran_is_no_longer_amiss(desk: Desk) -> None:
    await collect_replies(now=OPENED)
    assert watching.symptoms(desk, OPENED) == ()


async def test_there_is_one_automation_however_often_the_office_starts(prefect_server: None) -> None:  # noqa: ARG001
    async with get_client() as client:
        flow = await client.create_flow_from_name("watch")
        deployment = await client.create_deployment(flow, "watch")
        for _ in range(2):
            await automations.ensure(client, deployment)
        (made,) = await client.read_automations_by_name(automations.NAME)
    assert [getattr(action, "deployment_id", None) for action in made.actions] == [deployment]
