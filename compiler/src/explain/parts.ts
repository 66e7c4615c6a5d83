import type { StatementChange } from '@paranet/language'
import { quoteName } from '@paranet/language'
import type { Avoidance, Intent, RouteIntent, Survival, Waypoint } from '@paranet/network'

/** Something that an intent asks for: the intent itself, or one constraint of it. */
export interface Part {
  readonly intent: string
  /** Of a constraint: its key in the language. */
  readonly key?: string
  /** As it is written: `latency: <= 5ms`, `avoid: r5`. */
  readonly text: string
  /** The intent without it; undefined: without the intent. */
  readonly without: (intent: Intent) => Intent | undefined
  /** The change of the text that takes it out. */
  readonly change: StatementChange
}

/** What an intent asks for, the intent itself first. */
export function partsOf(intent: Intent): Part[] {
  const whole: Part = {
    intent: intent.id,
    text: `${kindWord(intent.kind)} ${intent.name}`,
    without: () => undefined,
    change: { kind: 'remove' },
  }
  const route = constrainedOf(intent)
  return route ? [whole, ...constraintsOf(route)] : [whole]
}

/** Routes of packets, and of names, which are constrained alike. */
export const constrainedOf = (intent: Intent): RouteIntent | undefined =>
  intent.kind === 'route' || intent.kind === 'name-route' ? (intent as RouteIntent) : undefined

/** The word of the language for a kind of intent. */
export const kindWord = (kind: Intent['kind']): string => kind.replace(/^name-/, '')

function constraintsOf(route: RouteIntent): Part[] {
  const { latency, maxHops, bandwidth, paths, protocol, survive = [] } = route
  return [
    ...route.via.map((step) => viaPart(route, step)),
    ...route.avoid.map((item) => avoidPart(route, item)),
    ...(latency === undefined ? [] : [scalarPart(route, 'latency', 'latency', `<= ${durationText(latency)}`)]),
    ...(maxHops === undefined ? [] : [scalarPart(route, 'maxHops', 'max_hops', String(maxHops))]),
    ...(bandwidth
      ? [scalarPart(route, 'bandwidth', bandwidth.each ? 'each' : 'bandwidth', bitsText(bandwidth.bitsPerSecond))]
      : []),
    ...(protocol ? [scalarPart(route, 'protocol', 'protocol', protocol)] : []),
    ...(paths ? [scalarPart(route, 'paths', 'paths', pathsText(paths))] : []),
    ...survive.map((item) => survivePart(route, item)),
  ]
}

type ScalarField = 'latency' | 'maxHops' | 'bandwidth' | 'paths' | 'protocol'

const scalarPart = ({ id }: RouteIntent, field: ScalarField, key: string, value: string): Part => ({
  intent: id,
  key,
  text: `${key}: ${value}`,
  without: (intent) => {
    const { [field]: _, ...rest } = intent as RouteIntent
    return rest
  },
  change: { kind: 'unset', key },
})

/** The items but one; parts of one list are taken out one after the other, so that each finds what the others left. */
function listPart<Item>(
  { id }: RouteIntent,
  key: 'via' | 'avoid' | 'survive',
  item: Item,
  list: (route: RouteIntent) => readonly Item[],
  textOf: (items: readonly Item[]) => string,
): Part {
  const same = (other: Item) => JSON.stringify(other) === JSON.stringify(item)
  return {
    intent: id,
    key,
    text: `${key}: ${textOf([item])}`,
    without: (intent) => withList(intent as RouteIntent, key, withoutOne(list(intent as RouteIntent), same)),
    change: { kind: 'unset', key },
  }
}

function withoutOne<Item>(items: readonly Item[], is: (item: Item) => boolean): readonly Item[] {
  const at = items.findIndex(is)
  return items.filter((_, i) => i !== at)
}

/** The route with another list; an empty `survive` is none. */
export function withList(route: RouteIntent, key: 'via' | 'avoid' | 'survive', items: readonly unknown[]): RouteIntent {
  const { [key]: _, ...rest } = route
  if (key === 'survive' && items.length === 0) return rest as RouteIntent
  return { ...rest, [key]: items } as RouteIntent
}

const viaPart = (route: RouteIntent, step: Waypoint): Part => listPart(route, 'via', step, ({ via }) => via, viaText)
const avoidPart = (route: RouteIntent, item: Avoidance): Part =>
  listPart(route, 'avoid', item, ({ avoid }) => avoid, avoidText)
const survivePart = (route: RouteIntent, item: Survival): Part =>
  listPart(route, 'survive', item, ({ survive = [] }) => survive, surviveText)

/** The change of the text that gives a list these items. */
export const listChange = (key: string, items: readonly unknown[], text: string): StatementChange =>
  items.length === 0 ? { kind: 'unset', key } : { kind: 'set', key, value: text }

/** `fw1 then one of a, b` */
export const viaText = (via: readonly Waypoint[]): string =>
  via
    .map(({ oneOf }) => (oneOf.length === 1 ? quoteName(oneOf[0] ?? '') : `one of ${oneOf.map(quoteName).join(', ')}`))
    .join(' then ')

export const avoidText = (avoid: readonly Avoidance[]): string => avoid.map(oneAvoided).join(', ')

function oneAvoided(item: Avoidance): string {
  if (item.kind === 'node') return quoteName(item.node)
  if (item.kind === 'link') return `link ${quoteName(item.link)}`
  return item.kind === 'region' ? `region ${quoteName(item.region)}` : `risk ${quoteName(item.risk)}`
}

export const surviveText = (items: readonly Survival[]): string =>
  items
    .map(({ count, element, restoredWithinMs }) => {
      const word = `${count} ${element.replace('-', ' ')}${count === 1 ? '' : 's'}`
      return restoredWithinMs === undefined ? word : `${word} restored within ${restoredWithinMs}ms`
    })
    .join(', ')

export const pathsText = ({ count, kind }: NonNullable<RouteIntent['paths']>): string =>
  kind === 'equal' ? `${count} equal` : `${count} disjoint ${kind}`

/** µs in the largest unit that they are a whole number of. */
export const durationText = (us: number): string =>
  us % 1_000_000 === 0 ? `${us / 1_000_000}s` : us % 1000 === 0 ? `${us / 1000}ms` : `${us}us`

/** bit/s in the largest unit that they are a whole number of. */
export function bitsText(bits: number): string {
  const sizes = [
    ['Tbps', 1e12],
    ['Gbps', 1e9],
    ['Mbps', 1e6],
    ['kbps', 1e3],
  ] as const
  const [unit, size] = sizes.find(([, one]) => bits >= one && bits % one === 0) ?? ['bps', 1]
  return `${bits / size}${unit}`
}

/** The intents of which some part is there, each without its parts that are not. In the order of `intents`. */
export function assembled(
  intents: readonly Intent[],
  all: readonly Part[],
  present: ReadonlySet<Part>,
): (Intent | undefined)[] {
  return intents.map((intent) => {
    const own = all.filter((part) => part.intent === intent.id && !present.has(part))
    return own.reduce<Intent | undefined>((its, part) => its && part.without(its), intent)
  })
}
