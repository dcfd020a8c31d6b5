"""What sends a request for which botocore has no client?"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def session(of: Any, url: str, limits: tuple[float, float]) -> Any:
    """botocore's HTTP session for this URL, with the certificates and proxies that clients have.

    `of` is botocore's session, `limits` are seconds, to be connected and to be answered. The environment is
    the one that `connection.enter` has set.
    """
    from botocore.httpsession import URLLib3Session
    from botocore.utils import get_environ_proxies

    bundle: Any = of.get_config_variable("ca_bundle") or os.environ.get("REQUESTS_CA_BUNDLE")
    timeout: Any = limits
    return URLLib3Session(verify=bundle or True, proxies=get_environ_proxies(url), timeout=timeout)
