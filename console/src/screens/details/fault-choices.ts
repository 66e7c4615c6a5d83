import type { Fault, TopologyLink, TopologyNode } from '@paranet/schemas'

/** A way to break something, ready to be sent. */
export interface FaultChoice {
  readonly name: string
  readonly fault: Fault
}

/** What can be done to a link beside taking it down. */
export function linkChoices({ id: link, ends }: TopologyLink): FaultChoice[] {
  const oneWay = ends.flatMap(({ node: from }, i): FaultChoice[] => {
    const way = `${from} → ${ends[1 - i]?.node}`
    return [
      { name: `Lose 10 % ${way}`, fault: { kind: 'link-loss', link, fraction: 0.1, from } },
      { name: `Lose everything ${way}, unnoticed`, fault: { kind: 'link-down', link, from } },
    ]
  })
  return [
    { name: 'Lose 10 % both ways', fault: { kind: 'link-loss', link, fraction: 0.1 } },
    ...oneWay,
    { name: 'Delay by 50 ms', fault: { kind: 'link-delay', link, microseconds: 50_000 } },
    { name: 'Flap every 10 s', fault: { kind: 'link-flap', link, periodMs: 10_000, duty: 0.5, jitter: 0.5 } },
  ]
}

/** What can be done to a node beside taking it down; a host has no state to go wrong. */
export function nodeChoices({ name: node }: TopologyNode, isHost: boolean): FaultChoice[] {
  const flap: FaultChoice = { name: 'Flap every 20 s', fault: { kind: 'node-flap', node, periodMs: 20_000, duty: 0.5 } }
  if (isHost) return [flap]
  return [
    flap,
    { name: 'Answer 5 s late', fault: { kind: 'slow-device', node, ms: 5000 } },
    { name: 'Never answer', fault: { kind: 'slow-device', node } },
    { name: 'Refuse to stage', fault: { kind: 'refuse-stage', node } },
    { name: 'Refuse to commit', fault: { kind: 'refuse-commit', node } },
    { name: 'Die after staging', fault: { kind: 'die-after-stage', node, armed: true } },
    { name: 'Stop a commit after 1 entry', fault: { kind: 'partial-commit', node, entries: 1 } },
    { name: 'Stop a commit after 1 entry, and lie', fault: { kind: 'partial-commit', node, entries: 1, lies: true } },
    { name: 'Clock 10 min ahead', fault: { kind: 'clock-skew', node, ms: 600_000 } },
  ]
}

/** What is wrong with an element, in words. */
export function describeFault(fault: Fault): string {
  const from = 'from' in fault && fault.from !== undefined ? ` from ${fault.from}` : ''
  switch (fault.kind) {
    case 'link-loss':
      return `loses ${Math.round(fault.fraction * 100)} %${from}`
    case 'link-delay':
      return `${fault.microseconds / 1000} ms slower${from}`
    case 'link-down':
      return from === '' ? 'down' : `loses everything${from}`
    case 'node-down':
      return 'down'
    case 'link-flap':
    case 'node-flap':
      return `flaps every ${fault.periodMs / 1000} s`
    case 'slow-device':
      return fault.ms === undefined ? 'never answers' : `answers ${fault.ms / 1000} s late`
    case 'partial-commit':
      return `commits stop after ${fault.entries} entries${fault.lies ? ', and it lies' : ''}`
    case 'clock-skew':
      return `clock ${fault.ms / 1000} s off`
    case 'refuse-stage':
      return 'refuses to stage'
    case 'refuse-commit':
      return 'refuses to commit'
    case 'die-after-stage':
      return fault.armed ? 'will die after staging' : 'dead'
    case 'forget-entry':
      return `forgot ${fault.entry}`
  }
}
