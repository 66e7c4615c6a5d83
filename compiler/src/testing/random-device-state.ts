import type {
  CopyEntry,
  DeviceState,
  FilterEntry,
  GroupRouteEntry,
  IpAddress,
  MarkEntry,
  PacketMatch,
  PolicerEntry,
  PolicyRouteEntry,
  Prefix,
  QueueEntry,
  RouteAction,
  SettingEntry,
  TranslationEntry,
} from '@paranet/network'
import { canonicalState, formatPrefix } from '@paranet/network'
import fc from 'fast-check'

const interfaceNames = [
  'eth0',
  'to-core1',
  'lan',
  'a name that is longer than Linux takes',
  'lo',
  'tag',
  'größe',
  'x_12345678',
]

const prefix4 = fc
  .tuple(fc.nat(0xffffffff), fc.constantFrom(0, 8, 15, 16, 24, 31, 32))
  .map(([value, length]) => formatPrefix(4, BigInt(value), length))
const prefix6 = fc
  .tuple(fc.bigInt(0n, (1n << 128n) - 1n), fc.constantFrom(0, 32, 48, 64, 128))
  .map(([value, length]) => formatPrefix(6, value, length))
/** From few, so that they repeat and nest. */
const near = fc.constantFrom(
  '10.0.0.0/8',
  '10.1.0.0/16',
  '10.1.2.3/32',
  '0.0.0.0/0',
  '2001:db8::/32',
  '2001:db8::1/128',
)
const prefix = fc.oneof(prefix4, prefix6, near as fc.Arbitrary<Prefix>)

const ports = fc.tuple(fc.nat(65_535), fc.nat(65_535)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)

const match: fc.Arbitrary<PacketMatch> = fc.record(
  {
    src: prefix,
    dst: prefix,
    protocol: fc.constantFrom(1, 6, 17, 58, 132, 200),
    srcPort: ports,
    dstPort: fc.oneof(ports, fc.constantFrom([443, 443] as const, [80, 89] as const)),
    dscp: fc.constantFrom(0, 10, 46, 63),
    established: fc.boolean(),
  },
  { requiredKeys: [] },
)

/** Often equal: then keys decide. */
const priority = fc.oneof(fc.constantFrom(-4, 400, 401), fc.integer({ min: -10_000, max: 10_000 }))

const name = fc.constantFrom(...interfaceNames)

/** Next hops say addresses of the family, or none. */
function action(families: 4 | 6 | undefined): fc.Arbitrary<RouteAction> {
  const v4 = fc.nat(254).map((n) => `192.0.2.${n + 1}` as IpAddress)
  const v6 = fc.nat(0xfffe).map((n) => `2001:db8:ffff::${(n + 1).toString(16)}` as IpAddress)
  const address = families === 4 ? v4 : families === 6 ? v6 : fc.oneof(v4, v6)
  const hop = fc
    .tuple(name, fc.option(address, { nil: undefined }))
    .map(([at, own]) => (own === undefined ? { interface: at } : { interface: at, address: own }))
  const group = fc.uniqueArray(hop, { minLength: 1, maxLength: 3, selector: (one) => one.interface })
  return fc.oneof(
    fc.constant({ kind: 'drop' as const }),
    fc.constantFrom('lan', 'local').map((at) => ({ kind: 'deliver' as const, interface: at })),
    fc.array(group, { maxLength: 3 }).map((groups) => ({ kind: 'forward' as const, groups })),
  )
}

const route = prefix.chain((one) => action(one.includes(':') ? 6 : 4).map((its) => ({ prefix: one, action: its })))

const policyRoute: fc.Arbitrary<PolicyRouteEntry> = fc
  .tuple(priority, match, fc.option(fc.oneof(name, fc.constant('local')), { nil: undefined }), action(undefined))
  .map(([priority, its, inInterface, does]) => ({
    priority,
    match: its,
    ...(inInterface === undefined ? {} : { inInterface }),
    action: does,
  }))

const filter: fc.Arbitrary<FilterEntry> = fc
  .tuple(
    fc.constantFrom('in', 'out', 'forward'),
    fc.oneof(name, fc.constant('local')),
    fc.oneof(fc.constantFrom(-4, 400, 8000), fc.integer({ min: -10_000, max: 10_000 })),
    match,
    fc.constantFrom('permit', 'deny'),
  )
  .map(([direction, at, priority, its, does]) => ({
    direction: direction as FilterEntry['direction'],
    ...(direction === 'forward' ? {} : { interface: at }),
    priority,
    match: its,
    action: does as FilterEntry['action'],
  }))

const mark: fc.Arbitrary<MarkEntry> = fc
  .tuple(fc.option(fc.oneof(name, fc.constant('local')), { nil: undefined }), priority, match, fc.nat(63))
  .map(([at, priority, its, dscp]) => ({ ...(at === undefined ? {} : { interface: at }), priority, match: its, dscp }))

const bucket = fc.constantFrom(
  { bucket: 'n/f/slow', rate: 8_000_000, burst: 15_000 },
  { bucket: 'ä "b"', rate: 1_000_001, burst: 1500 },
  { bucket: 'x', rate: 8, burst: 3000 },
)

const policer: fc.Arbitrary<PolicerEntry> = fc
  .tuple(
    fc.constantFrom('in' as const, 'out' as const),
    fc.option(fc.oneof(name, fc.constant('local')), { nil: undefined }),
    priority,
    match,
    bucket,
  )
  .map(([direction, at, priority, its, held]) => ({
    direction,
    ...(at === undefined ? {} : { interface: at }),
    priority,
    match: its,
    ...held,
  }))

