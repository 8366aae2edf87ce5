"""A minimal writer of compound files (version 3), for fixtures. Source: [MS-CFB]."""
import struct

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, MINI, CUTOFF = 512, 64, 4096


def pad(data, size):
    return data + bytes(-len(data) % size)


def write(tree):
    """tree: {name: bytes or dict}. Returns the file's bytes."""
    entries = [{"name": "Root Entry", "kind": 5, "child": FREE, "data": b""}]

    def add(parent, children):
        # A chain of right siblings in the order that the format demands is a valid (if slow) tree.
        names = sorted(children, key=lambda n: (len(n), n.upper()))
        previous = None
        for name in names:
            index = len(entries)
            value = children[name]
            folder = isinstance(value, dict)
            entries.append({"name": name, "kind": 1 if folder else 2, "child": FREE,
                            "data": b"" if folder else value})
            if previous is None:
                entries[parent]["child"] = index
            else:
                entries[previous]["right"] = index
            previous = index
            if folder:
                add(index, value)

    add(0, tree)
    sectors, fat, mini, minifat = [], [], b"", []

    def put(data):
        if not data:
            return END
        start = len(sectors)
        data = pad(data, SECTOR)
        for at in range(0, len(data), SECTOR):
            sectors.append(data[at:at + SECTOR])
            fat.append(len(sectors))
        fat[-1] = END
        return start

    for entry in entries:
        data = entry["data"]
        entry["size"] = len(data)
        if entry["kind"] == 2 and 0 < len(data) < CUTOFF:
            entry["start"] = len(minifat)
            blocks = -(-len(data) // MINI)
            minifat += [len(minifat) + i + 1 for i in range(blocks - 1)] + [END]
            mini += pad(data, MINI)
        else:
            entry["start"] = put(data) if entry["kind"] == 2 else END
    entries[0]["start"], entries[0]["size"] = put(mini), len(mini)
    minifat_start = put(struct.pack("<%dI" % len(minifat), *minifat))
    minifat_count = -(-len(minifat) * 4 // SECTOR)
    directory = b""
    for entry in entries:
        name = (entry["name"] + "\0").encode("utf-16-le")
        directory += struct.pack("<64sHBBIII16sIQQIQ", name, len(name), entry["kind"], 1, FREE,
                                 entry.get("right", FREE), entry["child"] if entry["kind"] != 2 else FREE,
                                 bytes(16), 0, 0, 0, entry["start"], entry["size"])
    directory_start = put(directory)
    count = 1
    while (len(fat) + count) * 4 > count * SECTOR:
        count += 1
    fat_sectors = list(range(len(sectors), len(sectors) + count))
    fat += [FAT] * count
    table = pad(struct.pack("<%dI" % len(fat), *fat), 4)
    table += b"\xff" * (count * SECTOR - len(table))
    header = struct.pack("<8s16sHHHHH6sIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), bytes(16), 0x3E, 3,
                         0xFFFE, 9, 6, bytes(6), 0, count, directory_start, 0, CUTOFF,
                         minifat_start if minifat else END, minifat_count, END, 0)
    header += struct.pack("<109I", *(fat_sectors + [FREE] * (109 - count)))
    return header + b"".join(sectors) + table
