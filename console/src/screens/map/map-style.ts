import type { StylesheetStyle } from 'cytoscape'
import { tokenValue } from '../../app/theme.js'

const shield = '-0.8 -0.8  0 -1  0.8 -0.8  0.8 0.1  0.5 0.6  0 1  -0.5 0.6  -0.8 0.1'

/** Load of a link in five steps: what the legend shows. */
export const loadSteps = [
  { upTo: 0.001, token: 'load-0', text: 'idle' },
  { upTo: 0.3, token: 'load-1', text: '< 30 %' },
  { upTo: 0.6, token: 'load-2', text: '30–60 %' },
  { upTo: 0.85, token: 'load-3', text: '60–85 %' },
  { upTo: Number.POSITIVE_INFINITY, token: 'load-4', text: '> 85 %' },
] as const

export const loadStep = (utilisation: number): number => loadSteps.findIndex(({ upTo }) => utilisation < upTo)

/** How much larger things are drawn than the zoom says, so that names stay readable when the map is small: a few steps. */
export const sizeStep = (zoom: number): number => Math.round(Math.min(2.8, Math.max(0.7, 1 / zoom)) * 5) / 5

/** The look of the map in the theme that the page has now; sizes in px times `size`. */
export function mapStyle(size: number): StylesheetStyle[] {
  const t = tokenValue
  const style = (selector: string, rules: Record<string, unknown>): StylesheetStyle =>
    ({ selector, style: rules }) as unknown as StylesheetStyle
  return [
    style('node', {
      label: 'data(id)',
      width: 26 * size,
      height: 26 * size,
      'background-color': t('map-node'),
      'border-width': 0,
      color: t('text'),
      'font-size': 12 * size,
      'font-family': 'system-ui, sans-serif',
      'text-valign': 'bottom',
      'text-margin-y': 4 * size,
      'text-outline-width': 3 * size,
      'text-outline-color': t('surface'),
      'min-zoomed-font-size': 5,
      'overlay-opacity': 0,
    }),
    style('node[type = "switch"]', { shape: 'round-rectangle' }),
    style('node[type = "firewall"], node[function = "firewall"]', {
      shape: 'polygon',
      'shape-polygon-points': shield,
      width: 32 * size,
      height: 34 * size,
      'background-color': t('map-firewall'),
    }),
    style('node[type = "balancer"]', { shape: 'diamond', width: 32 * size, height: 32 * size }),
    style('node[type = "p4"], node[type = "ndn"], node[type = "geo"], node[type = "cache"]', { shape: 'hexagon' }),
    style('node[?end]', {
      width: 14 * size,
      height: 14 * size,
      'background-color': t('map-end'),
      'font-size': 11 * size,
      color: t('muted'),
    }),
    style('node[?end][type = "server"]', { shape: 'round-rectangle' }),
    style('edge', {
      width: 2 * size,
      'line-color': t('load-0'),
      'curve-style': 'bezier',
      'control-point-step-size': 26,
      'overlay-opacity': 0,
      'font-size': 11 * size,
      'font-family': 'system-ui, sans-serif',
      color: t('text'),
      'text-background-color': t('surface'),
      'text-background-opacity': 1,
      'text-background-padding': `${4 * size}px`,
      'text-background-shape': 'roundrectangle',
      'text-border-color': t('line-strong'),
      'text-border-width': 1,
      'text-border-opacity': 1,
      'text-wrap': 'wrap',
    }),
    ...loadSteps.map(({ token }, step) =>
      style(`edge[load = ${step}]`, { width: (2 + step * 1.4) * size, 'line-color': t(token) }),
    ),
    style('.down', {
      'line-style': 'dashed',
      'line-dash-pattern': [6 * size, 5 * size],
      'line-color': t('bad'),
      width: 2.5 * size,
    }),
    style('node.down', {
      'background-color': t('surface'),
      'border-width': 2 * size,
      'border-style': 'dashed',
      'border-color': t('bad'),
      color: t('bad'),
    }),
    style('node[mark = "busy"]', { 'border-width': 3 * size, 'border-color': t('accent') }),
    style('node[mark = "done"]', { 'border-width': 3 * size, 'border-color': t('ok') }),
    style('node[mark = "undone"]', { 'border-width': 3 * size, 'border-color': t('warn') }),
    style('.dim', { opacity: 0.28 }),
    style('edge.scenario', {
      'line-style': 'dashed',
      'line-dash-pattern': [6 * size, 5 * size],
      'line-color': t('bad'),
    }),
    style('node.scenario', { 'border-width': 2 * size, 'border-style': 'dashed', 'border-color': t('bad') }),
    style('node.path-accent', { 'border-width': 4 * size, 'border-color': t('accent') }),
    style('edge.path-accent', { 'line-color': t('accent'), width: 6 * size, 'z-index': 9 }),
    style('node.path-bad', { 'border-width': 4 * size, 'border-color': t('bad') }),
    style('edge.path-bad', { 'line-color': t('bad'), width: 6 * size, 'z-index': 9 }),
    style('node.selected', { 'border-width': 4 * size, 'border-color': t('accent'), 'border-style': 'double' }),
    style('edge.selected', {
      'underlay-color': t('accent'),
      'underlay-opacity': 0.3,
      'underlay-padding': 7 * size,
      'z-index': 8,
    }),
    style('edge.hover', { label: 'data(label)', 'z-index': 20 }),
    style('node.hover', { 'font-weight': 'bold', 'border-width': 3 * size, 'border-color': t('accent') }),
  ]
}
