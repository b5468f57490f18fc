"""A socket that listens, or a sentence that says why not."""

import errno
import socket

from sonogenomics.errors import StudyError

MOST_PORT = 65535


def listening(host: str, port: int, command: str) -> socket.socket:
    """Take a port before anything slow begins.

    Parameters
    ----------
    host : str
        Address or name of an interface of this machine.
    port : int
        0 takes any that is free.
    command : str
        What else may hold the port, for the message.

    Returns
    -------
    socket.socket
        Bound and listening.

    Raises
    ------
    StudyError
        The port is taken, forbidden or none; the address is not this machine's.
    """
    if not 0 <= port <= MOST_PORT:
        raise StudyError(f"There is no port {port}: choose one of 1 to {MOST_PORT} with --port.")
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family)
    except (OSError, UnicodeError):
        raise StudyError(
            f"{host!r} is no address of this machine: choose another with --host."
        ) from None
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(address)
        taken.listen(socket.SOMAXCONN)
    except OSError as error:
        taken.close()
        raise StudyError(_why(error, host, port, command)) from None
    return taken


def _why(error: OSError, host: str, port: int, command: str) -> str:
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host!r} is no address of this machine: choose another with --host."
    if error.errno == errno.EACCES:
        return f"Port {port} needs the system's permission: choose one above 1023 with --port."
    return f"Port {port} is in use (another `{command}`?): choose another with --port."
