import type { Entry, Intent, NetworkState } from '@paranet/network'
import { entriesOf, entryKey, indexTopology, networkState, seededRandom, stateOf } from '@paranet/network'
import { expect, test } from 'vitest'
import { VerifierSession } from '../session.js'
import { fiveNodes, isolate, readState, route, running } from '../testing/five-nodes.js'
import type { Verdict } from '../verdict.js'
import { verify } from '../verify.js'
import { NotWatched } from './intent-watch.js'

const index = indexTopology(fiveNodes)
const survive = [{ count: 1, element: 'link' }] as const
const intents: readonly Intent[] = [
  route('out', 'r1', 'r3', { reply: 'stateless' }),
  { ...route('safe', 'r1', 'r3'), survive },
  route('host', 'h1', 'r3'),
  route('home', 'r3', 'h1'),
  isolate('apart', 'r1', 'h1', { traffic: [{ protocol: 6, dstPorts: [[22, 22]] }] }),
]

const short = (verdicts: readonly Verdict[]) =>
  verdicts
    .filter(({ intent }) => intent !== 'system')
    .map(({ intent, property, verdict, reason }) => `${intent} ${property} ${verdict} ${reason ?? ''}`)

/** Entries that may come: for the same destinations, for others, and for all. */
const strangers = ['r1', 'r2', 'r3', 'fw'].flatMap((device) =>
  entriesIn(
    device,
    `route 10.3.9.0/24 drop
     route 10.0.0.0/8 drop
     deny forward 9 dst 10.3.0.0/16 proto 6 dst-port 443
     deny forward 9 src 10.1.5.0/24
     permit forward 8 dst 192.168.0.0/16`,
  ),
)

function entriesIn(device: string, text: string): { readonly device: string; readonly entry: Entry }[] {
  return [...entriesOf(readState(device, text)).values()].map((entry) => ({ device, entry }))
}

test('verdicts that are kept are those that a fresh proof gives, change by change', () => {
  const random = seededRandom(5)
  let state: NetworkState = running()
  const watch = new VerifierSession().watch({ index, intents, state })
  const own = [...state.values()].flatMap(({ device }) =>
    [...entriesOf(state.get(device)!).values()].map((entry) => ({ device, entry })),
  )
  const seen = new Set<string>()
  for (let step = 0; step < 250; step++) {
    const { device, entry } = random.pick([...own, ...strangers])
    const entries = new Map(entriesOf(state.get(device)!))
    const isRemoved = entries.has(entryKey(entry))
    if (isRemoved) entries.delete(entryKey(entry))
    else entries.set(entryKey(entry), entry)
    state = networkState([...state.values(), stateOf(device, entries.values())])
    const before = short(watch.verdicts())
    const changed = watch.change({ device, entry, isRemoved })
    const fresh = short(verify({ index, intents, state }).verdicts)
    expect(short(watch.verdicts()), `step ${step}: ${device} ${entryKey(entry)}`).toEqual(fresh)
    const others = intents.filter(({ id }) => {
      const of = (lines: readonly string[]) => lines.filter((one) => one.startsWith(`${id} `)).join()
      return of(before) !== of(fresh)
    })
    expect(changed.map(({ intent }) => intent)).toEqual(others.map(({ id }) => id))
    seen.add(`${changed.length}`)
  }
  expect(seen.size).toBeGreaterThan(2)
})

test('a counterexample is shown on demand', () => {
  const watch = new VerifierSession().watch({ index, intents, state: running() })
  const [added] = entriesIn('r2', 'route 10.3.9.0/24 drop')
  const entry = added?.entry as Entry
  expect(watch.change({ device: 'r2', entry }).map(({ intent }) => intent)).toEqual([
    'five/main/out',
    'five/main/safe',
    'five/main/host',
  ])
  expect(watch.verdictsOf('five/main/out')[0]).toMatchObject({ verdict: 'violated', packet: { dst: '10.3.9.10' } })
})

test('what rewrites packets is not watched', () => {
  const watch = new VerifierSession().watch({ index, intents, state: running() })
  const mark = { kind: 'mark', priority: 1, match: {}, dscp: 10 } as const
  expect(() => watch.change({ device: 'r1', entry: mark })).toThrow(NotWatched)
})
