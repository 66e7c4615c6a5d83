import { useSyncExternalStore } from 'react'
import type { Topology, TopologyNode } from '@paranet/schemas'
import { useControl } from '../../app/control.js'
import { formatCount, formatExactShare, formatShare } from '../../app/format.js'
import { Tag } from '../../app/ui/parts.js'
import { isEnd } from '../map/place-nodes.js'
import type { Selection } from '../workspace/workspace-state.js'
import { EntryList } from './entry-list.js'
import { FaultButton } from './fault-button.js'
import { nodeChoices } from './fault-choices.js'
import { FaultMenu } from './fault-menu.js'

/** A node: what it is, its links, the entries on it with who needs them, and the way to take it down. */
export function NodeDetails({
  node,
  topology,
  onSelect,
}: {
  node: TopologyNode
  topology: Topology
  onSelect: (selection: Selection) => void
}) {
  const { telemetry } = useControl()
  const sample = useSyncExternalStore(telemetry.subscribe, telemetry.latest)
  const now = sample?.nodes.find(({ name }) => name === node.name)
  const links = topology.links.filter((link) => link.ends.some((end) => end.node === node.name))
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Addresses', node.addresses.join(', ')],
    ['Prefixes', node.prefixes.join(', ')],
    ['Gateway', node.gateway],
    ['Function', node.function],
    ['Region', node.region],
    ['Availability', node.availability === undefined ? undefined : formatExactShare(node.availability)],
    ['Entries', now && !isEnd(node) ? formatCount(now.entries) : undefined],
    ...Object.entries(node.labels).map(([key, value]) => [key, value] as const),
  ]
  return (
    <div className="stack" data-testid="node-details">
      <div className="row wrap">
        <Tag tone="muted">{node.type}</Tag>
        {now && (
          <Tag tone={now.up ? 'ok' : 'bad'} icon={now.up ? 'ok' : 'bad'} testId="node-state">
            {now.up ? 'up' : 'down'}
          </Tag>
        )}
      </div>
      <dl className="facts">
        {facts.map(([key, value]) =>
          value ? (
            <div key={key} className="fact">
              <dt>{key}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <h3>Links</h3>
      <ul className="plain-list">
        {links.map((link) => {
          const other = link.ends.find((end) => end.node !== node.name)?.node ?? ''
          const state = telemetry.link(link.id)
          return (
            <li key={link.id} className="row">
              <button
                type="button"
                className="link-button clip grow"
                onClick={() => onSelect({ kind: 'link', id: link.id })}
              >
                {other}
              </button>
              <span className={`number ${state?.up === false ? 'tone-bad' : 'muted'}`}>
                {state === undefined ? '–' : state.up ? formatShare(Math.max(...state.utilisation)) : 'down'}
              </span>
            </li>
          )
        })}
      </ul>
      <FaultButton
        key={node.name}
        target={{ kind: 'node-down', node: node.name }}
        breakText="Take node down"
        restoreText="Restore node"
      />
      <FaultMenu key={`menu ${node.name}`} element={{ node: node.name }} choices={nodeChoices(node, isEnd(node))} />
      {!isEnd(node) && <EntryList device={node.name} />}
    </div>
  )
}
