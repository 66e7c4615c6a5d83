import { canonicalState, contentHash, type DeviceState, diffDevice, type Prefix } from '@paranet/network'
import type { Plan } from '@paranet/planner'

/** A device with one route per prefix number. */
export const stateWith = (device: string, ...routes: readonly number[]): DeviceState =>
  canonicalState({
    device,
    routes: routes.map((n) => ({ prefix: `10.${n}.0.0/16` as Prefix, action: { kind: 'drop' } })),
    policyRoutes: [],
    filters: [],
  })

/** A plan that takes each device through the states given, wave by wave; `undefined` leaves a device out of a wave. */
export function planOf(
  ways: Readonly<Record<string, readonly [DeviceState, ...(DeviceState | undefined)[]]>>,
  change: Partial<Plan> = {},
): Plan {
  const names = Object.keys(ways)
  const running = new Map(names.map((name) => [name, ways[name]![0]]))
  const count = Math.max(...names.map((name) => ways[name]!.length)) - 1
  const waves = Array.from({ length: count }, (_, index) => ({
    steps: names.flatMap((device) => {
      const desired = ways[device]![index + 1]
      const before = running.get(device)!
      if (!desired) return []
      running.set(device, desired)
      return [{ device, base: contentHash(before), desired, diff: diffDevice(before, desired) }]
    }),
  }))
  const touched = names.filter((name) => waves.some(({ steps }) => steps.some(({ device }) => device === name)))
  return {
    id: `plan-${contentHash(ways).slice(0, 8)}`,
    network: 'net',
    topologyRevision: 't',
    intentsRevision: 'i',
    files: [],
    ok: true,
    diagnostics: [],
    intents: [],
    verdicts: [],
    verdictsHash: 'v',
    diff: { added: 0, removed: 0, changed: 0, devices: {} },
    base: Object.fromEntries(names.map((name) => [name, contentHash(ways[name]![0])])),
    before: Object.fromEntries(touched.map((name) => [name, ways[name]![0]])),
    desired: Object.fromEntries(touched.map((name) => [name, running.get(name)!])),
    waves,
    rollout: { kind: 'ordered' },
    ledger: {},
    blastRadius: { devices: touched, intents: [] },
    ...change,
  }
}

/** Three devices, three waves; r1 is in two of them, r4 is only looked at. */
export const threeWaves = (): Plan =>
  planOf({
    r1: [stateWith('r1', 1), stateWith('r1', 1, 2), undefined, stateWith('r1', 2)],
    r2: [stateWith('r2', 1), stateWith('r2', 2)],
    r3: [stateWith('r3', 1), undefined, stateWith('r3', 3)],
    r4: [stateWith('r4', 1)],
  })
