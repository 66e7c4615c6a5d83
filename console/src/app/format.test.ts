import { expect, test } from 'vitest'
import {
  formatBytes,
  formatMicros,
  formatMs,
  formatPacket,
  formatRate,
  formatShare,
  intentName,
  plural,
  shortId,
} from './format.js'

test.each<[string, string, string]>([
  ['rates', formatRate(1_250_000_000), '1.25 Gbit/s'],
  ['whole rates', formatRate(10_000_000_000), '10 Gbit/s'],
  ['no rate', formatRate(0), '0 bit/s'],
  ['rates just below a step', formatRate(999_999), '1 Mbit/s'],
  ['bytes', formatBytes(276_400_000), '276 MB'],
  ['microseconds', formatMicros(40), '40 µs'],
  ['milliseconds', formatMicros(1255), '1.25 ms'],
  ['a duration', formatMs(912), '912 ms'],
  ['minutes', formatMs(180_000), '3 min'],
  ['small shares', formatShare(0.082), '8.2 %'],
  ['shares', formatShare(0.316), '32 %'],
  ['one', plural(1, 'device'), '1 device'],
  ['many', plural(1200, 'device'), '1,200 devices'],
  ['intent ids', intentName('campus/a/b.pn/web'), 'web'],
  ['hashes', shortId('sha256-0123456789abcdef'), '0123456789'],
])('%s', (_, shown, wanted) => {
  expect(shown).toBe(wanted)
})

test('packets', () => {
  const packet = {
    src: '10.1.0.1',
    dst: '10.2.0.1',
    protocol: 6,
    srcPort: 40000,
    dstPort: 443,
    dscp: 0,
    established: false,
  }
  expect(formatPacket(packet)).toBe('tcp 10.1.0.1:40000 → 10.2.0.1:443')
  expect(formatPacket({ ...packet, src: '2001:db8::1', dst: '2001:db8::2' })).toBe(
    'tcp [2001:db8::1]:40000 → [2001:db8::2]:443',
  )
  expect(formatPacket({ ...packet, protocol: 1, srcPort: 0, dstPort: 0, established: true })).toBe(
    'icmp 10.1.0.1 → 10.2.0.1 (answer)',
  )
})
