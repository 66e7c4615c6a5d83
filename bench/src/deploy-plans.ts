import type { DeviceState, Prefix, Random, Topology } from '@paranet/network'
import { canonicalState, contentHash, diffDevice, seededRandom } from '@paranet/network'
import { resolveNetwork } from '@paranet/language'
import type { Plan } from '@paranet/planner'

/** How large a transaction is. */
export interface DeploySize {
  readonly devices: number
  readonly rules: number
  readonly seed: number
}

/** The network that the transactions are in. */
export const network = 'bench'
/** A wave has a quarter of the devices. */
const waves = 4

const nameOf = (device: number): string => `r${device}`

/** A ring of routers. */
export function ringOf(devices: number): Topology {
  const names = Array.from({ length: devices }, (_, i) => nameOf(i))
  const nodes = names.map((name, i) => `node ${name} : router { prefixes: ${subnet(i)} }`)
  const links = names.map((name, i) => `link ${name} -- ${nameOf((i + 1) % devices)}`)
  const text = `network ring {\n${[...nodes, ...links].join('\n')}\n}\n`
  const { topology, diagnostics } = resolveNetwork([{ name: 'ring.pn', text }])
  if (!topology) throw new Error(`the ring does not resolve: ${diagnostics[0]?.message}`)
  return topology
}

const subnet = (device: number): string => `10.${device >> 8}.${device & 255}.0/24`

/** What every device runs in a version: entries of three kinds, other ones in each version, as many in all as there are rules. Version 0 is
 *  nothing. */
export function statesOf({ devices, rules, seed }: DeploySize, version: number): Map<string, DeviceState> {
  const random = seededRandom(seed * 1000 + version)
  return new Map(
    Array.from({ length: devices }, (_, i): [string, DeviceState] => {
      const count = Math.floor(rules / devices) + (i < rules % devices ? 1 : 0)
      return [nameOf(i), version === 0 ? empty(nameOf(i)) : stateOf(i, devices, count, random)]
    }),
  )
}

const empty = (device: string): DeviceState => ({ device, routes: [], policyRoutes: [], filters: [] })

/** Half routes, a quarter policy routes, a quarter filters. */
function stateOf(device: number, devices: number, count: number, random: Random): DeviceState {
  const neighbours = [(device + 1) % devices, (device + devices - 1) % devices].map((other) => `to-${nameOf(other)}`)
  const hop = () => ({ kind: 'forward', groups: [[{ interface: random.pick(neighbours) }]] }) as const
  const host = (i: number): Prefix => `172.${16 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}/32` as Prefix
  const match = (i: number) => ({ dst: host(i), protocol: 6, dstPort: [1 + random.below(60_000), 65_535] as const })
  const [routes, policies] = [Math.ceil(count / 2), Math.floor(count / 4)]
  const upTo = (length: number) => Array.from({ length }, (_, i) => i)
  return canonicalState({
    device: nameOf(device),
    routes: upTo(routes).map((i) => ({ prefix: host(i), action: hop() })),
    policyRoutes: upTo(policies).map((i) => ({ priority: 400, match: match(i), action: hop() })),
    filters: upTo(count - routes - policies).map((i) => ({
      direction: 'in' as const,
      interface: random.pick(neighbours),
      priority: 400,
      match: match(i),
      action: 'permit' as const,
    })),
  })
}

/** The plan from one version to another, a quarter of the devices in each wave. */
export function planBetween(size: DeploySize, from: number, to: number): Plan {
  const [before, after] = [statesOf(size, from), statesOf(size, to)]
  const steps = [...before].map(([device, old]) => {
    const desired = after.get(device) ?? empty(device)
    return { device, base: contentHash(old), desired, diff: diffDevice(old, desired) }
  })
  const each = Math.ceil(steps.length / waves)
  const touched = steps.map(({ device }) => device)
  return {
    id: `plan-${from}-${to}`,
    network,
    topologyRevision: 'ring',
    intentsRevision: `${to}`,
    files: [],
    ok: true,
    diagnostics: [],
    intents: [],
    verdicts: [],
    verdictsHash: '',
    diff: { added: 0, removed: 0, changed: 0, devices: {} },
    base: Object.fromEntries(steps.map(({ device, base }) => [device, base])),
    before: Object.fromEntries(before),
    desired: Object.fromEntries(after),
    waves: Array.from({ length: Math.ceil(steps.length / each) }, (_, i) => ({
      steps: steps.slice(i * each, (i + 1) * each),
    })),
    rollout: { kind: 'ordered' },
    ledger: {},
    blastRadius: { devices: touched, intents: [] },
  }
}

/** A device of the last wave. */
export const lastDevice = ({ devices }: DeploySize): string => nameOf(devices - 1)

/** The wave after which a controller is killed in the middle. */
export const middleWave = (plan: Plan): number => Math.floor(plan.waves.length / 2) - 1
