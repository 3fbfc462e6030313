"""Proofs of work after the Altcha protocol: a sum that costs a browser a second, and a machine the same.

Nothing is asked of a third party, and nothing is stored until somebody comes with a solution.
"""

import base64
import binascii
import json
from datetime import datetime, timedelta

import altcha

from feedback_site.floods.gates import Gate
from feedback_site.privacy.sealing import blind_index

# A phone tries some 20 000 sums a second, a half of these on the average.
LARGEST = 40_000
VALID_FOR = timedelta(minutes=20)
LONGEST_PROOF = 2_000
# A solution opens the door once; kept for longer than a challenge is valid.
_ONCE = Gate(name="proof", limit=1, seconds=86_400)


def new_challenge(*, now: datetime) -> str:
    """Set a sum: JSON for the page's script."""
    sum_ = altcha.ChallengeOptions(max_number=LARGEST, hmac_key=_key(), expires=now + VALID_FOR)
    challenge = altcha.create_challenge(sum_)
    return json.dumps(challenge.to_dict())


def is_solved(proof: str, *, now: datetime) -> bool:
    """Whether this solves a sum of ours that is not too old, and comes for the first time."""
    proof = proof[:LONGEST_PROOF]
    try:
        said = json.loads(base64.b64decode(proof, validate=True))
    except (binascii.Error, ValueError):
        return False
    if not isinstance(said, dict) or not _is_shaped(said):
        return False
    is_right, _why = altcha.verify_solution(proof, _key())
    return is_right and _ONCE.admits(blind_index("proof", str(said["challenge"])).hex(), now=now)


def _is_shaped(said: dict[str, object]) -> bool:
    words = (said.get(name) for name in ("challenge", "salt", "signature"))
    is_ours = said.get("algorithm") == "SHA-256" and type(said.get("number")) is int
    return is_ours and all(isinstance(word, str) for word in words)


def _key() -> str:
    return blind_index("proof of work", "altcha").hex()
