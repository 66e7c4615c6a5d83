import { expect, test } from 'vitest'
import {
  comparePrefixes,
  formatAddress,
  parseAddress,
  parseAddressNumber,
  parseInterfaceAddress,
  parsePrefix,
  type Prefix,
  prefixContains,
  prefixHolds,
  type IpAddress,
} from './ip.js'

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['255.255.255.255', '255.255.255.255'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['::', '::'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
])('reads the address %s as %s', (text, canonical) => expect(parseAddress(text)).toBe(canonical))

test.each([
  '',
  '10',
  '10.0.0',
  '10.0.0.256',
  '010.0.0.1',
  '10.0.0.1.',
  '1.2.3.4.5',
  'fe80::1%eth0',
  '::g',
  ':::',
  'abc',
])('refuses the address %j', (text) => expect(parseAddress(text)).toBeUndefined())

test.each([
  ['10.1.2.3/16', '10.1.0.0/16'],
  ['10.1.2.3', '10.1.2.3/32'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['2001:db8:1::ff/32', '2001:db8::/32'],
  ['::1', '::1/128'],
])('reads the prefix %s as %s', (text, canonical) => expect(parsePrefix(text)).toBe(canonical))

test.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/08', '::/129', '/8', '10.0.0.0/8/8'])(
  'refuses the prefix %j',
  (text) => expect(parsePrefix(text)).toBeUndefined(),
)

test('an interface address keeps its host bits', () => expect(parseInterfaceAddress('10.9.0.1/31')).toBe('10.9.0.1/31'))

test('prefixes hold the prefixes and addresses inside them, within one family', () => {
  expect(prefixContains('10.0.0.0/8' as Prefix, '10.1.0.0/16' as Prefix)).toBe(true)
  expect(prefixContains('10.1.0.0/16' as Prefix, '10.0.0.0/8' as Prefix)).toBe(false)
  expect(prefixContains('0.0.0.0/0' as Prefix, '::/0' as Prefix)).toBe(false)
  expect(prefixHolds('2001:db8::/32' as Prefix, '2001:db8:ffff::1' as IpAddress)).toBe(true)
})

test('prefixes sort by family, address, length', () => {
  const sorted = ['::/0', '10.0.0.0/8', '10.0.0.0/16', '9.0.0.0/8'].map((text) => text as Prefix).sort(comparePrefixes)
  expect(sorted).toEqual(['9.0.0.0/8', '10.0.0.0/8', '10.0.0.0/16', '::/0'])
})

test('numbers and text agree', () => {
  for (const text of ['0.0.0.0', '128.0.0.1', '255.255.255.255', 'ffff::', '::1'])
    expect(formatAddress(parseAddressNumber(text) ?? { family: 4, value: 7n })).toBe(text)
})
