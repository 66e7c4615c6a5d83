import { makePlan } from '@paranet/planner'
import { emptyDeviceState, networkState } from '@paranet/network'
import { resolveNetwork } from '@paranet/language'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const page = readFileSync(new URL('../../docs/language/geo.md', import.meta.url), 'utf8')
const network = /```pn network\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
const { topology } = resolveNetwork([{ name: 'fjord.pn', text: network }])
if (!topology) throw new Error('the network of the manual does not resolve')
const empty = networkState(['g1', 'g2', 'g3', 'g4', 'g5'].map(emptyDeviceState))

const plan = (text: string, observed = empty) =>
  makePlan({ network: 'fjord', topology, files: [{ name: 'i.pn', text }], observed })

test('changes of places come in waves that lose nothing', () => {
  const before = `
    route down { from: region(north), to: region(south), protocol: geo, fallback: perimeter }
    geocast alarm { source: hq, area: region(south), traffic: udp dst-port 5005, fallback: perimeter }`
  const first = plan(before)
  expect([first.ok, first.diagnostics]).toEqual([true, []])
  const second = plan(
    `${before} isolate quiet { from: g2, to: buoy, protocol: geo, priority: 300 }`,
    networkState(Object.values(first.desired)),
  )
  expect(second.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(second.waves.length).toBeGreaterThan(0)
  const third = plan(
    'route down { from: region(north), to: g4, protocol: geo, fallback: perimeter }',
    networkState(Object.values(first.desired)),
  )
  expect([third.ok, third.diagnostics]).toEqual([true, []])
  expect(third.waves.length).toBeGreaterThan(0)
})
