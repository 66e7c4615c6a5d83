"""Sends UDP packets at given rates from one network namespace, and says how fast each flow arrives in another.

Reads one JSON document: { "from": { "namespace", "interface", "mac", "deviceMac" }, "to": { "namespace", "interface" }, "flows":
[{ "src", "dst", "dstPort", "rate" }], "from_second", "seconds" }. Prints bit/s per flow, counted over the IP packets that arrive between
"from_second" and "seconds".
"""
import ctypes, json, socket, struct, sys, time

libc = ctypes.CDLL(None, use_errno=True)
SIZE = 1200


def enter(name):
    with open(f"/run/netns/{name}") as file:
        if libc.setns(file.fileno(), 0x40000000) != 0:
            raise OSError(ctypes.get_errno(), name)


def opened(end):
    enter(end["namespace"])
    one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    one.bind((end["interface"], 3))
    one.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)
    one.setblocking(False)
    return one


def frame(end, flow):
    """An IPv4 packet of SIZE bytes in its frame, with a UDP checksum of none."""
    header = struct.pack("!BBHHHBBH", 0x45, 0, SIZE, 0, 0x4000, 64, 17, 0)
    header += socket.inet_aton(flow["src"]) + socket.inet_aton(flow["dst"])
    total = sum(struct.unpack("!10H", header))
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    header = header[:10] + struct.pack("!H", ~total & 0xFFFF) + header[12:]
    udp = struct.pack("!HHHH", 4000, flow["dstPort"], SIZE - 20, 0)
    macs = bytes.fromhex((end["deviceMac"] + end["mac"]).replace(":", ""))
    return macs + b"\x08\x00" + header + udp + bytes(SIZE - 28)


def main():
    order = json.load(sys.stdin)
    flows = order["flows"]
    receiver, sender = opened(order["to"]), opened(order["from"])
    frames = [frame(order["from"], flow) for flow in flows]
    ports = {flow["dstPort"]: i for i, flow in enumerate(flows)}
    sent, arrived = [0] * len(flows), [0] * len(flows)
    start = time.monotonic()
    while (now := time.monotonic() - start) < order["seconds"]:
        for i, flow in enumerate(flows):
            due = now * flow["rate"] / 8 / SIZE
            # What a busy machine was late for is not made up for at once.
            sent[i] = max(sent[i], int(due) - 20)
            while sent[i] < due:
                sent[i] += 1
                try:
                    sender.send(frames[i])
                except OSError:
                    break
        for _ in range(64):
            try:
                data, address = receiver.recvfrom(64)
            except BlockingIOError:
                break
            if address[2] == 4 or data[12:14] != b"\x08\x00" or data[23] != 17 or now < order["from_second"]:
                continue
            flow = ports.get(struct.unpack("!H", data[36:38])[0])
            if flow is not None:
                arrived[flow] += SIZE
        time.sleep(0.0005)
    window = order["seconds"] - order["from_second"]
    json.dump([count * 8 / window for count in arrived], sys.stdout)


main()
