"""What waits aside gives what it was asked for, and never keeps the program waiting."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from generator.market.yahoo.aside import Aside


def test_a_task_gives_its_value_or_raises_what_it_raises() -> None:
    aside = Aside()
    assert aside.run(lambda: 1 + 1) == 2
    with pytest.raises(ZeroDivisionError):
        aside.run(lambda: 1 // 0)
    assert aside.run(lambda: "again") == "again"


def test_all_tasks_run_in_one_thread_that_is_not_the_program_s() -> None:
    """Libcurl keeps connections by thread."""
    aside = Aside()
    threads = {aside.run(threading.get_ident) for _ in range(5)}
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_an_interrupt_is_heard_while_a_task_waits() -> None:
    """The task itself sends the signal and then waits for what never comes."""
    never = threading.Event()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def interrupted() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        never.wait(60)

    try:
        with pytest.raises(KeyboardInterrupt):
            Aside().run(interrupted)
    finally:
        signal.signal(signal.SIGINT, before)
        never.set()
