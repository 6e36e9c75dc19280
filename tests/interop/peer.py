"""The gateway's published scheme ("Card Encryption") written with Python's `cryptography`.

Reads JSON lines on stdin and answers each with one on stdout:
  {"publicKey", "plaintext", "mgf1"?}    -> {"encryptedCard"}; "mgf1": "SHA1" makes what Java makes by default
  {"privateKey", "encryptedCard"}        -> {"plaintext"}, or {"refused": true}
Keys are base64 of DER (SubjectPublicKeyInfo, PKCS#8).
"""

import base64
import functools
import json
import os
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key


def oaep(mgf1="SHA256"):
    return padding.OAEP(mgf=padding.MGF1(getattr(hashes, mgf1)()), algorithm=hashes.SHA256(), label=None)


def encode(data):
    return base64.b64encode(data).decode("ascii")


def decode(text):
    return base64.b64decode(text, validate=True)


# Reading a private key checks its primes, which takes longer than all the rest: once for each key.
@functools.lru_cache
def private_key(text):
    return load_der_private_key(decode(text), None)


def seal(request):
    key = load_der_public_key(decode(request["publicKey"]))
    content_key, nonce = AESGCM.generate_key(256), os.urandom(12)
    parts = {
        "encryptedKey": encode(key.encrypt(content_key, oaep(request.get("mgf1", "SHA256")))),
        "nonce": encode(nonce),
        "ciphertext": encode(AESGCM(content_key).encrypt(nonce, request["plaintext"].encode("utf-8"), None)),
    }
    return {"encryptedCard": encode(json.dumps(parts).encode("utf-8"))}


def unseal(request):
    key = private_key(request["privateKey"])
    parts = json.loads(decode(request["encryptedCard"]))
    try:
        content_key = key.decrypt(decode(parts["encryptedKey"]), oaep())
        plaintext = AESGCM(content_key).decrypt(decode(parts["nonce"]), decode(parts["ciphertext"]), None)
    except (ValueError, InvalidTag):
        return {"refused": True}
    return {"plaintext": plaintext.decode("utf-8", errors="strict")}


for line in sys.stdin:
    message = json.loads(line)
    answer = seal(message) if "plaintext" in message else unseal(message)
    print(json.dumps(answer), flush=True)
