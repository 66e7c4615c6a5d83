import type { NumberSpace } from '../switch/device-numbers.js'
import type { PriorityScale } from '../switch/rule-order.js'

/** The tables of the pipeline: of a device's entries one for each stage of the lookup; the others get frames in and out, and find the connections of
 *  packets that are translated. */
export const tables = {
  admit: 0,
  answer: 1,
  connections: 2,
  answerNeighbour: 3,
  learn: 4,
  inFilter: 10,
  inPolicer: 11,
  mark: 12,
  arrive: 13,
  answersIn: 14,
  openedIn: 15,
  translateIn: 16,
  forwardFilter: 20,
  copy: 21,
  groupRoute: 29,
  policyRoute: 30,
  route: 31,
  depart: 35,
  answersOut: 36,
  openedOut: 37,
  translateOut: 38,
  outFilter: 40,
  outPolicer: 41,
  queue: 42,
  leave: 43,
  neighbours: 44,
  output: 45,
} as const

/** The tables of copies for mirrors: one for each interface with a collector. */
export const copyTables: readonly number[] = Array.from({ length: 8 }, (_, place) => tables.copy + place)

/** Where a packet goes on from each of the tables that hold entries, when nothing in it matches; absent: it is dropped. */
export const nextTable: ReadonlyMap<number, number> = new Map([
  [tables.inFilter, tables.inPolicer],
  [tables.inPolicer, tables.mark],
  [tables.mark, tables.arrive],
  [tables.translateIn, tables.forwardFilter],
  [tables.forwardFilter, tables.copy],
  ...copyTables.map((table): [number, number] => [table, table + 1]),
  [tables.groupRoute, tables.policyRoute],
  [tables.policyRoute, tables.route],
  [tables.translateOut, tables.outFilter],
  [tables.outFilter, tables.outPolicer],
  [tables.outPolicer, tables.queue],
  [tables.queue, tables.leave],
])

/** Whether the table holds entries of the device state. */
export const holdsEntries = (table: number): boolean => nextTable.has(table) || table === tables.route

/** Priorities of intents, -8 to 8000, with eight levels each; others are ranked (`orderRules`). */
export const scale: PriorityScale = { least: -64, levels: 8, most: 65_535 }

/** The cookie of all flows that are no entry's. */
export const frameCookie = '0x706172616e6574'

/** The cookie of flows that a switch made itself, of what neighbours said; they outlive a load. */
export const learnedCookie = '0x706172616e6575'

/** The number of the port of the device itself, as registers hold it. */
export const localPort = 0xfffe

/** Ports, meters. */
export const numberSpace: NumberSpace = { ports: 0xfe00, localPort, meters: 60_000 }
