"""Ctrl+C at the service: who waits for news is answered, and one line says that it has ended."""

import asyncio
import signal
import subprocess
import threading
from contextlib import suppress

import requests

from db.gateway.heads import Heads
from tests.support.province import Identity
from tests.sync.test_kill import Gateway


def asked(gateway, path, **more):
    return requests.get(gateway.url + path, timeout=60, **more)


def signed_in(gateway):
    """Headers of a workstation that has just joined."""
    me = Identity()
    names = {"device": me.device, "public_key": me.public, "name": ""}

    def post(what, told):
        return requests.post(f"{gateway.url}/v1/{what}", json=told, timeout=60).json()

    post("enrol", {"code": gateway.codes.pop(), **names})
    nonce = post("challenge", {"device": me.device})["nonce"]
    told = {"device": me.device, "nonce": nonce, "signature": me.sign(nonce)}
    return {"Authorization": f"Bearer {post('token', told)['token']}"}


def test_stopped_by_its_operator_it_says_so_in_one_line_and_nothing_else(tmp_path):
    gateway = Gateway(tmp_path / "gateway")
    gateway.start(subprocess.STDOUT)
    try:
        headers = signed_in(gateway)
        head = asked(gateway, "/v1/sync/changes?cursor=0", headers=headers).headers["X-Head"]
        answers = []
        question = f"/v1/sync/changes?cursor={head}&wait=25"

        def wait():
            with suppress(requests.ConnectionError):  # it had ended before it was asked
                answers.append(asked(gateway, question, headers=headers).status_code)

        waiting = threading.Thread(target=wait)
        waiting.start()
        asked(gateway, "/metrics")
        gateway.process.send_signal(signal.SIGINT)
        said = gateway.process.stdout.read()
        waiting.join()
        assert (said, gateway.process.wait()) == ("交换服务已停止。\n", 0)
        assert answers in ([200], [])
    finally:
        gateway.clear()


def test_who_waits_for_news_of_a_service_that_ends_waits_no_longer():
    async def play():
        heads = Heads()
        heads.known(1, 5)
        waits = asyncio.ensure_future(heads.beyond(1, 5, 25))
        await asyncio.sleep(0)
        assert not waits.done()
        heads.close()
        for _ in range(10):
            await asyncio.sleep(0)
        assert waits.done()
        await heads.beyond(1, 5, 25)  # nor does anybody who comes after that

    asyncio.run(play())
