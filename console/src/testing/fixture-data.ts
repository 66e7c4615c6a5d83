import { readFileSync } from 'node:fs'
import type { Alert, Deployment, DeviceDiff, Diagnostic, TelemetrySample, Topology, Verdict } from '@paranet/schemas'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

export const topology = JSON.parse(read('./campus-topology.json')) as Topology
export const intentsText = read('../../../examples/campus/intents.pn')
const intentNames = [...intentsText.matchAll(/^(route|isolate|allow|assert) ([\w-]+)/gm)].map(
  ([, kind = '', name = '']) => ({ kind, name }),
)
const idOf = (name: string): string => `campus/intents.pn/${name}`

const packet = {
  src: '10.1.200.7',
  dst: '10.10.0.10',
  protocol: 6,
  srcPort: 40000,
  dstPort: 443,
  dscp: 0,
  established: false,
}

export const violatedVerdict: Verdict = {
  intent: idOf('guests'),
  property: 'isolated',
  verdict: 'violated',
  coverage: 'full',
  reason: 'a packet of the class is delivered at web1 while core1--fw1 is down',
  scenario: { down: ['core1--fw1'] },
  packet,
  ingress: { node: 'dist-north', interface: 'lan' },
  hops: [
    {
      node: 'dist-north',
      inInterface: 'lan',
      outInterface: 'to-core1',
      entries: ['filter in lan 400 src 10.1.200.0/24', 'route 10.10.0.10/32'],
      owners: [idOf('branch-web')],
    },
    {
      node: 'core1',
      inInterface: 'to-dist-north',
      outInterface: 'to-dc1',
      entries: ['policy-route 400 in to-dist-north dst 10.10.0.10/32 proto 6 dst-port 443'],
      owners: [idOf('office-web')],
    },
    {
      node: 'dc1',
      inInterface: 'to-core1',
      outInterface: 'to-web1',
      entries: ['route 10.10.0.10/32'],
      owners: [idOf('branch-web'), idOf('office-web')],
    },
  ],
}

const holding: Verdict[] = intentNames.flatMap(({ kind, name }): Verdict[] => {
  const base = { intent: idOf(name), verdict: 'holds', coverage: 'full' } as const
  if (kind === 'isolate') return name === 'guests' ? [] : [{ ...base, property: 'isolated' }]
  return [
    { ...base, property: 'delivered' },
    { ...base, property: 'replies' },
    ...(name === 'branch-web' ? [{ ...base, property: 'survives', grade: 'protected', scenarios: 31 } as const] : []),
  ]
})

const system = (['only-what-is-asked', 'no-loop', 'no-black-hole'] as const).map(
  (property): Verdict => ({ intent: 'system', property, verdict: 'holds', coverage: 'full' }),
)

export const verdictsOf = (isBroken: boolean): Verdict[] => [
  ...holding,
  ...system,
  isBroken ? violatedVerdict : { intent: idOf('guests'), property: 'isolated', verdict: 'holds', coverage: 'full' },
  ...(isBroken
    ? [
        {
          intent: idOf('calls'),
          property: 'latency',
          verdict: 'unknown',
          coverage: 'full',
          reason: 'the budget of 5 s was spent',
        } as const,
      ]
    : []),
]

export const devices = topology.nodes
  .filter(({ type, function: its }) => its !== undefined || (type !== 'host' && type !== 'server'))
  .map(({ name }) => name)

export const diffs: DeviceDiff[] = devices.map((device, i) => ({
  device,
  added: [
    {
      key: 'filter in lan 400 src 10.1.0.0/20 dst 10.10.0.10/32 proto 6 dst-port 443',
      entry: {
        kind: 'filter',
        direction: 'in',
        interface: 'lan',
        priority: 400,
        match: { src: '10.1.0.0/20', dst: '10.10.0.10/32', protocol: 6, dstPort: [443, 443] },
        action: 'permit',
      },
    },
    {
      key: 'route 10.10.0.10/32',
      entry: {
        kind: 'route',
        prefix: '10.10.0.10/32',
        action: {
          kind: 'forward',
          groups: [[{ interface: 'to-fw1' }], [{ interface: 'to-fw2' }, { interface: 'to-core2' }]],
        },
      },
    },
  ],
  removed:
    i % 3 === 0
      ? [{ key: 'route 10.9.9.0/24', entry: { kind: 'route', prefix: '10.9.9.0/24', action: { kind: 'drop' } } }]
      : [],
  changed:
    i % 2 === 0
      ? [
          {
            key: 'route 10.10.0.0/17',
            before: {
              kind: 'route',
              prefix: '10.10.0.0/17',
              action: { kind: 'forward', groups: [[{ interface: 'to-dc1' }]] },
            },
            after: {
              kind: 'route',
              prefix: '10.10.0.0/17',
              action: { kind: 'forward', groups: [[{ interface: 'to-fw1' }], [{ interface: 'to-fw2' }]] },
            },
          },
        ]
      : [],
}))

export const waves = [devices.slice(0, 3), devices.slice(3, 6), devices.slice(6)].filter((wave) => wave.length > 0)

