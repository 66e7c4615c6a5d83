import type { DeviceState } from '@paranet/network'
import { canonicalJson, canonicalState } from '@paranet/network'
import { isSameList } from '../../plan/plan-memo.js'
import type { ArtifactText } from '../kept-text.js'
import { artifactText } from '../kept-text.js'
import type { DeviceContext } from '../linux/device-context.js'
import { emptyContext } from '../linux/device-context.js'

/** The artifact of an emulated device: its canonical state as canonical JSON, one line, with a line break at the end. */
export function renderEmulated(given: DeviceState, context: DeviceContext = emptyContext): string {
  const state = canonicalState(given)
  return artifactText('emulated', context, (out) => {
    const members = Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [i, [name, value]] of members.entries()) {
      out.add(`${i === 0 ? '{' : ','}${canonicalJson(name)}:`)
      if (!Array.isArray(value)) out.add(canonicalJson(value))
      else {
        out.add('[')
        out.items(name, value as readonly Fields[], ',', writeFields)
        out.add(']')
      }
    }
    out.add('}\n')
  })
}

type Fields = Readonly<Record<string, unknown>>

/** The members of an object in the order of their names, with what stands before the value of each: of the first, and of those behind others. */
interface Shape {
  readonly names: readonly string[]
  readonly members: readonly { readonly name: string; readonly first: string; readonly next: string }[]
}

/** Shapes that were met last, those that are met often first: entries of one kind, their matches and their actions mostly have the same members. */
const shapes: Shape[] = []
const mostShapes = 24
const often = 6

function shapeOf(record: Fields): Shape {
  const names = Object.keys(record)
  let at = 0
  while (at < shapes.length && !isSameList((shapes[at] as Shape).names, names)) at++
  const known = shapes[at]
  if (known && at < often) return known
  const shape = known ?? { names, members: names.toSorted().map(memberOf) }
  if (known) shapes.splice(at, 1)
  shapes.unshift(shape)
  if (shapes.length > mostShapes) shapes.pop()
  return shape
}

const memberOf = (name: string) => ({ name, first: `{${canonicalJson(name)}:`, next: `,${canonicalJson(name)}:` })

function writeFields(record: Fields, out: ArtifactText): void {
  let isFirst = true
  for (const { name, first, next } of shapeOf(record).members) {
    const value = record[name]
    if (value === undefined) continue
    out.add(isFirst ? first : next)
    isFirst = false
    if (typeof value === 'string') out.add(quoted(value))
    else if (typeof value === 'number' && Number.isSafeInteger(value)) out.add(`${value}`)
    else if (isRecord(value)) writeFields(value, out)
    else out.add(canonicalJson(value))
  }
  out.add(isFirst ? '{}' : '}')
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('toJSON' in value)

/** Names of interfaces and prefixes come again and again. */
function quoted(text: string): string {
  let known = texts.get(text)
  if (known === undefined) {
    if (texts.size >= mostTexts) texts.clear()
    texts.set(text, (known = canonicalJson(text)))
  }
  return known
}

const texts = new Map<string, string>()
const mostTexts = 50_000
