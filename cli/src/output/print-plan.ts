import type { EntryChange, Packet } from '@paranet/network'
import { areaText } from '@paranet/network'
import type { MoveReason, Plan } from '@paranet/planner'
import type { Difference, Verdict } from '@paranet/verifier'
import { colour } from './console-output.js'
import { trafficLines, trafficSummary } from './traffic-text.js'

const marks = { holds: colour.green('✓'), violated: colour.red('✗'), unknown: colour.yellow('?') } as const

/** `tcp 10.1.0.1:40000 → 10.2.0.10:443` */
export function packetText(packet: Packet): string {
  const names: Record<number, string> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' }
  const hasPorts = packet.srcPort !== 0 || packet.dstPort !== 0
  const end = (address: string, port: number) =>
    hasPorts ? (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`) : address
  const flags = `${packet.dscp === 0 ? '' : ` dscp ${packet.dscp}`}${packet.established ? ' established' : ''}`
  return `${names[packet.protocol] ?? `proto ${packet.protocol}`} ${end(packet.src, packet.srcPort)} → ${end(packet.dst, packet.dstPort)}${flags}`
}

/** `to node g2, proto 17 port 5005` */
function placedText({ to, protocol, dstPort }: NonNullable<Verdict['placed']>): string {
  const target = to.kind === 'node' ? `node ${to.node}` : areaText(to.area)
  return `to ${target}, proto ${protocol}${dstPort === 0 ? '' : ` port ${dstPort}`}`
}

const lossText = ({ packet, interest, placed }: NonNullable<Verdict['lost']>): string =>
  packet ? packetText(packet) : placed ? `packets ${placedText(placed)}` : `Interests in ${interest}`

/** A verdict as a line, and its counterexample below where it has one. */
export function verdictText(verdict: Verdict): string {
  const grade = verdict.grade === undefined ? '' : colour.dim(` (${verdict.grade})`)
  const coverage = verdict.coverage === 'partial' ? colour.yellow(' partial') : ''
  const lines = [`${marks[verdict.verdict]} ${verdict.intent}  ${verdict.property}${grade}${coverage}`]
  if (verdict.lost) lines.push(`    loses ${lossText(verdict.lost)} to ${verdict.lost.to}`)
  if (verdict.reason) lines.push(`    ${verdict.reason}`)
  if (verdict.verdict === 'holds') return lines.join('\n')
  if (verdict.scenario && verdict.scenario.down.length > 0)
    lines.push(`    when ${verdict.scenario.down.join(', ')} is down`)
  if (verdict.packet) {
    const at = verdict.ingress ? ` enters at ${verdict.ingress.node}.${verdict.ingress.interface}` : ''
    lines.push(`    packet ${packetText(verdict.packet)}${at}`)
  }
  if (verdict.interest) {
    const at = verdict.ingress ? ` enters at ${verdict.ingress.node}.${verdict.ingress.interface}` : ''
    lines.push(`    Interest ${verdict.interest}${at}`)
  }
  if (verdict.placed) {
    const at = verdict.ingress ? ` enters at ${verdict.ingress.node}.${verdict.ingress.interface}` : ''
    lines.push(`    packet ${placedText(verdict.placed)}${at}`)
  }
  for (const hop of verdict.hops ?? []) {
    const out = hop.outInterface === undefined ? '' : ` → ${hop.outInterface}`
    const owners = hop.owners.length === 0 ? '' : colour.dim(`  (${hop.owners.join(', ')})`)
    lines.push(`      ${hop.node}: ${hop.inInterface}${out}${owners}`)
    for (const entry of hop.entries) lines.push(colour.dim(`        ${entry}`))
  }
  lines.push(...orphanLines(verdict))
  return lines.join('\n')
}

const mostOrphans = 10

/** All packets that are delivered though nobody asks for it, where there is more to say than the example. */
function orphanLines({ orphans = [], moreOrphans = 0 }: Verdict): string[] {
  if (orphans.length + moreOrphans <= 1) return []
  const shown = orphans.slice(0, mostOrphans)
  const left = orphans.length + moreOrphans - shown.length
  return [
    `    nobody asks for, in ${orphans.length + moreOrphans} classes:`,
    ...shown.map(({ words, ingress: [at, ...others], to }) => {
      const more = others.length === 0 ? '' : ` and ${others.length} more`
      return `      ${words}  ${at?.node}.${at?.interface}${more} → ${to}`
    }),
    ...(left > 0 ? [colour.dim(`      and ${left} more`)] : []),
  ]
}

/** Verdicts for people: everything that does not hold in full, then one line with the counts. */
export function verdictsText(verdicts: readonly Verdict[], isVerbose: boolean): string {
  const shown = verdicts.filter((verdict) => isVerbose || verdict.verdict !== 'holds' || verdict.coverage === 'partial')
  const count = (kind: Verdict['verdict']) => verdicts.filter((verdict) => verdict.verdict === kind).length
  const summary = `${count('holds')} hold, ${count('violated')} violated, ${count('unknown')} unknown`
  return [...shown.map(verdictText), summary].join('\n')
}

/** The epochs that the plan covers, and what is not kept in them. */
function epochLines({ epochs }: Plan): string[] {
  if (!epochs) return []
  const lines = epochs.items.map(({ from, until, set }) => {
    const { inactive = [], ok = false } = epochs.sets[set] ?? {}
    const names = inactive.map(nameOf)
    return `${ok ? marks.holds : marks.violated} from ${from} until ${until}${names.length === 0 ? '' : colour.dim(` without ${names.join(', ')}`)}`
  })
  return [...lines, ...epochs.sets.slice(1).flatMap(({ unkept }) => unkept.map(verdictText))]
}

/** The intents that move: from where, to where, and who makes them. */
export function moveLines({ moves = [] }: Plan): string[] {
  return moves.flatMap(({ intent, from, to, because }) => [
    `${colour.yellow('↷')} ${nameOf(intent)} moves${reasonText(because)}`,
    ...from
      .filter((path) => !to.some((other) => other.join() === path.join()))
      .map((path) => colour.red(`    - ${path.join(' → ')}`)),
    ...to
      .filter((path) => !from.some((other) => other.join() === path.join()))
      .map((path) => colour.green(`    + ${path.join(' → ')}`)),
  ])
}

const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1)

/** In words that follow `moves`. */
export function reasonText({ kind, by = [] }: MoveReason & { readonly by?: readonly string[] }): string {
  const names = by.map(nameOf).join(', ')
  if (kind === 'displaced') return names === '' ? '' : `, displaced by ${names}`
  if (kind === 'freed') return `, to room that ${names} left`
  return { itself: ': it says something else', topology: ': the network is another', reoptimised: ' to fit better' }[
    kind
  ]
}

const changeColours = {
  lost: colour.red,
  gained: colour.green,
  moved: colour.yellow,
  rewritten: colour.yellow,
  misdelivered: colour.red,
  copied: colour.yellow,
} as const

/** Which traffic changes: a few classes of each kind, or all that are listed. */
export const differenceLines = (traffic: Difference, isVerbose: boolean): string[] => [
  trafficSummary(traffic),
  ...trafficLines(traffic, isVerbose ? Number.POSITIVE_INFINITY : 5).map(
    ({ change, text }) => `  ${changeColours[change](change)} ${text}`,
  ),
]

/** A plan for people: what changes, in which waves, and whether it is proved. */
export function planText(plan: Plan, isVerbose: boolean): string {
  const lines = [verdictsText(plan.verdicts, isVerbose), ...epochLines(plan), ...moveLines(plan)]
  const { added, removed, changed } = plan.diff
  lines.push(
    `${colour.green(`+${added}`)} ${colour.red(`-${removed}`)} ${colour.yellow(`~${changed}`)} entries on ${Object.keys(plan.diff.devices).length} devices`,
  )
  if (isVerbose)
    for (const diff of Object.values(plan.diff.devices)) {
      lines.push(`  ${diff.device}`)
      for (const { key } of diff.added) lines.push(colour.green(`    + ${key}`))
      for (const { key } of diff.removed) lines.push(colour.red(`    - ${key}`))
      for (const change of diff.changed) lines.push(colour.yellow(`    ~ ${changeText(change)}`))
    }
  if (plan.traffic) lines.push(...differenceLines(plan.traffic, isVerbose))
  for (const [i, wave] of plan.waves.entries())
    lines.push(`wave ${i + 1}: ${wave.steps.map((step) => step.device).join(', ')}`)
  if (plan.rollout.kind === 'needs-disruption-window') {
    const { because, loses, witness = [] } = plan.rollout
    const what = because === 'unknown' ? 'was found that keeps' : 'of changes keeps'
    lines.push(colour.yellow(`no order ${what} everything up: on the way it loses ${loses.join(', ')}`))
    lines.push(...witness.map((words) => colour.yellow(`  ${words}`)))
  }
  lines.push(`plan ${plan.id}${plan.ok ? '' : colour.red('  (cannot be deployed as it is)')}`)
  return lines.join('\n')
}

const changeText = (change: EntryChange): string => `${change.key}`