export const planOf = (id: string, diagnostics: readonly Diagnostic[], isBroken: boolean) => {
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error')
  return {
    id,
    ok: !hasErrors && !isBroken,
    diagnostics,
    verdicts: hasErrors ? [] : verdictsOf(isBroken),
    diff: {
      added: hasErrors ? 0 : devices.length * 2,
      removed: 3,
      changed: 5,
      devices: hasErrors ? {} : Object.fromEntries(diffs.map((diff) => [diff.device, diff])),
    },
    waves: hasErrors ? [] : waves.map((names) => ({ devices: names })),
    rollout: { kind: 'ordered' },
    intents: intentNames.map(({ kind, name }) => ({
      id: idOf(name),
      name,
      kind,
      paths:
        kind === 'route'
          ? [
              ['branch', 'core1', 'fw1', 'dc1', 'web1'],
              ['branch', 'core2', 'fw2', 'dc2', 'web2'],
            ]
          : [],
    })),
    blastRadius: { devices: hasErrors ? [] : devices, intents: intentNames.slice(0, 3).map(({ name }) => idOf(name)) },
    ledger: Object.fromEntries(
      diffs.map((diff) => [
        diff.device,
        Object.fromEntries(
          diff.added.map(({ key }, i) => [
            key,
            i === 0 ? [idOf('office-web')] : [idOf('branch-web'), 'system.anti-spoofing'],
          ]),
        ),
      ]),
    ),
  }
}

export function sampleOf(at: number, down: ReadonlySet<string>): TelemetrySample {
  const links = topology.links.map((link, i) => {
    const isDown = down.has(link.id) || link.ends.some((end) => down.has(end.node))
    const share = isDown ? 0 : Math.max(0, 0.45 + 0.45 * Math.sin(i * 1.7 + at / 20_000)) * (i % 4 === 0 ? 0.02 : 1)
    const rates: [number, number] = [Math.round(share * link.bandwidth), Math.round(share * 0.6 * link.bandwidth)]
    return {
      id: link.id,
      up: !isDown,
      bitsPerSecond: rates,
      utilisation: [share, share * 0.6] as [number, number],
      lossFraction: [0, 0] as [number, number],
      latency: link.latency,
      packets: [Math.round(rates[0] / 8000), Math.round(rates[1] / 8000)] as [number, number],
      bytes: [Math.round(rates[0] / 8), Math.round(rates[1] / 8)] as [number, number],
    }
  })
  return {
    network: 'n1',
    at,
    links,
    nodes: topology.nodes.map(({ name }) => ({ name, up: !down.has(name), entries: devices.includes(name) ? 24 : 0 })),
    flows: [
      {
        id: 'f1',
        intent: idOf('branch-web'),
        offered: 2e8,
        delivered: 2e8,
        latency: 1290,
        path: ['branch', 'core1', 'fw1', 'dc1', 'web1'],
        end: 'delivered',
      },
    ],
    entries: devices.map((device) => ({ device, key: 'route 10.10.0.10/32', packets: 12_345, bytes: 9_876_543 })),
    intents: [{ id: idOf('branch-web'), bitsPerSecond: 2e8, packets: 12_345, bytes: 9_876_543 }],
  }
}

export const alertsAt = (now: number): Alert[] => [
  {
    id: 'a1',
    network: 'n1',
    severity: 'critical',
    code: 'link-down',
    subject: 'core1--fw1',
    message: 'The link core1--fw1 is down',
    raisedAt: now - 60_000,
  },
  {
    id: 'a2',
    network: 'n1',
    severity: 'warning',
    code: 'drift',
    subject: 'dc1',
    message: 'dc1 runs something else than what was deployed: 1 entry is gone',
    raisedAt: now - 240_000,
    acknowledgedAt: now - 200_000,
    acknowledgedBy: 'admin',
  },
  {
    id: 'a3',
    network: 'n1',
    severity: 'info',
    code: 'device-reverted',
    subject: 'fw2',
    message: 'fw2 went back to its confirmed state',
    raisedAt: now - 86_400_000,
    resolvedAt: now - 86_000_000,
  },
]

export const newDeployment = (id: string, plan: string, now: number): Deployment => ({
  id,
  network: 'n1',
  plan,
  status: 'queued',
  wave: { index: -1, of: waves.length },
  waves: waves.map((names) => ({ devices: [...names], status: 'pending' })),
  startedAt: now,
  actor: 'admin',
  events: [{ seq: 1, at: now, type: 'created' }],
})

export const trace = {
  packet: { ...packet, src: '10.20.0.1' },
  hops: [
    {
      node: 'branch',
      inInterface: 'lan',
      outInterface: 'to-core1',
      link: 'core1--branch',
      entries: [
        { key: 'filter in lan 400 src 10.20.0.0/20', owners: [idOf('branch-web')] },
        { key: 'route 10.10.0.10/32', owners: [idOf('branch-web')] },
      ],
    },
    {
      node: 'core1',
      inInterface: 'to-branch',
      outInterface: 'to-fw1',
      link: 'core1--fw1',
      entries: [{ key: 'policy-route 400 in to-branch dst 10.10.0.10/32', owners: [idOf('branch-web')] }],
    },
    {
      node: 'fw1',
      inInterface: 'to-core1',
      outInterface: 'to-dc1',
      link: 'fw1--dc1',
      entries: [{ key: 'route 10.10.0.10/32', owners: [idOf('branch-web'), idOf('office-web')] }],
    },
    {
      node: 'dc1',
      inInterface: 'to-fw1',
      outInterface: 'to-web1',
      link: 'dc1--web1',
      entries: [{ key: 'route 10.10.0.10/32', owners: [idOf('branch-web')] }],
    },
  ],
  end: { kind: 'delivered', node: 'web1', interface: 'to-web1' },
  latency: 1255,
}
