"""A real, small mail server on a port of its own: takes mail, refuses addresses, or hangs up, as told."""

from __future__ import annotations

import socketserver
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import cast


@dataclass
class PostOffice:
    """What it took, by whom it was called, and how it behaves: the reply code for each address, and after how many
    mails it hangs up in the middle of one, or before it begins."""

    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    breaks_after: int | None = None
    breaks_in_mail: bool = True
    port: int = 0

    def __enter__(self) -> PostOffice:
        office = self

        class Counter(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                office.serve(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Counter)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve(self, line: socketserver.StreamRequestHandler) -> None:
        def say(text: str) -> None:
            line.wfile.write(f"{text}\r\n".encode())

        say("220 post office")
        address = ""
        while raw := line.rfile.readline():
            verb, _space, rest = raw.decode().strip().partition(" ")
            broken = self.breaks_after is not None and len(self.taken) >= self.breaks_after
            match verb.upper():
                case "EHLO" | "HELO":
                    say("250 post office")
                case "MAIL":
                    if broken and not self.breaks_in_mail:
                        return
                    say("250 fine")
                case "RCPT":
                    address = rest.partition("<")[2].partition(">")[0]
                    code = self.codes.get(address, 250)
                    say(f"{code} {'fine' if code == 250 else 'no'}")
                case "DATA":
                    say("354 go on")
                    lines = []
                    while (one := line.rfile.readline()) != b".\r\n":
                        lines.append(one[1:] if one.startswith(b"..") else one)
                    if broken:
                        return
                    self.taken.append(cast(EmailMessage, BytesParser(policy=default).parsebytes(b"".join(lines))))
                    self.recipients.append(address)
                    say("250 taken")
                case "QUIT":
                    say("221 bye")
                    return
                case _:
                    say("250 fine")
