import type { Entry, TranslationTarget } from '@paranet/network'
import { contentHash, prefixRange } from '@paranet/network'
import { rangeText, readPool } from '../linux/nft/translations.js'
import { familiesOf } from '../switch/match-shape.js'
import { tables } from './layout.js'

export type Translation = Extract<Entry, { kind: 'translation' }>

/** What a translation does, wherever it applies. */
export type TranslationWay = Pick<Translation, 'direction' | 'to'>

/** The parts of the table of connections that are a device's: bridges of one datapath share the table. Connections as they leave; those whose
 *  destination, and those whose source was translated: a packet may be of both, and meets each at its own stage. */
export interface Zones {
  readonly all: number
  readonly destination: number
  readonly source: number
}

/** Zones by a hash of the device's name. */
export function zonesOf(device: string): Zones {
  const first = Number.parseInt(contentHash(device).slice(0, 8), 16)
  const zone = (more: number) => 1 + ((first + more) % 0xffff)
  return { all: zone(0), destination: zone(1), source: zone(2) }
}

/** What a translation asks that a switch cannot be told; undefined where it can. */
export function lackingOfTranslation({ match, to }: Translation): string | undefined {
  const families = new Set(to.map(({ prefix }) => prefixRange(prefix).family))
  if (match.established !== undefined) return 'translate answers otherwise than what they answer'
  if (families.size !== 1 || !familiesOf(match).some((one) => families.has(one)))
    return 'translate one family to another'
  return to.some(({ weight }) => weight > 0xffff) ? 'share by weights above 65,535' : undefined
}

/** Whether one action says all: else there is a group of targets. */
export const isPlain = ({ to: [first, ...more] }: TranslationWay): boolean =>
  first !== undefined && more.length === 0 && first.weight === 1 && first.interface === undefined

/** Opens a connection with a new address, and goes on to the next stage. */
export const translateAction = (
  direction: Translation['direction'],
  { prefix }: TranslationTarget,
  zones: Zones,
): string => {
  const [next, word] = wayOf(direction)
  return `ct(commit,table=${next},zone=${zones[direction]},nat(${word}=${rangeText(prefix)}))`
}

const wayOf = (direction: Translation['direction']) =>
  direction === 'source' ? ([tables.outFilter, 'src'] as const) : ([tables.forwardFilter, 'dst'] as const)

/** The direction and the addresses of an action that `translateAction` makes; undefined where it is none. */
export function readTranslateAction(
  action: string,
  zones: Zones,
): (Pick<Translation, 'direction'> & Pick<TranslationTarget, 'prefix'>) | undefined {
  const [, word, text = ''] = /nat\((src|dst)=([^)]+)\)\)$/.exec(action) ?? []
  const direction = word === 'src' ? 'source' : 'destination'
  const [target] = readPool(text) ?? []
  return word !== undefined && target && translateAction(direction, target, zones) === action
    ? { direction, prefix: target.prefix }
    : undefined
}
