import type { TelemetrySample, Topology } from '@paranet/schemas'
import { useMemo } from 'react'
import type { Selection } from '../workspace/workspace-state.js'

interface MapElementsProps {
  readonly topology: Topology
  readonly sample: TelemetrySample | undefined
  readonly onSelect: (selection: Selection) => void
  readonly onHover: (id: string | undefined) => void
}

/** What the canvas shows as lists of buttons: reached by keyboard and read aloud, not seen. */
export function MapElements({ topology, sample, onSelect, onHover }: MapElementsProps) {
  const links = useMemo(() => new Map(sample?.links.map((link) => [link.id, link])), [sample])
  const nodes = useMemo(() => new Map(sample?.nodes.map((node) => [node.name, node])), [sample])
  return (
    <div className="visually-hidden">
      <ul aria-label="Nodes">
        {topology.nodes.map(({ name, type }) => {
          const isUp = nodes.get(name)?.up ?? true
          return (
            <li key={name}>
              <button
                type="button"
                data-testid={`map-node-${name}`}
                data-up={isUp}
                onFocus={() => onHover(name)}
                onBlur={() => onHover(undefined)}
                onClick={() => onSelect({ kind: 'node', name })}
              >
                {type} {name}
                {isUp ? '' : ', down'}
              </button>
            </li>
          )
        })}
      </ul>
      <ul aria-label="Links">
        {topology.links.map(({ id }) => {
          const link = links.get(id)
          const isUp = link?.up ?? true
          const load = Math.round(100 * Math.max(0, ...(link?.utilisation ?? [])))
          return (
            <li key={id}>
              <button
                type="button"
                data-testid={`map-link-${id}`}
                data-up={isUp}
                data-load={load}
                onFocus={() => onHover(`link ${id}`)}
                onBlur={() => onHover(undefined)}
                onClick={() => onSelect({ kind: 'link', id })}
              >
                link {id}, {isUp ? `${load} % used` : 'down'}
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
