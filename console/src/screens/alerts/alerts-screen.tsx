import { useState, useSyncExternalStore } from 'react'
import type { Alert } from '@paranet/schemas'
import { useControl } from '../../app/control.js'
import { formatTime } from '../../app/format.js'
import { Blank, Failed, Loading, Note, Tag, type Tone } from '../../app/ui/parts.js'
import { useAction, useLoaded } from '../../app/use-loaded.js'
import { isOpen } from '../../live/alerts.js'

const tones: Readonly<Record<Alert['severity'], { tone: Tone; icon: 'bad' | 'warn' | 'info' }>> = {
  critical: { tone: 'bad', icon: 'bad' },
  warning: { tone: 'warn', icon: 'warn' },
  info: { tone: 'accent', icon: 'info' },
}

type Filter = 'open' | 'active' | 'all'
const filters: readonly {
  readonly filter: Filter
  readonly name: string
  readonly takes: (alert: Alert) => boolean
}[] = [
  { filter: 'open', name: 'Open', takes: isOpen },
  { filter: 'active', name: 'Not resolved', takes: (alert) => alert.resolvedAt === undefined },
  { filter: 'all', name: 'All', takes: () => true },
]

/** What is not as it should be, as it happens. */
export function AlertsScreen() {
  const { api, alerts, network } = useControl()
  const all = useSyncExternalStore(alerts.subscribe, alerts.all)
  const [filter, setFilter] = useState<Filter>('active')
  const read = useLoaded(all === undefined ? `alerts ${network.id}` : undefined, async () =>
    alerts.replace((await api.alerts()).items),
  )
  const takes = filters.find((entry) => entry.filter === filter)?.takes ?? isOpen
  const shown = all?.filter(takes)
  return (
    <section className="page" aria-label="Alerts">
      <div className="page-head">
        <h1>Alerts</h1>
        <span className="grow" />
        <div className="tabs segmented" role="group" aria-label="Which alerts">
          {filters.map((entry) => (
            <button
              key={entry.filter}
              type="button"
              className="button"
              aria-pressed={entry.filter === filter}
              onClick={() => setFilter(entry.filter)}
              data-testid={`alerts-${entry.filter}`}
            >
              {entry.name} <span className="muted">{all?.filter(entry.takes).length ?? ''}</span>
            </button>
          ))}
        </div>
      </div>
      <div className="page-body" aria-live="polite">
        {shown === undefined ? (
          read.error ? (
            <Failed message={read.error} onRetry={read.reload} />
          ) : (
            <Loading />
          )
        ) : shown.length === 0 ? (
          <Blank icon="ok" title={filter === 'all' ? 'No alerts yet' : 'All is well'} testId="no-alerts">
            <p>{filter === 'all' ? 'What goes wrong is listed here as it happens.' : 'Nothing needs attention.'}</p>
          </Blank>
        ) : (
          <AlertTable alerts={shown} />
        )}
      </div>
    </section>
  )
}

const AlertTable = ({ alerts }: { alerts: readonly Alert[] }) => (
  <table className="table" data-testid="alerts">
    <thead>
      <tr>
        <th>Severity</th>
        <th>What</th>
        <th>Subject</th>
        <th>Raised</th>
        <th>State</th>
      </tr>
    </thead>
    <tbody>
      {alerts.map((alert) => (
        <AlertRow key={alert.id} alert={alert} />
      ))}
    </tbody>
  </table>
)

function AlertRow({ alert }: { alert: Alert }) {
  const { api, alerts, mayWrite } = useControl()
  const { tone, icon } = tones[alert.severity]
  const acknowledge = useAction(async () => {
    const answer = await api.acknowledge(alert.id)
    alerts.put(answer?.id ? answer : { ...alert, acknowledgedAt: Date.now() })
  })
  const isOver = alert.resolvedAt !== undefined
  return (
    <tr
      className={isOver ? 'is-over' : ''}
      data-testid="alert"
      data-code={alert.code}
      data-subject={alert.subject}
      data-open={isOpen(alert)}
    >
      <td className="tight">
        <Tag tone={isOver ? 'muted' : tone} icon={icon}>
          {alert.severity}
        </Tag>
      </td>
      <td>
        {alert.message}
        <div className="muted mono">{alert.code}</div>
      </td>
      <td>{alert.subject}</td>
      <td className="tight">{formatTime(alert.raisedAt)}</td>
      <td>
        {alert.resolvedAt !== undefined && <div className="tone-ok">resolved {formatTime(alert.resolvedAt)}</div>}
        {alert.acknowledgedAt !== undefined && (
          <div className="muted">
            noted {formatTime(alert.acknowledgedAt)}
            {alert.acknowledgedBy && ` by ${alert.acknowledgedBy}`}
          </div>
        )}
        {isOpen(alert) &&
          (mayWrite ? (
            <button
              type="button"
              className="button"
              disabled={acknowledge.isRunning}
              onClick={() => void acknowledge.run()}
              data-testid="acknowledge"
              aria-label={`Acknowledge ${alert.message}`}
            >
              Acknowledge
            </button>
          ) : (
            'open'
          ))}
        {acknowledge.error && <Note tone="bad">{acknowledge.error}</Note>}
      </td>
    </tr>
  )
}
