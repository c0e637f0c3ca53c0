"""Settings of a trial (demo, tests, type checks): a sandbox clock and a secret key of its own. Never for production."""

import os

os.environ.setdefault("TONGBAN_SANDBOX", "true")

from tongban.config.settings import *  # noqa: F403  (the sandbox must be declared before settings are read)
