"""Do the sum of a challenge, as a browser would."""

import json

import altcha


def solve(challenge):
    said = json.loads(challenge)
    found = altcha.solve_challenge(
        said["challenge"], said["salt"], said["algorithm"], said["maxNumber"]
    )
    return altcha.Payload(
        said["algorithm"], said["challenge"], found.number, said["salt"], said["signature"]
    ).to_base64()
