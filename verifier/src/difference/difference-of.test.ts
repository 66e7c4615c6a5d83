import type { DeviceState, FilterEntry, NetworkState, OwnerLedger } from '@paranet/network'
import { emptyDeviceState, indexTopology, networkState } from '@paranet/network'
import { expect, test } from 'vitest'
import { prefix, smallTopology } from '../testing/transition-network.js'
import { trafficChanges } from './difference.js'
import { differenceOf } from './difference-of.js'

const index = indexTopology(smallTopology)

/** `10.4.0.0/16 to-b to-c`: a route and its equal next hops; `lan`: here. */
function state(device: string, ...routes: string[]): DeviceState {
  return {
    ...emptyDeviceState(device),
    routes: routes.map((line) => {
      const [dst = '', ...outs] = line.split(' ')
      const action =
        outs[0] === 'lan'
          ? { kind: 'deliver' as const, interface: 'lan' }
          : { kind: 'forward' as const, groups: [outs.map((name) => ({ interface: name }))] as const }
      return { prefix: prefix(dst), action }
    }),
  }
}

const deny = (device: DeviceState, match: FilterEntry['match']): DeviceState => ({
  ...device,
  filters: [{ direction: 'forward', priority: 5, match, action: 'deny' }],
})
const upper = [
  state('a', '10.4.0.0/16 to-b'),
  state('b', '10.4.0.0/16 to-d'),
  state('c', '10.4.0.0/16 to-d'),
  state('d', '10.4.0.0/16 lan'),
]
const withA = (...routes: string[]) => [state('a', ...routes), ...upper.slice(1)]
const marked: DeviceState = { ...(upper[0] as DeviceState), marks: [{ priority: 5, match: {}, dscp: 46 }] }

/** One line a class. */
function lines(before: readonly DeviceState[], after: readonly DeviceState[], more = {}): string[] {
  const difference = differenceOf({ index, before: networkState(before), after: networkState(after), ...more })
  const found = trafficChanges.flatMap((change) => difference[change])
  return found.map(
    ({ change, words, ingress, before: old, after: now }) =>
      `${change} ${words} at ${ingress.map(({ node }) => node).join()}: ${waysText(old)} => ${waysText(now)}`,
  )
}

const waysText = ({
  ways,
}: {
  readonly ways: readonly { readonly nodes: readonly string[]; readonly end: string }[]
}) => ways.map(({ nodes, end }) => `${nodes.join('')}${end === 'delivered' ? '' : ` ${end}`}`).join(' | ')

const table: Record<string, [before: DeviceState[], after: DeviceState[], lines: string[]]> = {
  'equal states differ in nothing': [upper, upper, []],
  'a route that goes loses what it carried': [upper, withA(), ['lost any → 10.4.0.0/16 at a: abd => a dropped']],
  'a route that comes gains it': [withA(), upper, ['gained any → 10.4.0.0/16 at a: a dropped => abd']],
  'another next hop moves packets': [upper, withA('10.4.0.0/16 to-c'), ['moved any → 10.4.0.0/16 at a: abd => acd']],
  'a second equal next hop moves packets to a set of ways': [
    upper,
    withA('10.4.0.0/16 to-b to-c'),
    ['moved any → 10.4.0.0/16 at a: abd => abd | acd'],
  ],
  'an equal next hop that leads nowhere loses a part of the flows': [
    upper,
    withA('10.4.0.0/16 to-b to-c').filter(({ device }) => device !== 'c'),
    ['lost any → 10.4.0.0/16 at a: abd => abd | ac dropped'],
  ],
  'a longer prefix with the same next hop changes nothing': [upper, withA('10.4.0.0/16 to-b', '10.4.7.0/24 to-b'), []],
  'of a longer prefix only its packets move': [
    upper,
    withA('10.4.0.0/16 to-b', '10.4.7.0/24 to-c'),
    ['moved any → 10.4.7.0/24 at a: abd => acd'],
  ],
  'packets that are dropped elsewhere are no change': [
    [state('a', '10.9.0.0/16 to-b'), ...upper.slice(1)],
    [state('a', '10.9.0.0/16 to-c'), ...upper.slice(1)],
    [],
  ],
  'a filter loses what it denies': [
    upper,
    [deny(upper[0] as DeviceState, { protocol: 6, dstPort: [22, 23] }), ...upper.slice(1)],
    ['lost any → 10.4.0.0/16 tcp 22–23 at a: abd => a dropped'],
  ],
  'a mark rewrites what does not have it': [
    upper,
    [marked, ...upper.slice(1)],
    ['rewritten any → 10.4.0.0/16 dscp 0–45, 47–63 at a: abd => abd'],
  ],
  'packets that come to others than their destination says': [
    upper,
    withA('10.4.0.0/16 to-b', '10.1.0.0/16 lan', '10.9.0.0/16 lan'),
    [
      'gained any → 10.1.0.0/16 at a: a dropped => a',
      'misdelivered any → 10.9.0.0/16 at a: a dropped => a misdelivered',
    ],
  ],
}

test.each(Object.entries(table))('%s', (_, [before, after, expected]) => expect(lines(before, after)).toEqual(expected))

test('what is down is down before and after', () => {
  const down = { scenario: { downLinks: new Set([index.linkId.get('a--b') ?? -1]), downNodes: new Set<number>() } }
  expect(lines(upper, withA('10.4.0.0/16 to-c'), down)).toEqual(['gained any → 10.4.0.0/16 at a: a dropped => acd'])
})

test('the example meets the entries that change, and their owners are told', () => {
  const key = 'route 10.4.0.0/16' as never
  const owned = (owner: string): OwnerLedger => new Map([['a', new Map([[key, [owner]]])]])
  const { moved } = differenceOf({
    index,
    before: networkState(upper),
    after: networkState(withA('10.4.0.0/16 to-c')),
    ledger: owned('n/f/new'),
    ledgerBefore: owned('n/f/old'),
  })
  expect(moved[0]?.owners).toEqual(['n/f/new', 'n/f/old'])
  expect(moved[0]?.after.hops.map(({ node, entries }) => `${node} ${entries.join()}`)).toEqual([
    'a route 10.4.0.0/16',
    'c route 10.4.0.0/16',
    'd route 10.4.0.0/16',
  ])
  expect(moved[0]?.packet.src).toBe('10.1.0.10')
})

test('lists are bounded, totals are not; of too many ways it says so', () => {
  const before: NetworkState = networkState(upper)
  const after = networkState(withA('10.4.0.0/16 to-c'))
  const one = differenceOf({ index, before, after: networkState([]), mostListed: 1 })
  expect(one.lost).toHaveLength(1)
  expect(one.totals.lost).toBe(2)
  const cut = differenceOf({ index, before, after, mostWays: 1 })
  expect(cut.isWhole).toBe(false)
  expect(cut.reason).toContain('a.lan')
})
