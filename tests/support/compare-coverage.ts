import type { Coverage } from '@paranet/verifier'
import { coverageOf } from '@paranet/verifier'
import type { Entering, Outage, Side } from '../oracle/index.js'
import {
  allSides,
  allUp,
  decide,
  isBehind,
  isPromise,
  isSendingPlace,
  nameOf,
  oraclePacket,
  surroundingsOf,
} from '../oracle/index.js'
import { keyOfUsed } from './entry-coverage.js'
import type { Case } from './random-case.js'

/** Holds coverage against packets that are walked one by one: the entries and links that promised packets of the sample meet are covered by their
 *  intent, as things are and while each link is down, and the example of each entry meets it. */
export function checkCoverage(
  its: Case,
  sample: readonly Entering[],
): { readonly wrong: readonly string[]; readonly met: number } {
  const { topology, index, intents, states } = its
  const coverage = coverageOf({ index, intents, state: states })
  const wrong = new Set<string>(examplesThatMiss(its, coverage))
  const entries = new Map(coverage.entries.map((entry) => [`${entry.device} ${entry.key}`, entry]))
  const links = new Map(coverage.links.map((one) => [one.link, one]))
  let met = 0
  const outages = [allUp, ...topology.links.map(({ id }): Outage => ({ links: new Set([id]), nodes: new Set() }))]
  for (const outage of outages)
    for (const entering of sample)
      for (const { intent } of promisedBy(its, entering, outage)) {
        const when = `${intent.id} ${JSON.stringify(entering)} ${[...outage.links].join()}`
        for (const { node, keys, link } of wayOf(its, entering, outage)) {
          for (const key of keys) {
            met++
            const entry = entries.get(`${node} ${key}`)
            const isRight = entry?.intents.includes(intent.id) && (outage !== allUp || entry.use === 'used')
            if (!isRight) wrong.add(`${node} ${key} is ${entry?.use}, but ${when}`)
          }
          const { intents: now = [], inFailures = [] } = links.get(link ?? '') ?? {}
          if (link && !(outage === allUp ? now : [...now, ...inFailures]).includes(intent.id))
            wrong.add(`${link}: ${when}`)
        }
      }
  return { wrong: [...wrong], met }
}

function promisedBy({ topology, intents }: Case, { at, packet }: Entering, outage: Outage): Side[] {
  const surroundings = surroundingsOf(topology)
  const place = surroundings.placeAt.get(nameOf(at))
  if (!place || isBehind(surroundings, place, packet.dst) || !isSendingPlace(surroundings, place, outage)) return []
  const speaking = allSides(topology, intents).filter((side) => !side.isAsserted && side.covers(place, packet))
  return speaking.filter((side) => isPromise(side, speaking, packet))
}

interface Passed {
  readonly node: string
  readonly keys: readonly string[]
  /** By which it goes on. */
  readonly link?: string
}

/** What a packet meets on the devices that it leaves. */
function wayOf({ topology, states }: Case, { at, packet }: Entering, outage: Outage): Passed[] {
  const linkAt = (node: string, name: string) =>
    topology.links.find(({ ends }) => ends.some((end) => end.node === node && end.interface === name))?.id
  const { branches } = oraclePacket(topology, states, outage, at, packet)
  return branches.flatMap(({ passages }) =>
    passages.map(({ node, inInterface, arrived, out }): Passed => {
      const isUp = (name: string) => !outage.links.has(linkAt(node, name) ?? '')
      const { used, out: outs } = decide(states.get(node), arrived, inInterface, isUp)
      const elsewhere = outs.length > 1
      const keys = used
        .filter(
          (entry) => !elsewhere || !('direction' in entry) || entry.direction !== 'out' || entry.interface === out,
        )
        .map(keyOfUsed)
      const link = linkAt(node, out)
      return { node, keys, ...(link === undefined ? {} : { link }) }
    }),
  )
}

/** Entries whose example does not meet them. */
function examplesThatMiss({ topology, states }: Case, { entries }: Coverage): string[] {
  const plain = /^(filter|policy|route)/
  return entries.flatMap(({ device, key, use, example }) => {
    if (!example) return use === 'used' || use === 'standby' ? [`${device} ${key} has no example`] : []
    const outage = { links: new Set(example.failed === undefined ? [] : [example.failed]), nodes: new Set<string>() }
    const { decisions } = oraclePacket(topology, states, outage, example.ingress, example.packet)
    const isMet = decisions.some(({ used }) => used.map(keyOfUsed).includes(key))
    return isMet || !plain.test(key)
      ? []
      : [`${device} ${key}: its example does not meet it: ${JSON.stringify(example)}`]
  })
}
