import type { TelemetrySample, Topology } from '@paranet/schemas'
import { memo } from 'react'
import type { Selection } from '../workspace/workspace-state.js'

interface MapElementsProps {
  readonly topology: Topology
  readonly sample: TelemetrySample | undefined
  readonly onSelect: (selection: Selection) => void
  readonly onHover: (id: string | undefined) => void
}

/** In larger networks the lists follow what goes up and down, and not every change of load. */
const withLoads = 400

/** What the canvas shows as lists of buttons: reached by keyboard and read aloud, not seen. */
export const MapElements = memo(function MapElements({ topology, sample, onSelect, onHover }: MapElementsProps) {
  const links = new Map(sample?.links.map((link) => [link.id, link]))
  const nodes = new Map(sample?.nodes.map((node) => [node.name, node]))
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
}, isSameToReaders)

function isSameToReaders(old: MapElementsProps, now: MapElementsProps): boolean {
  if (old.topology !== now.topology || old.onSelect !== now.onSelect || old.onHover !== now.onHover) return false
  return now.topology.links.length > withLoads ? downOf(old.sample) === downOf(now.sample) : old.sample === now.sample
}

function downOf(sample: TelemetrySample | undefined): string {
  if (!sample) return ''
  const links = sample.links.filter(({ up }) => !up).map(({ id }) => id)
  return [...links, ...sample.nodes.filter(({ up }) => !up).map(({ name }) => name)].join(' ')
}
