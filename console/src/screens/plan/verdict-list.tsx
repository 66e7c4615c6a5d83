import { useState } from 'react'
import type { Topology, Verdict } from '@paranet/schemas'
import { formatPacket, intentName, plural } from '../../app/format.js'
import { Icon } from '../../app/ui/icon.js'
import { HopList } from '../trace/trace-pane.js'
import { pathElements } from '../map/packet-path.js'
import type { Highlight } from '../workspace/workspace-state.js'

const looks = {
  holds: { icon: 'ok', tone: 'ok', text: 'holds' },
  violated: { icon: 'bad', tone: 'bad', text: 'violated' },
  unknown: { icon: 'unknown', tone: 'warn', text: 'unknown' },
} as const

const order = { violated: 0, unknown: 1, holds: 2 } as const

/** What the verifier's properties mean, in the words of an operator. */
const propertyTexts: Readonly<Record<Verdict['property'], string>> = {
  delivered: 'delivered',
  replies: 'answers come back',
  waypoints: 'passes its waypoints',
  avoids: 'avoids what it must',
  latency: 'latency in bounds',
  hops: 'hops in bounds',
  paths: 'spread over its paths',
  bandwidth: 'bandwidth fits',
  survives: 'survives failures',
  isolated: 'isolated',
  marked: 'marked as asked',
  limited: 'limited as asked',
  queued: 'queued as asked',
  translated: 'addresses translated as asked',
  balanced: 'spread over its members',
  mirrored: 'copied as asked',
  installed: 'installed as written',
  drained: 'nothing passes through',
  cached: 'kept as asked',
  loss: 'loses little enough',
  available: 'up long enough',
  symmetric: 'answers go back the same way',
  'only-what-is-asked': 'only what is asked is delivered',
  'no-loop': 'no loop',
  'no-black-hole': 'no black hole',
  'no-dead-interface': 'no route through a dead interface',
}

interface VerdictListProps {
  readonly verdicts: readonly Verdict[]
  readonly topology: Topology
  readonly onHighlight: (highlight: Highlight | undefined) => void
}

/** Verdicts, the worst first, then what holds, one line per intent. One with a counterexample opens to the packet and its way, and
 *  draws it on the map. */
export function VerdictList({ verdicts, topology, onHighlight }: VerdictListProps) {
  const [opened, setOpened] = useState<Verdict>()
  const singles = verdicts.filter((verdict) => !isPlain(verdict)).sort((a, b) => order[a.verdict] - order[b.verdict])
  const holding = Map.groupBy(verdicts.filter(isPlain), ({ intent }) => intent)
  const toggle = (verdict: Verdict) => {
    const isClosing = verdict === opened
    setOpened(isClosing ? undefined : verdict)
    onHighlight(isClosing ? undefined : highlightOf(verdict, topology))
  }
  return (
    <ul className="verdicts" data-testid="verdicts">
      {singles.map((verdict, i) => (
        <VerdictRow
          key={`${verdict.intent} ${verdict.property} ${i}`}
          verdict={verdict}
          isOpen={verdict === opened}
          onToggle={() => toggle(verdict)}
        />
      ))}
      {[...holding].map(([intent, its]) => (
        <HoldingRow key={intent} intent={intent} verdicts={its} />
      ))}
    </ul>
  )
}

/** Holds, and there is nothing more to say. */
const isPlain = ({ verdict, reason, lost }: Verdict): boolean =>
  verdict === 'holds' && reason === undefined && lost === undefined

const HoldingRow = ({ intent, verdicts }: { intent: string; verdicts: readonly Verdict[] }) => (
  <li className="verdict">
    <VerdictWord verdict="holds" />
    <span className="grow">
      <IntentLabel intent={intent} />{' '}
      {verdicts.map((verdict, i) => (
        <span
          key={verdict.property}
          data-testid="verdict"
          data-verdict="holds"
          data-property={verdict.property}
          data-intent={intent}
        >
          {i > 0 && <span className="muted"> · </span>}
          <Claim verdict={verdict} />
        </span>
      ))}
    </span>
  </li>
)

const VerdictWord = ({ verdict }: { verdict: Verdict['verdict'] }) => {
  const { icon, tone, text } = looks[verdict]
  return (
    <span className={`row tone-${tone} verdict-word`}>
      <Icon name={icon} />
      {text}
    </span>
  )
}

const IntentLabel = ({ intent }: { intent: string }) => (
  <strong>{intent === 'system' ? 'network' : intentName(intent)}</strong>
)

