"""Sends packets into network namespaces and says where they were seen.

Reads one JSON document: { "namespaces": [name], "sockets": [name], "packets": [{ "id", "namespace", "interface"?, "hex" }], "seconds" }.
Prints [[id, namespace, interface, "in" | "out" | "local"]]. A packet without an interface is sent by the machine itself. A packet is known by
the eight bytes PNL + id in its payload. "sockets": namespaces where also what reaches the machine itself is looked for.
"""
import ctypes, json, re, select, socket, sys, time

libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
PACKET_OUTGOING = 4
MARK = re.compile(rb"PNL([0-9]{5})")


def enter(name):
    with open(f"/run/netns/{name}") as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), name)


def opened(name, with_local):
    enter(name)
    packet = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    packet.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)
    sockets = [(packet, "packet")]
    if with_local:
        for family, protocols in ((socket.AF_INET, (1, 6, 17)), (socket.AF_INET6, (6, 17, 58))):
            for protocol in protocols:
                sockets.append((socket.socket(family, socket.SOCK_RAW, protocol), "local"))
    for one, _ in sockets:
        one.setblocking(False)
    own = {4: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)}
    own[6] = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_RAW)
    return sockets, own


def main():
    order = json.load(sys.stdin)
    watched, senders = {}, {}
    for name in order["namespaces"]:
        sockets, senders[name] = opened(name, name in order["sockets"])
        for one, kind in sockets:
            watched[one] = (name, kind)
    seen = set()
    targets = {}
    for packet in order["packets"]:
        data = bytes.fromhex(packet["hex"])[14 if packet.get("interface") else 0 :]
        targets[packet["id"]] = data[16:20] if data[0] >> 4 == 4 else data[24:40]

    def is_itself(found, data, kind):
        """Whether these bytes are the packet, and not an answer or an error that quotes it."""
        target = targets.get(int(found.group(1)))
        if kind == "packet":
            start = 30 if len(target or b"") == 4 else 38
            return found.start() in (42, 54, 62, 74) and data[start : start + len(target)] == target
        if len(target or b"") == 4:
            return found.start() in (28, 40) and data[16:20] == target
        return found.start() in (8, 20)

    def look(seconds):
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            ready, _, _ = select.select(list(watched), [], [], max(0, left))
            for one in ready:
                try:
                    while True:
                        data, address = one.recvfrom(65535)
                        found = MARK.search(data)
                        if not found:
                            continue
                        name, kind = watched[one]
                        if not is_itself(found, data, kind):
                            continue
                        if kind == "packet":
                            kind = "out" if address[2] == PACKET_OUTGOING else "in"
                            seen.add((int(found.group(1)), name, address[0], kind))
                        else:
                            seen.add((int(found.group(1)), name, "lo", "local"))
                except BlockingIOError:
                    pass
            if left <= 0:
                return

    links = {}
    for packet in order["packets"]:
        name, data = packet["namespace"], bytes.fromhex(packet["hex"])
        if packet.get("interface"):
            key = (name, packet["interface"])
            if key not in links:
                enter(name)
                links[key] = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
                links[key].bind((packet["interface"], 0))
            try:
                links[key].send(data)
            except OSError:
                pass
        else:
            enter(name)
            family = data[0] >> 4
            try:
                if family == 4:
                    senders[name][4].sendto(data, (socket.inet_ntop(socket.AF_INET, data[16:20]), 0))
                else:
                    senders[name][6].sendto(data, (socket.inet_ntop(socket.AF_INET6, data[24:40]), 0, 0, 0))
            except OSError:
                pass
        look(0.002)
    look(order["seconds"])
    json.dump(sorted(seen), sys.stdout)


main()
