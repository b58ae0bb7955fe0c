"""Clouds of one's own in tasks and threads that run side by side: each finds its own."""

from __future__ import annotations

import asyncio
import threading

import boto3
import pytest

from sesmock import Cloud, mock_ses
from sesmock.mock import active as _active
from sesmock.mock.active import active


@pytest.fixture(autouse=True)
def _nothing_is_left(no_aws):
    yield
    assert (active(), _active.clouds, _active._differ) == (None, [], False)


def test_tasks_find_their_own():
    async def use(name: str) -> list[str]:
        cloud = Cloud()
        with mock_ses(cloud):
            await asyncio.sleep(0)
            with mock_ses() as inner:  # shares the cloud of this task
                assert inner is active() is cloud
                boto3.client("ses").verify_email_identity(EmailAddress=name)
                await asyncio.sleep(0)
            await asyncio.to_thread(lambda: boto3.client("ses").verify_email_identity(EmailAddress="thread-" + name))
            await asyncio.sleep(0)
            assert active() is cloud
        return [found.name for found in cloud.region().identities]

    async def main() -> list[list[str]]:
        return await asyncio.gather(*(use(f"{number}@example.com") for number in range(5)))

    expected = [[f"{number}@example.com", f"thread-{number}@example.com"] for number in range(5)]
    assert asyncio.run(main()) == expected
    with mock_ses() as around:
        assert asyncio.run(main()) == expected
        assert active() is around


def test_threads_find_their_own():
    barrier = threading.Barrier(4)
    problems = []

    def work() -> None:
        for _ in range(20):
            cloud = Cloud()
            with mock_ses(cloud):
                barrier.wait()
                if active() is not cloud:
                    problems.append(cloud)
                barrier.wait()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def seen_in_a_thread() -> Cloud | None:
    seen: list[Cloud | None] = []
    thread = threading.Thread(target=lambda: seen.append(active()))
    thread.start()
    thread.join()
    return seen[0]


def test_a_thread_of_the_code_under_test_sees_what_was_entered_last():
    with mock_ses() as outer, mock_ses(Cloud()) as inner:
        assert inner is not outer
        assert seen_in_a_thread() is inner


def test_a_task_or_thread_from_before_sees_what_is_entered_around_it():
    """A server under test was started in an outer mock; a test then enters a cloud of its own."""

    async def main() -> None:
        asked, answered = asyncio.Queue(), asyncio.Queue()

        async def serve() -> None:
            while await asked.get():
                await answered.put(active())

        async def ask() -> Cloud | None:
            await asked.put(True)
            return await answered.get()

        with mock_ses() as outer:
            server = asyncio.create_task(serve())
            assert await ask() is outer
            with mock_ses(Cloud()) as own:
                assert await ask() is own
            assert await ask() is outer
        await asked.put(False)
        await server

    asyncio.run(main())


def test_a_cloud_entered_in_a_fixture_of_another_context_is_seen():
    async def enter(mock) -> Cloud:
        return mock.start()

    async def main() -> None:
        with mock_ses() as outer:
            mock = mock_ses(Cloud())
            own = await asyncio.create_task(enter(mock))  # a context of its own, as that of an async fixture
            assert active() is own
            mock.stop()
            assert active() is outer

    asyncio.run(main())


def test_a_mock_left_in_the_wrong_order_in_one_context():
    first, second = mock_ses(Cloud()), mock_ses(Cloud())
    one, two = first.start(), second.start()
    assert active() is two
    first.stop()
    assert (active() is two, one is two) == (True, False)
    second.stop()
