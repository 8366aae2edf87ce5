"""A minimal reader of compound files (version 3, no DIFAT sectors), for fixtures. Source: [MS-CFB]."""
import struct

END = 0xFFFFFFFE


def read(data):
    """The file's tree as {name: bytes or dict}, what cfb.write takes."""
    assert struct.unpack_from("<H", data, 30)[0] == 9
    sector = lambda n: data[(n + 1) * 512:(n + 2) * 512]
    count, first, cutoff, mini_first = (struct.unpack_from("<I", data, at)[0] for at in (44, 48, 56, 60))
    fat = b"".join(sector(n) for n in struct.unpack_from("<%dI" % count, data, 76))
    fat = struct.unpack("<%dI" % (len(fat) // 4), fat)

    def chain(start):
        out = b""
        while start < END - 2:
            out += sector(start)
            start = fat[start]
        return out

    entries = chain(first)
    minifat = chain(mini_first) if mini_first < END - 2 else b""
    minifat = struct.unpack("<%dI" % (len(minifat) // 4), minifat)

    def entry(index):
        raw = entries[index * 128:(index + 1) * 128]
        name = raw[:struct.unpack_from("<H", raw, 64)[0] - 2].decode("utf-16-le")
        left, right, child = struct.unpack_from("<III", raw, 68)
        start, size = struct.unpack_from("<II", raw, 116)
        return name, raw[66], left, right, child, start, size

    mini = chain(entry(0)[5])

    def stream(start, size):
        if size >= cutoff:
            return chain(start)[:size]
        out = b""
        while start < END - 2:
            out += mini[start * 64:(start + 1) * 64]
            start = minifat[start]
        return out[:size]

    def folder(index, tree):
        if index == 0xFFFFFFFF:
            return tree
        name, kind, left, right, child, start, size = entry(index)
        folder(left, tree)
        tree[name] = folder(child, {}) if kind == 1 else stream(start, size)
        folder(right, tree)
        return tree

    return folder(entry(0)[4], {})
