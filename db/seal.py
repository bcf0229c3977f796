"""Personal words under a key of their own, so that they can be destroyed and the chain still holds.

突发事件应对法 第85条 and 个人信息保护法 ask for destruction; an append-only journal forbids it.
Both are kept by sealing (AES-256-GCM) under one key per event or person and destroying the key.
A sealed value is nonce (12 bytes) + ciphertext + tag. Destroying is for good: what a key was
about gets no second one, so that a form left open can't bring the words back.
"""

import json
import threading
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from db.coding import canonical

DESTROYED = "已销毁"
_NONCE = 12
KEY_BYTES = 32


class SealRing:
    """The keys in use, by what they are about; shared by the writer and all readers.

    Workstations that met only later may each have made one: what either sealed can be read.

    A reader with an older snapshot may still see a key that has just been destroyed, therefore
    the ring remembers what is gone and learns it no more.
    """

    def __init__(self, entropy: Callable[[int], bytes]) -> None:
        self._entropy = entropy
        self._ciphers: dict[str, dict[bytes, AESGCM]] = {}  # by key; the first seals
        self._gone: set[str] = set()
        self._lock = threading.Lock()

    def known(self, about: str) -> bool:
        return about in self._ciphers

    def gone(self, about: str) -> bool:
        return about in self._gone

    def new_key(self) -> bytes:
        return self._entropy(KEY_BYTES)

    def learn(self, about: str, key: bytes | None) -> None:
        """A key as the store has it; None where it was destroyed."""
        with self._lock:
            if key is None:
                self._gone.add(about)
                self._ciphers.pop(about, None)
            elif about not in self._gone:
                self._ciphers.setdefault(about, {}).setdefault(key, AESGCM(key))

    def forget(self, about: str) -> None:
        """What was made or destroyed in a transaction that came to nothing is read anew."""
        with self._lock:
            self._gone.discard(about)
            self._ciphers.pop(about, None)

    def seal(self, about: str, text: str) -> bytes:
        nonce = self._entropy(_NONCE)
        cipher = next(iter(self._ciphers[about].values()))
        return nonce + cipher.encrypt(nonce, text.encode(), about.encode())

    def unseal(self, about: str, sealed: bytes) -> str:
        """The words, or 已销毁 once their key is gone."""
        for cipher in self._ciphers.get(about, {}).values():
            try:
                return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode()).decode()
            except InvalidTag:
                continue
        return DESTROYED

    def seal_words(self, about: str, words: Mapping[str, str]) -> bytes:
        return self.seal(about, canonical(dict(words)))

    def unseal_words(self, about: str, sealed: bytes | None) -> dict[str, str]:
        if sealed is None:
            return {}
        text = self.unseal(about, sealed)
        if text == DESTROYED:
            return {"sealed": DESTROYED}
        found: dict[str, str] = json.loads(text)
        return found
