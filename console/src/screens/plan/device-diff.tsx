import type { DeviceDiff, Entry } from '@paranet/schemas'
import { formatRate } from '../../app/format.js'

/** What changes on each device, closed until asked for; a few devices are open at once. */
export const DeviceDiffs = ({ diffs }: { diffs: readonly DeviceDiff[] }) => (
  <ul className="diffs" data-testid="diffs">
    {diffs.map((diff) => (
      <li key={diff.device}>
        <details open={diffs.length === 1} data-testid={`diff-${diff.device}`}>
          <summary>
            <strong className="grow">{diff.device}</strong>
            <DiffCounts added={diff.added.length} changed={diff.changed.length} removed={diff.removed.length} />
          </summary>
          <ul className="diff-lines">
            {diff.removed.map(({ key, entry }) => (
              <Line key={`- ${key}`} sign="−" word="removed" text={`${key} ${actionText(entry)}`} />
            ))}
            {diff.changed.map(({ key, before, after }) => (
              <Line
                key={`~ ${key}`}
                sign="~"
                word="changed"
                text={`${key} ${actionText(before)} ⇒ ${actionText(after)}`}
              />
            ))}
            {diff.added.map(({ key, entry }) => (
              <Line key={`+ ${key}`} sign="+" word="added" text={`${key} ${actionText(entry)}`} />
            ))}
          </ul>
        </details>
      </li>
    ))}
  </ul>
)

const Line = ({ sign, word, text }: { sign: string; word: string; text: string }) => (
  <li className={`diff-line ${word}`}>
    <span aria-hidden="true">{sign}</span>
    <code>
      <span className="visually-hidden">{word} </span>
      {text}
    </code>
  </li>
)

/** `+12 ~3 −1`, said in words to screen readers. */
export const DiffCounts = ({ added, changed, removed }: { added: number; changed: number; removed: number }) => (
  <span className="row diff-counts" aria-label={`${added} added, ${changed} changed, ${removed} removed`} role="img">
    <span className="tone-ok">+{added}</span>
    <span className="tone-warn">~{changed}</span>
    <span className="tone-bad">−{removed}</span>
  </span>
)

const boundsText = ({ min, max }: { min?: number; max?: number }): string =>
  [
    min === undefined ? '' : `, at least ${formatRate(min)}`,
    max === undefined ? '' : `, at most ${formatRate(max)}`,
  ].join('')

/** What an entry does: `permit`, `to r2 | r3, r4`, `deliver lan`. Groups are separated by bars. */
export function actionText(entry: Entry): string {
  if (entry.kind === 'filter') return entry.action
  if (entry.kind === 'mark') return `→ DSCP ${entry.dscp}`
  if (entry.kind === 'policer') return `→ at most ${formatRate(entry.rate)} (${entry.bucket})`
  if (entry.kind === 'queue') return `→ queue ${entry.class}${boundsText(entry)}`
  if (entry.kind === 'translation')
    return `→ ${entry.to.map(({ prefix, weight }) => `${prefix}${entry.to.length > 1 ? ` (${weight})` : ''}`).join(', ')}`
  if (!('action' in entry)) return named(entry)
  if (entry.kind === 'name-filter' || entry.kind === 'geo-filter') return entry.action
  const { action } = entry
  if (action.kind === 'drop') return 'drop'
  if (action.kind === 'deliver') return `deliver ${action.interface}`
  return `→ ${action.groups.map((group) => group.map((hop) => hop.interface).join(', ')).join(' | ')}`
}

const policyText = (policy: 'default' | 'any' | 'none' | string[]): string =>
  policy === 'default' ? 'the default route' : typeof policy === 'string' ? policy : policy.join(', ')

type Bare = Exclude<Entry, { action: unknown } | { kind: 'mark' | 'policer' | 'queue' | 'translation' }>

/** What an entry about names of content or places does, and what a session takes and tells; settings say it with their keys. */
function named(entry: Bare): string {
  switch (entry.kind) {
    case 'copy':
      return `a copy → ${entry.to}`
    case 'group-route':
      return `from ${entry.inInterface} → all of ${entry.out.join(', ')}`
    case 'name-route':
      return `→ ${entry.groups.map(({ interfaces }) => interfaces.join(', ')).join(' | ')}`
    case 'name-strategy':
      return entry.strategy
    case 'content-store':
      return `${entry.capacity} packets, ${entry.policy}, keeps ${entry.keeps === 'all' ? 'all that passes' : 'what is listed'}`
    case 'name-cache':
      return entry.keep ? `keep${entry.ttl === undefined ? '' : ` for ${entry.ttl / 1000} s`}` : 'never keep'
    case 'peer':
      return `→ AS ${entry.remoteAs}, takes ${policyText(entry.import)}, tells ${policyText(entry.export)}`
    case 'geo-node':
      return `(${entry.place.lat}, ${entry.place.lon})${entry.fallback === 'perimeter' ? ', leads packets around' : ''}`
    case 'geo-neighbour':
      return `${entry.node} (${entry.place.lat}, ${entry.place.lon})${entry.planar ? ', planar' : ''}`
    case 'geo-member':
      return `deliver ${entry.interface}`
    case 'geo-area':
      return `deliver ${entry.deliver.join(', ') || 'nowhere'} | on over ${entry.flood.join(', ') || 'nothing'}`
    default:
      return ''
  }
}
