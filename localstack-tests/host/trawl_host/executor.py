"""Runs a Lambda execution environment as a process on this machine (no Docker, no Go init).

One RuntimeApi HTTP server (loopback, free port) and one process per execution environment. The process is the AWS
Java Runtime Interface Client; the class plays the part of LocalStack's Go init (Runtime API + START/END/REPORT log).

Settings: TRAWL_HOST_JAVA (java binary), TRAWL_HOST_CLASS_PATH (the runtime interface client), TRAWL_HOST_JAVA_OPTIONS.
Runtimes: java* (RIC) and provided.* (<code>/bootstrap).
"""
import json
import logging
import os
import queue
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from localstack import config
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

LOG = logging.getLogger(__name__)
API = "/2018-06-01/runtime/"


class _Invocation:
    def __init__(self, payload: dict, timeout: int):
        self.id = payload["invoke-id"]
        self.arn = payload["invoked-function-arn"]
        self.body = payload["payload"].encode() if payload["payload"] else b"{}"
        self.trace = payload["trace-id"]
        self.deadline_ms = int((time.time() + timeout) * 1000)
        self.done = threading.Event()
        self.result: bytes = b""
        self.error = False


class _Sandbox:
    """One process + its Runtime API server."""

    def __init__(self, cmd: list[str], env: dict[str, str], cwd: str):
        self.next: queue.Queue[_Invocation | None] = queue.Queue()
        self.current: _Invocation | None = None
        self.ready = threading.Event()  # first /next, /init/error, or death
        self.init_error: bytes | None = None
        self.log: list[str] = []
        self.log_lock = threading.Lock()
        sandbox = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = 1 << 16  # one write per answer; two small writes cost 40 ms (Nagle + delayed ACK)

            def log_message(self, *args):
                pass

            def _send(self, status, body=b'{"status":"OK"}', headers=None):
                self.send_response(status)
                for k, v in (headers or {}).items():
                    self.send_header(k, v)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def _body(self):
                if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
                    out = b""
                    while size := int(self.rfile.readline().split(b";")[0], 16):
                        out += self.rfile.read(size)
                        self.rfile.readline()
                    while self.rfile.readline().strip():
                        pass
                    return out
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))

            def do_GET(self):
                if self.path.endswith("/invocation/next"):
                    sandbox.ready.set()
                    inv = sandbox.next.get()
                    if inv is None:
                        return self._send(410, b"{}")
                    sandbox.current = inv
                    return self._send(
                        200,
                        inv.body,
                        {
                            "Lambda-Runtime-Aws-Request-Id": inv.id,
                            "Lambda-Runtime-Deadline-Ms": str(inv.deadline_ms),
                            "Lambda-Runtime-Invoked-Function-Arn": inv.arn,
                            "Lambda-Runtime-Trace-Id": inv.trace,
                        },
                    )
                if self.path.endswith("/restore/next"):
                    return self._send(200, b"")
                return self._send(404, b"{}")

            def do_POST(self):
                body = self._body()
                self._send(202)
                if self.path.endswith("/init/error"):
                    sandbox.init_error = body
                    sandbox.ready.set()
                elif "/invocation/" in self.path:
                    inv, sandbox.current = sandbox.current, None
                    if inv and f"/{inv.id}/" in self.path:
                        inv.result = body
                        inv.error = self.path.endswith("/error")
                        inv.done.set()

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 32

            def handle_error(self, request, client_address):
                LOG.debug("runtime API connection of %s lost", client_address, exc_info=True)

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        env["AWS_LAMBDA_RUNTIME_API"] = f"127.0.0.1:{self.server.server_address[1]}"
        self.proc = subprocess.Popen(
            cmd, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.proc.stdout:
            with self.log_lock:
                self.log.append(line.rstrip("\n"))
        self.proc.wait()
        self.ready.set()
        if inv := self.current:
            self.current = None
            inv.error = True
            inv.result = json.dumps(
                {"errorType": "Runtime.ExitError",
                 "errorMessage": f"RequestId: {inv.id} Error: Runtime exited with error: exit status {self.proc.returncode}"}
            ).encode()
            inv.done.set()

    def drain_log(self) -> list[str]:
        with self.log_lock:
            lines, self.log = self.log, []
        return lines

    def rss_mb(self) -> int:
        try:
            with open(f"/proc/{self.proc.pid}/status") as f:
                return next(int(x.split()[1]) // 1024 for x in f if x.startswith("VmHWM"))
        except Exception:
            return 0

    def kill(self):
        if self.proc.poll() is None:
            try:
                os.killpg(self.proc.pid, signal.SIGTERM)
                self.proc.wait(2)
            except subprocess.TimeoutExpired:
                os.killpg(self.proc.pid, signal.SIGKILL)
                self.proc.wait(5)
            except ProcessLookupError:
                pass
        self.next.put(None)
        self.server.shutdown()
        self.server.server_close()


class HostRuntimeExecutor(RuntimeExecutor):
    def __init__(self, id: str, function_version: FunctionVersion) -> None:
        super().__init__(id, function_version)
        self.sandbox: _Sandbox | None = None
        self.env: dict[str, str] = {}
        self.all_logs: list[str] = []
        self.scratch: str | None = None  # the environment's own /tmp

    # -- life cycle
    def _command(self, code: str) -> list[str]:
        cfg = self.function_version.config
        runtime = cfg.runtime or ""
        if runtime.startswith("java"):
            java = os.environ["TRAWL_HOST_JAVA"]
            heap = max(64, int(cfg.memory_size * 0.85))
            opts = shlex.split(os.environ.get("TRAWL_HOST_JAVA_OPTIONS", ""))
            return [java, f"-Xmx{heap}m", *opts, f"-Djava.io.tmpdir={self.scratch}", "-cp",
                    os.environ["TRAWL_HOST_CLASS_PATH"],
                    "com.amazonaws.services.lambda.runtime.api.client.AWSLambda", cfg.handler]
        if runtime.startswith("provided"):
            return [os.path.join(code, "bootstrap")]
        raise NotImplementedError(f"host executor: runtime {runtime} is not supported")

    def _spawn(self) -> _Sandbox:
        code = str(self.function_version.config.code.get_unzipped_code_location())
        self.scratch = tempfile.mkdtemp(prefix="function-")
        env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "en_US.UTF-8", "HOME": self.scratch, "TMPDIR": self.scratch}
        env.update(self.env)
        env["LAMBDA_TASK_ROOT"] = code
        if (self.function_version.config.runtime or "").startswith("java"):
            env["AWS_EXECUTION_ENV"] = f"AWS_Lambda_{self.function_version.config.runtime}"
        t0 = time.monotonic()
        s = self.sandbox = _Sandbox(self._command(code), env, code)  # set first: stop() may come while we wait
        s.ready.wait()
        self.init_ms = (time.monotonic() - t0) * 1000
        if s.init_error is not None or s.proc.poll() is not None:
            payload = s.init_error or json.dumps(
                {"errorType": "Runtime.ExitError", "errorMessage": f"Runtime exited during init: {s.proc.poll()}"}
            ).encode()
            time.sleep(0.1)
            self.all_logs += s.drain_log()
            LOG.warning("Lambda %s init failed: %s\n%s", self.function_version.qualified_arn,
                        payload.decode(errors="replace"), "\n".join(self.all_logs[-40:]))
            self.stop()
            raise StatusErrorException("Environment startup failed", payload=payload)
        return s

    def start(self, env_vars: dict[str, str]) -> None:
        self.env = {k: str(v) for k, v in env_vars.items()}
        self._spawn()

    def stop(self) -> None:
        if self.sandbox:
            s, self.sandbox = self.sandbox, None
            s.kill()
        if self.scratch:
            shutil.rmtree(self.scratch, ignore_errors=True)
            self.scratch = None

    # -- invoke
    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        cfg = self.function_version.config
        cold = getattr(self, "init_ms", None)
        if self.sandbox is None or self.sandbox.proc.poll() is not None:
            self.stop()
            self._spawn()
            cold = self.init_ms
        self.init_ms = None
        s = self.sandbox
        inv = _Invocation(payload, cfg.timeout)
        t0 = time.monotonic()
        s.next.put(inv)
        finished = inv.done.wait(cfg.timeout + 0.05)
        ms = (time.monotonic() - t0) * 1000
        peak = s.rss_mb()
        if not finished:
            s.current = None  # its late death must not overwrite this result
            inv.error = True
            inv.result = json.dumps(
                {"errorType": "Sandbox.Timedout",
                 "errorMessage": f"RequestId: {inv.id} Error: Task timed out after {cfg.timeout}.00 seconds"}
            ).encode()
            self.stop()  # the next invocation gets a new process
        else:
            time.sleep(0.005)  # let the reader thread catch the last log lines
        lines = s.drain_log()
        self.all_logs = (self.all_logs + lines)[-2000:]
        report = f"REPORT RequestId: {inv.id}\tDuration: {ms:.2f} ms\tBilled Duration: {int(ms) + 1} ms\tMemory Size: {cfg.memory_size} MB\tMax Memory Used: {peak} MB"
        if cold:
            report += f"\tInit Duration: {cold:.2f} ms"
        logs = "\n".join(
            [f"START RequestId: {inv.id} Version: {self.function_version.id.qualifier}", *lines,
             f"END RequestId: {inv.id}", report]
        ) + "\n"
        return InvocationResult(inv.id, inv.result, is_error=inv.error, logs=logs)

    # -- addresses
    def get_address(self) -> str:
        return "127.0.0.1"

    def get_endpoint_from_executor(self) -> str:
        return "127.0.0.1"

    def get_runtime_endpoint(self) -> str:
        return f"http://127.0.0.1:{config.GATEWAY_LISTEN[0].port}/_localstack_lambda/{self.id}"

    def get_logs(self) -> str:
        if self.sandbox:
            self.all_logs += self.sandbox.drain_log()
        return "\n".join(self.all_logs)

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        if function_version.config.code:
            function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        pass

    @classmethod
    def validate_environment(cls) -> bool:
        for name in ("TRAWL_HOST_JAVA", "TRAWL_HOST_CLASS_PATH"):
            if not os.environ.get(name):
                LOG.warning("%s is not set: no function can run", name)
                return False
        return True
