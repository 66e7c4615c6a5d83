import type { Packet } from '@paranet/network'
import { parseAddressNumber } from '@paranet/network'

/** The bytes of a packet, with the number by which it is known on its way in its payload. TCP: a SYN, or a SYN-ACK where it is established;
 *  ICMP: an echo request or reply. All checksums are right, since connection tracking looks at them. */
export function packetBytes(packet: Packet, id: number, isAnswer: boolean): Buffer {
  const src = addressBytes(packet.src)
  const dst = addressBytes(packet.dst)
  const data = Buffer.from(`PNL${String(id).padStart(5, '0')}`)
  const payload = transportBytes(packet, src, dst, data, isAnswer)
  if (src.length === 4) {
    const header = Buffer.alloc(20)
    header.writeUInt8(0x45, 0)
    header.writeUInt8(packet.dscp << 2, 1)
    header.writeUInt16BE(20 + payload.length, 2)
    header.writeUInt16BE(id & 0xffff, 4)
    header.writeUInt8(64, 8)
    header.writeUInt8(packet.protocol, 9)
    src.copy(header, 12)
    dst.copy(header, 16)
    header.writeUInt16BE(checksum(header), 10)
    return Buffer.concat([header, payload])
  }
  const header = Buffer.alloc(40)
  header.writeUInt32BE((6 << 28) + (packet.dscp << 22), 0)
  header.writeUInt16BE(payload.length, 4)
  header.writeUInt8(packet.protocol, 6)
  header.writeUInt8(64, 7)
  src.copy(header, 8)
  dst.copy(header, 24)
  return Buffer.concat([header, payload])
}

/** The packet in an Ethernet frame. */
export function frameBytes(packet: Buffer, srcMac: string, dstMac: string): Buffer {
  const mac = (text: string) => Buffer.from(text.replaceAll(':', ''), 'hex')
  return Buffer.concat([
    mac(dstMac),
    mac(srcMac),
    Buffer.from((packet[0] ?? 0) >> 4 === 4 ? '0800' : '86dd', 'hex'),
    packet,
  ])
}

function transportBytes(packet: Packet, src: Buffer, dst: Buffer, data: Buffer, isAnswer: boolean): Buffer {
  const { protocol, srcPort, dstPort } = packet
  if (protocol === 1 || protocol === 58) {
    const bytes = Buffer.concat([Buffer.alloc(8), data])
    bytes.writeUInt8(protocol === 1 ? (isAnswer ? 0 : 8) : isAnswer ? 129 : 128, 0)
    // Both directions of one exchange have one identifier.
    bytes.writeUInt16BE((srcPort + dstPort) & 0xffff, 4)
    bytes.writeUInt16BE(protocol === 1 ? checksum(bytes) : checksum(pseudo(src, dst, protocol, bytes)), 2)
    return bytes
  }
  const isTcp = protocol === 6
  const bytes = Buffer.concat([Buffer.alloc(isTcp ? 20 : 8), data])
  bytes.writeUInt16BE(srcPort, 0)
  bytes.writeUInt16BE(dstPort, 2)
  if (isTcp) {
    bytes.writeUInt32BE(isAnswer ? 5000 : 1000, 4)
    // The answer acknowledges the SYN and its eight bytes.
    bytes.writeUInt32BE(isAnswer ? 1009 : 0, 8)
    bytes.writeUInt8(5 << 4, 12)
    bytes.writeUInt8(isAnswer ? 0x12 : 0x02, 13)
    bytes.writeUInt16BE(8192, 14)
  } else bytes.writeUInt16BE(bytes.length, 4)
  const sum = checksum(pseudo(src, dst, protocol, bytes))
  bytes.writeUInt16BE(sum === 0 ? 0xffff : sum, isTcp ? 16 : 6)
  return bytes
}

function pseudo(src: Buffer, dst: Buffer, protocol: number, bytes: Buffer): Buffer {
  const tail = Buffer.alloc(8)
  tail.writeUInt32BE(bytes.length, 0)
  tail.writeUInt8(protocol, 7)
  return Buffer.concat([src, dst, tail, bytes])
}

function checksum(bytes: Buffer): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) + (bytes[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

function addressBytes(text: string): Buffer {
  const number = parseAddressNumber(text)
  if (!number) throw new TypeError(`no address: ${text}`)
  return Buffer.from(number.value.toString(16).padStart(number.family === 4 ? 8 : 32, '0'), 'hex')
}
