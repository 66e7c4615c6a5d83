import { useEffect, useState } from 'react'
import { useControl } from '../../app/control.js'
import { formatCount, intentName } from '../../app/format.js'
import { Note, Tag } from '../../app/ui/parts.js'
import { useLoaded } from '../../app/use-loaded.js'

const shownAtFirst = 40
/** Between two looks at what entries counted, ms. */
const countersEveryMs = 3_000

/** The entries of a device by the active deployment, with the intents that need them and what they counted. */
export function EntryList({ device }: { device: string }) {
  const { api, network } = useControl()
  const [filter, setFilter] = useState('')
  const [isWhole, setIsWhole] = useState(false)
  const { deployment } = network
  const ledger = useLoaded(deployment && `ledger ${deployment}`, async () => {
    const { plan } = await api.deployment(deployment ?? '')
    return (await api.preview(plan)).ledger ?? {}
  })
  const counters = useLoaded(`counters ${device}`, async () => (await api.metrics()).entries ?? [])
  const { reload } = counters
  useEffect(() => {
    const timer = setInterval(reload, countersEveryMs)
    return () => clearInterval(timer)
  }, [reload])
  const counted = new Map(
    (counters.value ?? []).filter((entry) => entry.device === device).map((entry) => [entry.key, entry]),
  )
  const owners = ledger.value?.[device] ?? {}
  const isSystem = (key: string) => owners[key]?.every((owner) => owner.startsWith('system.')) ?? false
  const all = [...new Set([...Object.keys(owners), ...counted.keys()])].sort()
  const keys = [...all.filter((key) => !isSystem(key)), ...all.filter(isSystem)]
  const words = filter.toLowerCase()
  const found = keys.filter(
    (key) => key.toLowerCase().includes(words) || owners[key]?.some((owner) => owner.toLowerCase().includes(words)),
  )
  const shown = isWhole ? found : found.slice(0, shownAtFirst)
  return (
    <>
      <div className="row">
        <h3 className="grow">Entries</h3>
        <span className="muted">{keys.length === 1 ? '1 entry' : `${formatCount(keys.length)} entries`}</span>
      </div>
      {ledger.error && <Note tone="warn">Owners could not be read: {ledger.error}</Note>}
      {keys.length === 0 && (
        <p className="muted">{deployment ? 'Nothing is installed here.' : 'Nothing is deployed yet.'}</p>
      )}
      {keys.length > 8 && (
        <input
          className="input"
          aria-label="Filter entries"
          placeholder="Filter by match or intent"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      )}
      <ul className="entry-list" data-testid="entry-list">
        {shown.map((key) => (
          <li key={key}>
            <code>{key}</code>
            <div className="row wrap">
              {(owners[key] ?? []).map((owner) => (
                <Tag key={owner} tone={owner.startsWith('system.') ? 'muted' : 'accent'}>
                  {intentName(owner)}
                </Tag>
              ))}
              {owners[key] === undefined && ledger.value && <Tag tone="warn">no owner</Tag>}
              <span className="number muted grow">
                {counted.has(key) ? `${formatCount(counted.get(key)?.packets ?? 0)} packets` : ''}
              </span>
            </div>
          </li>
        ))}
      </ul>
      {found.length > shown.length && (
        <button type="button" className="button" onClick={() => setIsWhole(true)}>
          Show all {formatCount(found.length)}
        </button>
      )}
    </>
  )
}
