import cytoscape, { type Core, type ElementDefinition } from 'cytoscape'
import { memo, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { LinkSample, TelemetrySample, Topology } from '@paranet/schemas'
import { formatRate, formatShare } from '../../app/format.js'
import { useControl } from '../../app/control.js'
import { currentTheme, subscribeTheme } from '../../app/theme.js'
import { IconButton } from '../../app/ui/parts.js'
import type { DeviceMark, Highlight, Selection } from '../workspace/workspace-state.js'
import { useWorkspace } from '../workspace/workspace-state.js'
import { MapElements } from './map-elements.js'
import { MapLegend } from './map-legend.js'
import { loadStep, mapStyle, sizeStep } from './map-style.js'
import { isEnd, placeNodes, spread } from './place-nodes.js'

// cytoscape writes a <style> element unless it finds its own; what that says stands in workspace.css.
const cytoscapeStyleId = '__________cytoscape_stylesheet'

/** The network: drawn on a canvas, and as a list of buttons for keyboards and screen readers. */
export const NetworkMap = memo(function NetworkMap({ isShown }: { isShown: boolean }) {
  const { telemetry } = useControl()
  const { state, topology, select } = useWorkspace()
  const { selection, highlight, marks } = state
  const theme = useSyncExternalStore(subscribeTheme, currentTheme)
  const sample = useSyncExternalStore(telemetry.subscribe, telemetry.latest)
  const holder = useRef<HTMLDivElement>(null)
  const [core, setCore] = useState<Core>()
  const [hovered, setHovered] = useState<string>()
  const [size, setSize] = useState(1)

  useEffect(() => {
    if (!holder.current) return
    const made = drawTopology(holder.current, topology)
    made.on('tap', (event) => {
      if (event.target === made) select(undefined)
      else
        select(
          event.target.isNode()
            ? { kind: 'node', name: event.target.id() }
            : { kind: 'link', id: event.target.id().slice(5) },
        )
    })
    made.on('mouseover', 'node, edge', (event) => setHovered(event.target.id()))
    made.on('mouseout', 'node, edge', () => setHovered(undefined))
    made.on('zoom', () => setSize(sizeStep(made.zoom())))
    setSize(sizeStep(made.zoom()))
    setCore(made)
    return () => made.destroy()
  }, [topology, select])

  useEffect(() => {
    core?.style(mapStyle(size))
  }, [core, theme, size])
  useEffect(() => {
    if (core && sample) showSample(core, sample)
  }, [core, sample])
  useEffect(() => {
    if (core) showMarks(core, marks)
  }, [core, marks])
  useEffect(() => {
    if (core) showHighlight(core, highlight)
  }, [core, highlight])
  useEffect(() => {
    if (core) showSelection(core, selection, hovered)
  }, [core, selection, hovered])
  useEffect(() => fitWithPane(core, holder.current, isShown), [core, isShown])

  const zoom = (factor: number) =>
    core?.zoom({ level: core.zoom() * factor, renderedPosition: { x: core.width() / 2, y: core.height() / 2 } })
  return (
    <div className="map" data-testid="network-map">
      <div
        ref={holder}
        className="map-canvas"
        role="img"
        aria-label={`Map of ${topology.name}: ${topology.nodes.length} nodes, ${topology.links.length} links`}
      />
      <MapElements topology={topology} sample={sample} onSelect={select} onHover={setHovered} />
      <div className="map-zoom" role="group" aria-label="Map view">
        <IconButton icon="zoomIn" label="Zoom in" onClick={() => zoom(1.25)} />
        <IconButton icon="zoomOut" label="Zoom out" onClick={() => zoom(0.8)} />
        <IconButton icon="fit" label="Fit the map" onClick={() => core && fit(core)} testId="map-fit" />
      </div>
      <MapLegend />
    </div>
  )
})

function drawTopology(container: HTMLElement, topology: Topology): Core {
  if (!document.getElementById(cytoscapeStyleId)) {
    const mark = document.createElement('meta')
    mark.id = cytoscapeStyleId
    document.head.append(mark)
  }
  const places = placeNodes(topology)
  const circle = Math.max(160, topology.nodes.length * 24)
  const nodes = topology.nodes.map((node, i): ElementDefinition => {
    const angle = (2 * Math.PI * i) / topology.nodes.length
    const position = places?.get(node.name) ?? { x: Math.cos(angle) * circle, y: Math.sin(angle) * circle }
    return {
      data: { id: node.name, type: node.type, function: node.function ?? '', end: isEnd(node), mark: '' },
      position: { ...position },
    }
  })
  const edges = topology.links.map((link): ElementDefinition => {
    const [a, b] = link.ends
    return { data: { id: `link ${link.id}`, source: a.node, target: b.node, load: 0, label: link.id } }
  })
  const core = cytoscape({
    container,
    elements: [...nodes, ...edges],
    style: mapStyle(1),
    layout: places
      ? { name: 'preset' }
      : {
          name: 'cose',
          randomize: false,
          animate: false,
          nodeRepulsion: () => 40_000,
          idealEdgeLength: () => 80,
          gravity: 0.6,
        },
    minZoom: 0.08,
    maxZoom: 3,
    boxSelectionEnabled: false,
    autoungrabify: false,
    hideEdgesOnViewport: topology.links.length > 1500,
    textureOnViewport: topology.nodes.length > 600,
  })
  if (!places) keepApart(core)
  fit(core)
  return core
}

function keepApart(core: Core): void {
  const found = spread(new Map(core.nodes().map((node) => [node.id(), { ...node.position() }])))
  core.nodes().positions((node) => ({ ...(found.get(node.id()) ?? node.position()) }))
}

/** Shows the whole map, but never larger than it reads well. */
function fit(core: Core): void {
  core.fit(undefined, Math.min(48, core.height() / 9))
  if (core.zoom() <= 1.4) return
  core.zoom(1.4)
  core.center()
}

function showSample(core: Core, sample: TelemetrySample): void {
  core.batch(() => {
    for (const link of sample.links) {
      const edge = core.getElementById(`link ${link.id}`)
      if (edge.empty()) continue
      edge.data({ load: loadStep(Math.max(...link.utilisation)), label: linkLabel(link) })
      edge.toggleClass('down', !link.up)
    }
    for (const node of sample.nodes) core.getElementById(node.name).toggleClass('down', !node.up)
  })
}

const linkLabel = ({ id, up, bitsPerSecond: [there, back], utilisation: [out, home] }: LinkSample): string =>
  up
    ? `${id}\n→ ${formatRate(there)} (${formatShare(out)})\n← ${formatRate(back)} (${formatShare(home)})`
    : `${id}\ndown`

function showMarks(core: Core, marks: Readonly<Record<string, DeviceMark>>): void {
  core.batch(() => {
    core.nodes().forEach((node) => void node.data('mark', marks[node.id()] ?? ''))
  })
}

function showHighlight(core: Core, highlight: Highlight | undefined): void {
  core.batch(() => {
    core.elements().removeClass('path-accent path-bad dim scenario')
    if (!highlight) return
    const on = new Set([...highlight.nodes, ...highlight.links.map((id) => `link ${id}`)])
    core.elements().forEach((element) => void element.addClass(on.has(element.id()) ? `path-${highlight.tone}` : 'dim'))
    for (const name of highlight.down) {
      core.getElementById(name).removeClass('dim').addClass('scenario')
      core.getElementById(`link ${name}`).removeClass('dim').addClass('scenario')
    }
  })
}

function showSelection(core: Core, selection: Selection | undefined, hovered: string | undefined): void {
  core.batch(() => {
    core.elements('.selected, .hover').removeClass('selected hover')
    if (selection)
      core.getElementById(selection.kind === 'node' ? selection.name : `link ${selection.id}`).addClass('selected')
    if (hovered !== undefined) core.getElementById(hovered).addClass('hover')
  })
}

function fitWithPane(core: Core | undefined, holder: HTMLElement | null, isShown: boolean): (() => void) | undefined {
  if (!core || !holder || !isShown) return undefined
  const observer = new ResizeObserver(() => {
    core.resize()
    fit(core)
  })
  observer.observe(holder)
  return () => observer.disconnect()
}
