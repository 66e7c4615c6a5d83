import type { DeviceState, Random } from '@paranet/network'
import { canonicalState } from '@paranet/network'

/** The state with marks, policers and queues of its own, and rules that ask for what they rewrite. Rates leave room for all packets of a test. */
export function withTreatments(random: Random, own: DeviceState): DeviceState {
  const [route] = own.routes.filter(({ action }) => action.kind === 'forward')
  const action = route?.action
  const [out] = action?.kind === 'forward' ? action.groups.flat() : []
  return canonicalState({
    ...own,
    marks: [
      { interface: 'lan', priority: 5, match: { protocol: 6 }, dscp: random.pick([10, 46]) },
      { priority: 3, match: { protocol: 17 }, dscp: 10 },
      { priority: 2, match: { dscp: 10 }, dscp: 0 },
    ],
    policers: [
      {
        direction: 'in',
        interface: 'lan',
        priority: 4,
        match: { protocol: 6 },
        bucket: 'shared',
        rate: 8e8,
        burst: 150_000,
      },
      { direction: 'out', priority: 4, match: { protocol: 17 }, bucket: 'shared', rate: 8e8, burst: 150_000 },
      { direction: 'out', interface: 'local', priority: 4, match: {}, bucket: 'own', rate: 8_000_001, burst: 65_536 },
    ],
    ...(out
      ? { queues: [{ interface: out.interface, priority: 4, match: { dscp: 46 }, class: 'voice', min: 1_000_000 }] }
      : {}),
    filters: [
      ...own.filters,
      { direction: 'forward', priority: 1000, match: { protocol: 17, dscp: random.pick([0, 10]) }, action: 'deny' },
    ],
    policyRoutes: [
      ...own.policyRoutes,
      ...(action && random.next() < 0.5 ? [{ priority: 1000, match: { dscp: 46, dst: route.prefix }, action }] : []),
    ],
  })
}
