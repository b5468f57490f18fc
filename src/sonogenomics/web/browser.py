"""What a browser is told to trust on our pages, and under which names this machine answers."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
# No script, style or connection from elsewhere, and none that stands in the page itself.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'{pictures}; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
LOCKED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def locked_headers(pictures: str = "") -> dict[str, str]:
    """Headers of every answer: nothing is guessed, kept, framed, or fetched from elsewhere.

    Parameters
    ----------
    pictures : str
        Where pictures may come from beside this server, such as "blob:" for those that the user
        has dropped on the page.

    Returns
    -------
    dict of str to str
    """
    more = f" {pictures}" if pictures else ""
    return {"content-security-policy": POLICY.format(pictures=more), **LOCKED}


def is_loopback(host: str) -> bool:
    """Whether a Host header names this machine's loopback interface, with or without a port.

    A page elsewhere that reaches this server by a name of its own (DNS rebinding) fails here.

    Examples
    --------
    >>> is_loopback("localhost:5001"), is_loopback("[::1]:5001"), is_loopback("evil.example:5001")
    (True, True, False)
    """
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    return name in LOOPBACK
