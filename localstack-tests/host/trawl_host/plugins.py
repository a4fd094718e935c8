"""What LocalStack finds by its entry points (trawl_host-1.dist-info; the folder is on PYTHONPATH)."""
import os
import signal
import sys
import threading

from localstack.runtime.server.core import RuntimeServerPlugin
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin


class HostRuntimeExecutorPlugin(RuntimeExecutorPlugin):
    """LAMBDA_RUNTIME_EXECUTOR=host"""

    name = "host"

    def load(self, *args, **kwargs):
        from trawl_host.executor import HostRuntimeExecutor

        return HostRuntimeExecutor


class LoopbackServerPlugin(RuntimeServerPlugin):
    """GATEWAY_SERVER=loopback: the stock server ignores the host of GATEWAY_LISTEN and listens on all addresses."""

    name = "loopback"

    def load(self, *args, **kwargs):
        from twisted.internet import endpoints

        from localstack.runtime.server import twisted as ls_twisted

        class _Endpoints:
            TCP6ServerEndpoint = endpoints.TCP6ServerEndpoint

            @staticmethod
            def TCP4ServerEndpoint(reactor, port):
                return endpoints.TCP4ServerEndpoint(reactor, port, interface="127.0.0.1")

        ls_twisted.endpoints = _Endpoints
        threading.Thread(target=_end_with_input, daemon=True).start()
        return ls_twisted.TwistedRuntimeServer()


def _end_with_input():
    """Whoever started this holds the other end of standard input: when they are gone, this goes too."""
    while sys.stdin.buffer.read(1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
