import type { DeviceState } from '@paranet/network'
import { canonicalJson, canonicalState } from '@paranet/network'
import { isSameList } from '../../plan/plan-memo.js'

/** The artifact of an emulated device: its canonical state as canonical JSON, one line, with a line break at the end. */
export function renderEmulated(given: DeviceState): string {
  const state = canonicalState(given)
  const members = Object.entries(state)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${canonicalJson(name)}:${Array.isArray(value) ? listText(value) : canonicalJson(value)}`)
  return `{${members.join(',')}}\n`
}

/** Entries of one kind mostly have the same members: their names are sorted once. */
function listText(entries: readonly object[]): string {
  let names: readonly string[] = []
  let members: readonly Member[] = []
  let text = ''
  for (const entry of entries) {
    const its = Object.keys(entry)
    if (!isSameList(its, names)) {
      names = its
      members = its.toSorted().map((name) => ({ name, head: `${canonicalJson(name)}:` }))
    }
    text += `${text === '' ? '' : ','}${entryText(entry as Readonly<Record<string, unknown>>, members)}`
  }
  return `[${text}]`
}

/** A member of an entry, and what stands before its value. */
interface Member {
  readonly name: string
  readonly head: string
}

/** An entry, of whose parts (matches and actions) other entries have the same. */
function entryText(entry: Readonly<Record<string, unknown>>, members: readonly Member[]): string {
  let text = ''
  for (const { name, head } of members) {
    const value = entry[name]
    if (value === undefined) continue
    const own = typeof value === 'object' && value !== null ? partText(value) : canonicalJson(value)
    text += text === '' ? head + own : `,${head}${own}`
  }
  return `{${text}}`
}

/** Worked out once for each object. */
function partText(part: object): string {
  let known = parts.get(part)
  if (known === undefined) parts.set(part, (known = canonicalJson(part)))
  return known
}

const parts = new WeakMap<object, string>()
