import type { Resilience, SinglePoint, Survived } from '@paranet/verifier'
import { colour } from './console-output.js'
import { packetText } from './print-plan.js'

const words = {
  link: ['link', 'links'],
  'core-link': ['core link', 'core links'],
  node: ['node', 'nodes'],
  risk: ['risk group', 'risk groups'],
} as const

/** What each intent survives, for people: a line per intent, and below it what breaks it, with the packet that is lost. */
export function resilienceText(items: readonly Resilience[]): string {
  return items.map((item) => [headLine(item), ...moreLines(item)].join('\n')).join('\n')
}

function headLine({ intent, holds, reason, survives }: Resilience): string {
  if (!holds) return `${colour.red('✗')} ${intent}  nothing to survive: ${reason ?? ''}`
  const isWeak = survives.some(({ count, bound }) => count <= 0 && bound === 'exact')
  return `${isWeak ? colour.yellow('!') : colour.green('✓')} ${intent}  survives ${survives.map(countText).join(', ')}`
}

/** `1 link`, `≥ 2 nodes`, `any risk group` */
function countText({ element, count, bound }: Survived): string {
  const [one, many] = words[element]
  if (bound === 'any') return `any ${one}`
  const least = bound === 'exact' ? '' : '≥ '
  return `${least}${Math.max(0, count)} ${count === 1 ? one : many}`
}

function moreLines({ survives, singlePoints, headroom, latency, unclear }: Resilience): string[] {
  const several = survives.flatMap(({ breaking }) => (breaking && breaking.failed.length > 1 ? [breaking] : []))
  const pairs = [...new Map(several.map((one) => [one.failed.join(), one])).values()]
  const own = singlePoints.filter(({ role }) => role !== 'end')
  const ends = singlePoints.filter(({ role }) => role === 'end').map(({ name }) => name)
  return [
    ...own.map((point) => `    alone ${pointText(point)}`),
    ...pairs.map(
      ({ failed, packet, reason }) => `    together ${failed.join(' + ')}: loses ${packetText(packet)}, as ${reason}`,
    ),
    ...(ends.length === 0 ? [] : [colour.dim(`    its ends ${ends.join(', ')}`)]),
    ...(headroom
      ? [`    ${percent(headroom.share)} free on ${headroom.link} from ${headroom.from}${during(headroom.failed)}`]
      : []),
    ...(latency ? [`    at most ${latency.us} µs${during(latency.failed)}`] : []),
    ...(unclear === undefined ? [] : [colour.yellow(`    ${unclear}`)]),
  ]
}

const pointText = ({ element, name, role, packet, reason }: SinglePoint): string =>
  `${words[element][0]} ${name}${role === 'waypoint' ? ' (a waypoint)' : ''}: loses ${packetText(packet)}, as ${reason}`

const percent = (share: number): string => `${Number((share * 100).toFixed(1))}%`

const during = (failed: readonly string[]): string => (failed.length === 0 ? '' : ` when ${failed.join(', ')} is down`)
