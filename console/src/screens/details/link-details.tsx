import { useSyncExternalStore } from 'react'
import type { TopologyLink } from '@paranet/schemas'
import { useControl } from '../../app/control.js'
import {
  formatBytes,
  formatCount,
  formatExactShare,
  formatMicros,
  formatRate,
  formatShare,
  intentName,
} from '../../app/format.js'
import { Tag } from '../../app/ui/parts.js'
import { FaultButton } from './fault-button.js'
import { linkChoices } from './fault-choices.js'
import { FaultMenu } from './fault-menu.js'
import { RateChart } from './rate-chart.js'

/** A link: what it is, what flows over it now, and the way to break it. */
export function LinkDetails({ link }: { link: TopologyLink }) {
  const { telemetry } = useControl()
  const sample = useSyncExternalStore(telemetry.subscribe, telemetry.latest)
  const now = telemetry.link(link.id)
  const [a, b] = link.ends
  const flows =
    sample?.flows.filter(({ path }) => path.some((node, i) => isOver(path[i + 1], node, a.node, b.node))) ?? []
  return (
    <div className="stack" data-testid="link-details">
      <div className="row wrap">
        <Tag
          tone={now === undefined ? 'muted' : now.up ? 'ok' : 'bad'}
          icon={now?.up === false ? 'bad' : 'ok'}
          testId="link-state"
        >
          {now === undefined ? 'no data yet' : now.up ? 'up' : 'down'}
        </Tag>
        {link.risks.map((risk) => (
          <Tag key={risk} tone="muted">
            {risk}
          </Tag>
        ))}
      </div>
      <dl className="facts">
        <dt>Ends</dt>
        <dd>
          {a.node}.{a.interface} – {b.node}.{b.interface}
        </dd>
        <dt>Bandwidth</dt>
        <dd>{formatRate(link.bandwidth)}</dd>
        <dt>Latency</dt>
        <dd>{formatMicros(now?.latency ?? link.latency)}</dd>
        {link.loss !== undefined && (
          <>
            <dt>Loss</dt>
            <dd>{formatExactShare(link.loss)}</dd>
          </>
        )}
        {link.availability !== undefined && (
          <>
            <dt>Availability</dt>
            <dd>{formatExactShare(link.availability)}</dd>
          </>
        )}
      </dl>
      {now && (
        <>
          <h3>Traffic</h3>
          <RateChart
            points={telemetry.history(link.id)}
            at={sample?.at ?? 0}
            names={[`${a.node} → ${b.node}`, `${b.node} → ${a.node}`]}
          />
          <table className="table compact">
            <thead>
              <tr>
                <th>Direction</th>
                <th className="number">Rate</th>
                <th className="number">Used</th>
                <th className="number">Loss</th>
                <th className="number">Bytes</th>
              </tr>
            </thead>
            <tbody>
              {([0, 1] as const).map((i) => (
                <tr key={i}>
                  <td>→ {link.ends[1 - i]?.node}</td>
                  <td className="number">{formatRate(now.bitsPerSecond[i])}</td>
                  <td className="number">{formatShare(now.utilisation[i])}</td>
                  <td className="number">{formatShare(now.lossFraction[i])}</td>
                  <td className="number">{formatBytes(now.bytes[i])}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="muted">{formatCount(now.packets[0] + now.packets[1])} packets in both directions</p>
        </>
      )}
      {flows.length > 0 && (
        <>
          <h3>Flows over it</h3>
          <ul className="plain-list">
            {flows.slice(0, 12).map((flow) => (
              <li key={flow.id} className="row">
                <span className="clip grow" title={flow.id}>
                  {flow.intent ? intentName(flow.intent) : flow.id}
                </span>
                <span className="number">{formatRate(flow.delivered)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <FaultButton
        key={link.id}
        target={{ kind: 'link-down', link: link.id }}
        breakText="Break link"
        restoreText="Restore link"
      />
      <FaultMenu key={`menu ${link.id}`} element={{ link: link.id }} choices={linkChoices(link)} />
    </div>
  )
}

const isOver = (next: string | undefined, node: string, a: string, b: string): boolean =>
  (node === a && next === b) || (node === b && next === a)
