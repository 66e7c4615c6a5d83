import { refuseAt } from '../artifact-error.js'
import type { Queue } from './device-queues.js'
import { defaultQueue, placeOf, queueRoot } from './device-queues.js'
import { leastRate, rateOf, renderQueues } from './render-queues.js'

/** Queues by their place: `eth1 7061:1a2b`. */
export type ReadQueues = ReadonlyMap<string, Queue>

/** The rates of a class, bit/s. */
interface Rates {
  readonly rate: number
  readonly ceil: number
}

const word = '[^\\s]+'
const qdisc = new RegExp(`^qdisc replace dev (${word}) root handle ${queueRoot}: htb default 2$`)
const inner = new RegExp(
  `^class add dev (${word}) parent (${queueRoot}:1?) classid (${queueRoot}:[0-9a-f]{1,4}) htb rate (\\d+)bit ceil (\\d+)bit( (burst|cburst|quantum) \\d+)*$`,
)

/** The queues of `queues.sh`. Throws ArtifactError at a line that `renderQueues` would not write. */
export function readQueues(file: string, text: string): ReadQueues {
  const frame = new Set(renderQueues([], [], { interfaces: [], addresses: [] }, []).split('\n'))
  const roots = new Set<string>()
  const rates = new Map<string, Rates>()
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd()
    const root = qdisc.exec(line)?.[1]
    const [, linux, parent, id, rate, ceil] = inner.exec(line) ?? []
    if (root !== undefined) roots.add(root)
    else if (linux !== undefined && id !== undefined) {
      const isTop = id === `${queueRoot}:1`
      if (!roots.has(linux) || isTop !== (parent === `${queueRoot}:`))
        refuseAt(file, i + 1, `a class that hangs on nothing: ${line}`)
      rates.set(placeOf({ linux, id }), { rate: Number(rate), ceil: Number(ceil) })
    } else if (!isFrame(line, frame)) refuseAt(file, i + 1, `ParaNet does not judge this line: ${line.slice(0, 80)}`)
  }
  for (const linux of roots)
    for (const id of [`${queueRoot}:1`, defaultQueue])
      if (!rates.has(placeOf({ linux, id }))) refuseAt(file, 1, `${linux} lacks the class ${id}`)
  return settled(text, rates, (bits) => bits)
}

const isFrame = (line: string, frame: ReadonlySet<string>): boolean =>
  line.startsWith('#') ||
  frame.has(line) ||
  /^for name in( [\w.-]+)*; do$/.test(line) ||
  line === "tc -batch - <<'END'" ||
  line === 'END'

/** The queues that kernels hold: what `tc class show dev IF` prints, by interface. It rounds, and so are the rates of the artifact's notes. */
export function readKernelQueues(artifact: string, printed: Readonly<Record<string, string>>): ReadQueues {
  const rates = new Map<string, Rates>()
  const line = new RegExp(`^class htb (${queueRoot}:[0-9a-f]+) .*\\brate (\\S+) ceil (\\S+)`, 'gm')
  for (const [linux, text] of Object.entries(printed))
    for (const [, id = '', rate = '', ceil = ''] of text.matchAll(line))
      rates.set(placeOf({ linux, id }), { rate: bitsOf(rate), ceil: bitsOf(ceil) })
  return settled(artifact, rates, printedRate)
}

/** Gives classes their names, and exact rates where the notes agree with what was found. */
function settled(text: string, rates: ReadonlyMap<string, Rates>, round: (bits: number) => number): ReadQueues {
  const notes = readNotes(text)
  const queues = new Map<string, Queue>([...notes].filter(([place]) => place.startsWith('lo ')))
  for (const [place, found] of rates) {
    const [linux = '', id = ''] = place.split(' ')
    const top = rates.get(placeOf({ linux, id: `${queueRoot}:1` }))?.ceil
    if (id === `${queueRoot}:1` || id === defaultQueue) continue
    const note = notes.get(place)
    const isRate = note !== undefined && round(rateOf(note)) === found.rate
    const isCeil =
      note !== undefined && (note.max === undefined ? found.ceil === top : round(Math.max(8, note.max)) === found.ceil)
    const min = isRate ? note.min : found.rate === leastRate ? undefined : found.rate
    const max = isCeil ? note.max : found.ceil === top ? undefined : found.ceil
    queues.set(place, {
      class: note?.class ?? id,
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    })
  }
  return queues
}

function readNotes(text: string): Map<string, Queue> {
  const notes = new Map<string, Queue>()
  for (const [, place = '', json = ''] of text.matchAll(/^# queue (\S+ \S+) is (\[.*\])\s*$/gm)) {
    const note = readNote(json)
    if (note) notes.set(place, note)
  }
  return notes
}

function readNote(json: string): Queue | undefined {
  try {
    const value: unknown = JSON.parse(json)
    if (!Array.isArray(value) || typeof value[0] !== 'string') return undefined
    const [name, min, max] = value as unknown[]
    const isRate = (one: unknown): one is number | null =>
      one === null || (Number.isSafeInteger(one) && Number(one) >= 0)
    if (!isRate(min) || !isRate(max)) return undefined
    return { class: name as string, ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) }
  } catch {
    return undefined
  }
}

const units = ['', 'K', 'M', 'G', 'T']

/** As tc prints a rate: whole bytes; in the next unit where that is exact, or there are too many digits. */
export function printedRate(bits: number): number {
  let rate = Math.floor(bits / 8) * 8
  let unit = 0
  for (; unit < units.length - 1 && rate >= 1000 && (rate % 1000 === 0 || rate >= 1_000_000); unit++)
    rate = Math.floor(rate / 1000)
  return rate * 1000 ** unit
}

/** bit/s of `8Mbit`; NaN where it is none. */
function bitsOf(text: string): number {
  const [, number, unit = ''] = /^(\d+)([KMGT]?)bit$/.exec(text) ?? []
  return number === undefined ? Number.NaN : Number(number) * 1000 ** units.indexOf(unit)
}
