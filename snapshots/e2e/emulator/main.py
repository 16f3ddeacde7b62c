"""Starts MiniStack, the local AWS of the end-to-end tests, with the behavior that it lacks and the tests need.

MiniStack itself is installed unchanged from PyPI. Each patch replaces one of its functions and says what AWS does
instead; when an upgrade brings that behavior, delete the patch. Configuration is MiniStack's own: environment variables.

The process ends when its standard input closes, so that it cannot outlive the test that started it, however that
test ended.
"""

import os
import signal
import sys
import threading
from importlib.metadata import version

WRITTEN_FOR = "1.5.33"


def end_with_parent():
    """The test holds the other end of standard input; its death, even by SIGKILL, closes it."""
    while sys.stdin.buffer.read(4096):
        pass
    # The whole group: running functions are children of this process.
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main():
    if version("ministack") != WRITTEN_FOR:
        sys.exit(f"these patches were written for ministack {WRITTEN_FOR}, not {version('ministack')}")
    import api_export
    import api_gateway
    import destinations
    import event_bridge
    import iam
    import scheduler
    import validation

    api_export.install()
    api_gateway.install()
    destinations.install()
    event_bridge.install()
    iam.install()
    scheduler.install()
    validation.install()

    if os.getpgrp() == os.getpid():
        threading.Thread(target=end_with_parent, daemon=True).start()

    from ministack.app import main as ministack

    sys.argv = ["ministack"]
    ministack()


if __name__ == "__main__":
    main()