const held = fc.constantFrom<Pick<QueueEntry, 'class' | 'min' | 'max'>>(
  { class: 'voice', min: 2_000_000 },
  { class: 'voice', min: 2_000_001, max: 8_000_007 },
  { class: 'bulk "ä"', max: 1_000_000_000_000 },
  { class: 'least', min: 0, max: 1 },
  { class: 'any' },
)

const queue: fc.Arbitrary<QueueEntry> = fc
  .tuple(
    fc.oneof(name, fc.constant('local')),
    fc.option(fc.oneof(name, fc.constant('local')), { nil: undefined }),
    priority,
    match,
    held,
  )
  .map(([at, from, priority, its, queue]) => ({
    interface: at,
    ...(from === undefined ? {} : { inInterface: from }),
    priority,
    match: its,
    ...queue,
  }))

/** Any device state that a Linux target has to keep: nested and repeated prefixes, all fields, names that Linux does not take. */
export const deviceStates: fc.Arbitrary<DeviceState> = fc
  .record({
    device: fc.constantFrom('r1', 'a "router" — über', '..'),
    routes: fc.array(route, { maxLength: 8 }),
    policyRoutes: fc.array(policyRoute, { maxLength: 12 }),
    filters: fc.array(filter, { maxLength: 30 }),
    marks: fc.array(mark, { maxLength: 6 }),
    policers: fc.array(policer, { maxLength: 6 }),
    queues: fc.array(queue, { maxLength: 8 }),
  })
  .map(canonicalState)

/** Copies to some collectors. */
export const copyLists: fc.Arbitrary<readonly CopyEntry[]> = fc
  .array(fc.tuple(fc.option(fc.oneof(name, fc.constant('local')), { nil: undefined }), match, name), { maxLength: 6 })
  .map((all) => all.map(([at, its, to]) => ({ ...(at === undefined ? {} : { interface: at }), match: its, to })))

/** Multicast routes, families that contradict among them; each with one way in. */
export const groupRouteLists: fc.Arbitrary<readonly GroupRouteEntry[]> = fc.array(
  fc
    .tuple(prefix, fc.constantFrom('239.1.1.1', '232.0.0.7', 'ff15::1'), fc.oneof(name, fc.constant('local')), outs())
    .map(([source, group, inInterface, out]) => ({ source, group: group as IpAddress, inInterface, out })),
  { maxLength: 6 },
)

function outs(): fc.Arbitrary<readonly string[]> {
  return fc.uniqueArray(fc.oneof(name, fc.constant('local')), { maxLength: 4 }).map((all) => all.sort())
}

const host4 = fc.nat(254).map((n) => ({ prefix: `192.0.2.${n + 1}/32` as Prefix, weight: 1 }))
const host6 = fc.nat(0xfffe).map((n) => ({ prefix: `2001:db8:ffff::${(n + 1).toString(16)}/128` as Prefix, weight: 1 }))
const pools = ['203.0.113.16/28', '203.0.113.1/32', '2001:db8:1::/112'] as const

/** Translations that Linux can do: one family throughout, a pool of sources or members by weight. */
const translation: fc.Arbitrary<TranslationEntry> = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...pools).map((pool) => ({
        direction: 'source' as const,
        to: [{ prefix: pool as string as Prefix, weight: 1 }],
      })),
      fc
        .tuple(
          fc.oneof(fc.array(host4, { minLength: 1, maxLength: 4 }), fc.array(host6, { minLength: 1, maxLength: 4 })),
          fc.integer({ min: 1, max: 9 }),
        )
        .map(([to, weight]) => ({
          direction: 'destination' as const,
          to: to.map((one, i) => ({ ...one, weight: i === 0 ? weight : 1 })),
        })),
    ),
    fc.option(name, { nil: undefined }),
    priority,
    match,
  )
  .map(([{ direction, to }, at, its, { established: _, src, dst, srcPort, dstPort, ...rest }]) => {
    const isRight = (prefix: Prefix | undefined) => prefix?.includes(':') === to[0]?.prefix.includes(':')
    const hasPorts = rest.protocol === undefined || rest.protocol === 6 || rest.protocol === 17 || rest.protocol === 132
    return {
      direction,
      ...(at === undefined ? {} : { interface: at }),
      priority: its,
      match: {
        ...rest,
        ...(src && isRight(src) ? { src } : {}),
        ...(dst && isRight(dst) ? { dst } : {}),
        ...(srcPort && hasPorts ? { srcPort } : {}),
        ...(dstPort && hasPorts ? { dstPort } : {}),
      },
      to,
    }
  })

/** Translations of addresses. */
export const translations: fc.Arbitrary<TranslationEntry[]> = fc.array(translation, { maxLength: 6 })

/** Settings of services. */
export const settings: fc.Arbitrary<SettingEntry[]> = fc.array(
  fc.oneof(
    fc.constantFrom('v2c', 'v3').map((value) => ({ setting: 'snmp' as const, value })),
    fc.record({
      setting: fc.constantFrom('ntp' as const, 'dns' as const, 'syslog' as const),
      value: fc.constantFrom('10.0.0.5', '192.0.2.123', '2001:db8::53'),
    }),
  ),
  { maxLength: 5 },
)
