import { seededRandom } from '@paranet/network'
import { expect, it } from 'vitest'
import { backbone } from '../../bench/src/ternary/backbone.js'
import { compareList } from '../engines/compare-list.js'
import { compareNetwork } from '../engines/compare-network.js'
import { compareTrace } from '../engines/compare-trace.js'
import { randomTables } from '../engines/random-tables.js'

const random = seededRandom(7)
const below = (end: number) => random.below(end)

/** A trace of a ring with nested prefixes, sets of ports and faults that come and go. */
function ringTrace(devices: number, prefixes: number, updates: number): string {
  const lines = Array.from({ length: devices }, (_, i) => `node d${i}`)
  for (let i = 0; i < devices; i++) lines.push(`link d${i} right d${(i + 1) % devices} left`)
  const nested = Array.from({ length: prefixes }, () => `10.${below(4)}.${below(4) * 16}.0/${12 + below(16)}`)
  const known = nested.map((prefix) => {
    const [address, length] = prefix.split('/')
    const value = address!.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    const size = 2 ** (32 - Number(length))
    const first = Math.floor(value / size) * size
    return `${[24, 16, 8, 0].map((shift) => (first >>> shift) & 255).join('.')}/${length}`
  })
  const one = () => known[below(known.length)]!
  const device = () => `d${below(devices)}`
  const port = () => ['left', 'right', 'left,right', 'drop', 'local', 'right', 'left', 'out'][below(8)]!
  for (let i = 0; i < prefixes / 3; i++) lines.push(`own ${device()} ${one()}`)
  for (let i = 0; i < devices * prefixes; i++) lines.push(`add ${device()} ${one()} ${port()}`)
  lines.push('mark loaded')
  for (let i = 0; i < updates; i++)
    lines.push(below(3) === 0 ? `del ${device()} ${one()}` : `mod ${device()} ${one()} ${port()}`)
  return lines.join('\n')
}

/** A list with nested prefixes, ranges and flags. */
function ruleList(count: number): string {
  const address = () => `10.${below(3)}.${below(4)}.${below(4)}/${[0, 8, 16, 22, 24, 30, 32][below(7)]}`
  const range = () => [`0 : 65535`, `80 : 80`, `1024 : 65535`, `${below(100)} : ${100 + below(900)}`][below(4)]
  const protocol = () => ['0x06/0xFF', '0x11/0xFF', '0x00/0x00'][below(3)]
  return Array.from(
    { length: count },
    () => `@${address()} ${address()} ${range()} ${range()} ${protocol()} 0x0000/0x${below(3) === 0 ? '0200' : '0000'}`,
  ).join('\n')
}

const cases = {
  'traces, after every update': () => compareTrace(ringTrace(6, 24, 150), 40_000),
  'lists of filters': () => compareList(ruleList(120), 60_000, 3, true),
  'tables with rewriting': () => compareNetwork(randomTables(below), 6000, below),
  'a backbone': () => compareNetwork(backbone(2), 1500, below),
}

for (const [name, run] of Object.entries(cases))
  it(`engines agree with oracles of their own: ${name}`, () => {
    const { disagreements, packets } = run()
    expect(disagreements).toEqual([])
    expect(packets).toBeGreaterThan(1000)
  })
