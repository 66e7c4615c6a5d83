import type { Entry } from '@paranet/network'
import { deviceStateFromJson, entriesOf, localInterface, stateOf } from '@paranet/network'
import { ArtifactError } from '../linux/artifact-error.js'
import { splitFiles } from '../linux/bundle.js'
import { linuxNameOf } from '../linux/interface-names.js'
import { isNeverMet } from '../switch/match-shape.js'
import type { ParsedArtifact } from '../target.js'
import type { Queue } from '../switch/device-numbers.js'
import type { Flow } from './flow.js'
import { flowIdentity } from './flow.js'
import { frameCookie, holdsEntries, learnedCookie, localPort, nextTable, tables } from './layout.js'
import { readMeters } from './meters.js'
import type { Notes } from './notes.js'
import { readNotes } from './notes.js'
import { readEntries } from './read-entries.js'
import { readFlows } from './read-flows.js'
import { readGroups } from './read-groups.js'
import { zonesOf } from './translations.js'
import { flowsFile, groupsFile, metersFile, switchFile } from './switch-file.js'

/** What a switch prints of itself: `ovs-ofctl dump-flows`, `dump-groups` and `dump-meters`. */
export interface SwitchOutput {
  readonly flows: string
  readonly groups: string
  readonly meters: string
}

/** Reads the files of an artifact back. */
export const parseOpenflow = (artifact: string): ParsedArtifact =>
  caught(() => {
    const { notes, texts } = filesOf(artifact)
    return readState(notes, texts(switchFile), {
      flows: texts(flowsFile),
      groups: texts(groupsFile),
      meters: texts(metersFile),
    })
  })

/** What a switch runs now, under the notes of the artifact that it was given: those no switch keeps. Counters and learned neighbours do not count;
 *  the other flows around the entries must be those of the artifact. */
export const readSwitch = (artifact: string, output: SwitchOutput): ParsedArtifact =>
  caught(() => {
    const { notes, texts } = filesOf(artifact)
    const frameOf = (file: string, text: string) => new Set(readFlows(file, text).filter(isFrame).map(flowIdentity))
    const meant = frameOf(flowsFile, texts(flowsFile))
    const found = frameOf('dump-flows', output.flows)
    const lost = [...meant].find((one) => !found.has(one))
    const foreign = [...found].find((one) => !meant.has(one))
    if (lost !== undefined) throw new ArtifactError(`dump-flows: a flow of the frame is missing: ${lost.slice(0, 160)}`)
    if (foreign !== undefined)
      throw new ArtifactError(`dump-flows: a flow that is not ParaNet's: ${foreign.slice(0, 160)}`)
    return readState(notes, texts(switchFile), output)
  })

function caught(read: () => ParsedArtifact): ParsedArtifact {
  try {
    return read()
  } catch (error) {
    if (error instanceof ArtifactError) return { ok: false, message: error.message }
    throw error
  }
}

function filesOf(artifact: string): { notes: Notes; texts: (name: string) => string } {
  const files = splitFiles(artifact)
  if (!files) throw new ArtifactError(`expected files that begin with "==> ${switchFile} <=="`)
  const texts = (name: string) => {
    const file = files.find((one) => one.name === name)
    if (!file) throw new ArtifactError(`${name}:1: the file is missing`)
    return file.text
  }
  return { notes: readNotes(texts(switchFile)), texts }
}

/** A flow around the entries that is in every dump as it was loaded. */
const isFrame = ({ table, cookie }: Flow): boolean =>
  !holdsEntries(table) && !(table === tables.neighbours && cookie === learnedCookie)

function readState(notes: Notes, script: string, output: SwitchOutput): ParsedArtifact {
  const [refused] = notes.refused
  if (refused !== undefined) throw new ArtifactError(`${switchFile}: the switch cannot ${refused}`)
  if (notes.device === undefined) throw new ArtifactError(`${switchFile}:1: no line says which device it is for`)
  const meters = readMeters(output.meters, notes.numbers.meters)
  const numbers = { ...notes.numbers, meters, queues: readQueues(script, notes) }
  const zones = zonesOf(notes.device)
  const groups = readGroups(groupsFile, output.groups, numbers, zones)
  const flows = readFlows(flowsFile, output.flows).filter(({ table }) => holdsEntries(table))
  expectPipeline(flows)
  const own = flows.filter(({ cookie }) => cookie !== frameCookie)
  const entries = readEntries(own, { numbers, ...groups, zones, ranks: notes.ranks })
  return { ok: true, state: stateOf(notes.device, [...entries, ...notes.never.flatMap(neverMet)]) }
}

/** Each table goes on to the next as entries need it. */
function expectPipeline(flows: readonly Flow[]): void {
  const frame = flows.filter(({ cookie }) => cookie === frameCookie)
  for (const [table, next] of nextTable) {
    const its = frame.filter((flow) => flow.table === table).map(flowIdentity)
    if (its.length !== 1 || its[0] !== `${table} 0  goto_table:${next}`)
      throw new ArtifactError(`${flowsFile}: table ${table} does not go on to table ${next}`)
  }
  const foreign = frame.find(({ table }) => !nextTable.has(table))
  if (foreign) throw new ArtifactError(`${flowsFile}: a flow that is no entry's: ${flowIdentity(foreign)}`)
}

/** Entries that no flow is made of, since no packet meets them. */
function neverMet(json: string): Entry[] {
  const read = deviceStateFromJson(jsonOf(json))
  if (!read.ok) throw new ArtifactError(`${switchFile}: the note of entries that no packet meets is damaged`)
  return [...entriesOf(read.value)].map(([key, entry]) => {
    if (!isNeverMet(entry)) throw new ArtifactError(`${switchFile}: packets do meet ${key}`)
    return entry
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The queues with the rates that the script sets; the exact ones are those of the notes where they agree. */
function readQueues(script: string, { numbers }: Notes): Map<string, Queue> {
  const set = new Map<string, [number, number | undefined]>()
  for (const [, linux = '', rest = ''] of script.matchAll(/^vsctl set port (\S+) qos=@qos (.*)$/gm))
    for (const [, id = '', min = '', max] of rest.matchAll(
      /--id=@q(\d+) create queue other-config:min-rate=(\d+)(?: other-config:max-rate=(\d+))?/g,
    ))
      set.set(`${linux} ${id}`, [Number(min), max === undefined ? undefined : Number(max)])
  const names = new Map([...numbers.ports].map(([name, port]) => [port, name]))
  return new Map(
    [...numbers.queues].map(([place, queue]) => {
      const [port = '', id = ''] = place.split(' ')
      const name = names.get(Number(port)) ?? ''
      if (Number(port) === localPort || name === localInterface) return [place, queue]
      const rates = set.get(`${linuxNameOf(name)} ${id}`)
      if (!rates) throw new ArtifactError(`${switchFile}: the queue ${id} of ${name} is missing`)
      return [place, settledQueue(queue, rates)]
    }),
  )
}

function settledQueue(note: Queue, [min, max]: readonly [number, number | undefined]): Queue {
  const isMin = Math.max(8000, note.min ?? 0) === min
  const isMax = note.max === undefined || Math.max(8000, note.max) === max
  const least = isMin ? note.min : min
  const most = isMax ? note.max : max
  return {
    class: note.class,
    ...(least === undefined ? {} : { min: least }),
    ...(most === undefined ? {} : { max: most }),
  }
}
