"""Read a QR code without errors in it (ISO/IEC 18004), so that a drawn one can be compared with its words."""

from segno import consts

_MASKS = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
)
_LEVEL_M = 0b00


def read(rows):
    """Give the words of a code of level M in byte mode; `rows` are its modules, True for dark."""
    side = len(rows)
    version = (side - 17) // 4
    written = [rows[8][column] for column in range(5)]
    level, mask = (_number(bit) for bit in (_unmasked(written)[:2], _unmasked(written)[2:]))
    assert level == _LEVEL_M
    bits = [
        rows[i][j] ^ _MASKS[mask](i, j)
        for i, j in _walk(side)
        if not _is_function(i, j, side, version)
    ]
    codewords = [_number(bits[at : at + 8]) for at in range(0, len(bits) - 7, 8)]
    data = [bit for word in _in_order(codewords, version) for bit in _bits(word)]
    assert _number(data[:4]) == 0b0100
    count_bits = 8 if version < 10 else 16
    length = _number(data[4 : 4 + count_bits])
    start = 4 + count_bits
    return bytes(_number(data[at : at + 8]) for at in range(start, start + 8 * length, 8)).decode()


def _unmasked(bits):
    return [bit ^ bool(0b10101 >> (4 - at) & 1) for at, bit in enumerate(bits)]


def _number(bits):
    return int("".join("1" if bit else "0" for bit in bits), 2)


def _bits(word):
    return [bool(word >> shift & 1) for shift in range(7, -1, -1)]


def _walk(side):
    """Go through all modules in the order in which they are filled: two columns up, two down."""
    is_up, column = True, side - 1
    while column > 0:
        column -= column == 6
        for row in range(side - 1, -1, -1) if is_up else range(side):
            yield row, column
            yield row, column - 1
        is_up, column = not is_up, column - 2


def _is_function(i, j, side, version):
    at_finder = (i < 9 and j < 9) or (i < 9 and j >= side - 8) or (i >= side - 8 and j < 9)
    on_version = version >= 7 and ((i < 6 and j >= side - 11) or (j < 6 and i >= side - 11))
    return at_finder or i == 6 or j == 6 or on_version or _is_alignment(i, j, side, version)


def _is_alignment(i, j, side, version):
    centres = consts.ALIGNMENT_POS[version - 2]
    corners = {(6, 6), (6, side - 7), (side - 7, 6)}
    return any(
        abs(i - a) <= 2 and abs(j - b) <= 2
        for a in centres
        for b in centres
        if (a, b) not in corners
    )


def _in_order(codewords, version):
    """Put the interleaved data codewords of all blocks back into order."""
    sizes = [
        info.num_data
        for info in consts.ECC[version][consts.ERROR_LEVEL_M]
        for _ in range(info.num_blocks)
    ]
    left, blocks = iter(codewords), [[] for _ in sizes]
    for place in range(max(sizes)):
        for block, size in zip(blocks, sizes, strict=True):
            if place < size:
                block.append(next(left))
    return [word for block in blocks for word in block]
