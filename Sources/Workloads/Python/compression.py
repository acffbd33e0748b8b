"""311.compression: packs a generated tree of text files into a ZIP archive, in memory.

Needs the interpreter alone. The files follow from the event, so that anyone can generate them again
and compare: words drawn by a stream of SHA-256 digests from a vocabulary that is drawn the same way.
"""

import hashlib
import io
import time
import zipfile

VOCABULARY_SIZE = 256
LONGEST_WORD = 9
COMPRESSION_LEVEL = 6
FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def stream(label, length):
    """The first `length` bytes of SHA-256("label/0"), SHA-256("label/1"), ..."""
    blocks = range((length + 31) // 32)
    return b"".join([hashlib.sha256(b"%s/%d" % (label, i)).digest() for i in blocks])[:length]


def vocabulary(seed):
    """256 words of 2 to 9 letters; every sixteenth ends a line."""
    drawn = stream(b"%d/words" % seed, VOCABULARY_SIZE * (1 + LONGEST_WORD))
    words = []
    for i in range(VOCABULARY_SIZE):
        length, *letters = drawn[i * (1 + LONGEST_WORD) : (i + 1) * (1 + LONGEST_WORD)]
        word = bytes([97 + letter % 26 for letter in letters[: 2 + length % 8]])
        words.append(word + (b"\n" if i % 16 == 0 else b" "))
    return words


def file_content(seed, index, words, count):
    """`count` words of file number `index`."""
    return b"".join(map(words.__getitem__, stream(b"%d/file/%d" % (seed, index), count)))


def handler(event, context):
    seed, files, words_per_file = event["seed"], event["files"], event["words_per_file"]
    generating_ns = 0
    computing_ns = 0
    computing_cpu_ns = 0

    begin = time.perf_counter_ns()
    words = vocabulary(seed)
    generating_ns += time.perf_counter_ns() - begin

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for index in range(files):
            begin = time.perf_counter_ns()
            content = file_content(seed, index, words, words_per_file)
            packing = time.perf_counter_ns()
            packing_cpu = time.process_time_ns()
            entry = zipfile.ZipInfo("chapter-%02d/section-%03d.txt" % (index // 10, index), FIXED_DATE)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, COMPRESSION_LEVEL)
            computing_cpu_ns += time.process_time_ns() - packing_cpu
            computing_ns += time.perf_counter_ns() - packing
            generating_ns += packing - begin

    with zipfile.ZipFile(target) as archive:
        entries = archive.infolist()
    return {
        "result": {
            "token": event["token"],
            "files": len(entries),
            "bytes": sum(entry.file_size for entry in entries),
            "archive_bytes": target.getbuffer().nbytes,
            "crc32": [entry.CRC for entry in entries],
        },
        "measurement": {
            "compute_us": computing_ns // 1000,
            "compute_cpu_us": computing_cpu_ns // 1000,
            "generate_us": generating_ns // 1000,
        },
    }