/** What is claimed: the property, and under which conditions it was proved. */
function Claim({ verdict: { property, coverage, grade, scenarios = 0 } }: { verdict: Verdict }) {
  const conditions = [grade, scenarios > 1 ? plural(scenarios, 'scenario') : undefined].filter(Boolean).join(', ')
  return (
    <>
      <span className="muted">
        {propertyTexts[property] ?? property}
        {conditions && ` (${conditions})`}
      </span>
      {coverage === 'partial' && <span className="tone-warn"> in part</span>}
    </>
  )
}

function VerdictRow({ verdict, isOpen, onToggle }: { verdict: Verdict; isOpen: boolean; onToggle: () => void }) {
  const hasMore =
    verdict.reason !== undefined ||
    verdict.packet !== undefined ||
    verdict.hops !== undefined ||
    verdict.lost !== undefined
  const row = (
    <>
      <VerdictWord verdict={verdict.verdict} />
      <span className="grow">
        <IntentLabel intent={verdict.intent} /> <Claim verdict={verdict} />
      </span>
      {hasMore && <Icon name="chevron" className={isOpen ? 'turned' : ''} />}
    </>
  )
  return (
    <li
      data-testid="verdict"
      data-verdict={verdict.verdict}
      data-property={verdict.property}
      data-intent={verdict.intent}
    >
      {hasMore ? (
        <button type="button" className="verdict" aria-expanded={isOpen} onClick={onToggle}>
          {row}
        </button>
      ) : (
        <div className="verdict">{row}</div>
      )}
      {isOpen && <Counterexample verdict={verdict} />}
    </li>
  )
}

function Counterexample({
  verdict: { reason, packet, interest, placed, scenario, lost, hops, ingress },
}: {
  verdict: Verdict
}) {
  return (
    <div className="counterexample stack" data-testid="counterexample">
      {reason && <p>{reason}</p>}
      {lost && (
        <p>
          {intentName(lost.to)} takes precedence for{' '}
          <code>
            {lost.packet ? formatPacket(lost.packet) : lost.placed ? formatPlacedPacket(lost.placed) : lost.interest}
          </code>
        </p>
      )}
      <dl className="facts">
        {packet && (
          <div className="fact">
            <dt>Packet</dt>
            <dd>
              <code>{formatPacket(packet)}</code>
            </dd>
          </div>
        )}
        {interest && (
          <div className="fact">
            <dt>Interest</dt>
            <dd>
              <code>{interest}</code>
            </dd>
          </div>
        )}
        {placed && (
          <div className="fact">
            <dt>Packet</dt>
            <dd>
              <code>{formatPlacedPacket(placed)}</code>
            </dd>
          </div>
        )}
        {ingress && (
          <div className="fact">
            <dt>Enters at</dt>
            <dd>
              {ingress.node}.{ingress.interface}
            </dd>
          </div>
        )}
        {scenario && scenario.down.length > 0 && (
          <div className="fact">
            <dt>While down</dt>
            <dd>{scenario.down.join(', ')}</dd>
          </div>
        )}
      </dl>
      {hops && hops.length > 0 && (
        <HopList
          hops={hops.map(({ entries, owners, ...hop }) => ({
            ...hop,
            entries: entries.map((key, i) => ({ key, owners: i === entries.length - 1 ? owners : [] })),
          }))}
        />
      )}
    </div>
  )
}

function highlightOf(
  { intent, property, hops, ingress, scenario, verdict }: Verdict,
  topology: Topology,
): Highlight | undefined {
  const down = scenario?.down ?? []
  const way = hops && hops.length > 0 ? hops : ingress ? [{ node: ingress.node, inInterface: ingress.interface }] : []
  if (way.length === 0 && down.length === 0) return undefined
  return {
    title: `${intentName(intent)}: ${propertyTexts[property] ?? property}`,
    tone: verdict === 'holds' ? 'accent' : 'bad',
    ...pathElements(topology, way),
    down,
  }
}

/** `to node g2, proto 17 port 5005` */
function formatPlacedPacket({ to, protocol, dstPort }: NonNullable<Verdict['placed']>): string {
  const area = to.kind === 'area' ? to.area : undefined
  const circle = area?.kind === 'circle' ? `circle(${area.centre.lat}, ${area.centre.lon}, ${area.radius}m)` : undefined
  const target =
    to.kind === 'node' ? `node ${to.node}` : (circle ?? `region(${area?.kind === 'region' ? area.region : ''})`)
  return `to ${target}, proto ${protocol}${dstPort === 0 ? '' : ` port ${dstPort}`}`
}
