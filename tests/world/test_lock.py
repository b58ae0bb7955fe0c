"""The lock around an operation: one instant within, and what was put off is done when it is free again."""

from __future__ import annotations

import threading

from sesmock.world import World


def test_time_stands_still_until_the_last_of_nested_locks_is_released(monkeypatch):
    ticks = iter(range(100, 200))
    monkeypatch.setattr("time.time", lambda: float(next(ticks)))
    world = World(seed=1)

    with world.lock:
        times = [world.now()]
        with world.lock:
            times.append(world.now())
        times.append(world.now())
    times.append(world.now())

    assert times == [100.0, 100.0, 100.0, 101.0]


def test_what_was_put_off_is_done_once_by_the_last_release_and_others_may_enter_meanwhile():
    world = World(seed=1)
    done = []

    def act(generation):
        thread = threading.Thread(target=lambda: world.lock.__enter__() or world.lock.__exit__(), daemon=True)
        thread.start()
        thread.join(20)
        done.append((generation, thread.is_alive()))

    with world.lock:
        with world.lock:
            world.afterwards.append(act)
        assert done == []
    with world.lock:
        pass

    assert done == [(0, False)]


def test_what_is_put_off_meanwhile_comes_last_and_knows_how_much_it_follows_from():
    world = World(seed=1)
    done = []

    def act(name, *then):
        def run(generation):
            done.append((name, generation))
            with world.lock:
                world.afterwards.extend(then)
            done.append((name, "over"))

        return run

    with world.lock:
        world.afterwards += [act("a", act("b", act("c"))), act("d")]

    assert done == [
        ("a", 0), ("a", "over"), ("d", 0), ("d", "over"), ("b", 1), ("b", "over"), ("c", 2), ("c", "over"),
    ]  # fmt: skip


def test_what_is_begun_is_done_at_once_and_what_it_leads_to_comes_behind_it():
    world = World(seed=1)
    done = []

    def act(name, *then, within=None):
        def run(generation):
            done.append((name, generation))
            with world.lock:
                world.afterwards.extend(then)
            if within is not None:
                world.begin(within)
            done.append((name, "over"))

        return run

    world.begin(act("a", act("b"), within=act("c", act("d"))))

    assert done == [
        ("a", 0), ("c", 0), ("c", "over"), ("a", "over"), ("b", 1), ("b", "over"), ("d", 1), ("d", "over"),
    ]  # fmt: skip
