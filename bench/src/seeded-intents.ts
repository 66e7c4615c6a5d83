import { compile } from '@paranet/compiler'
import { resolveIntents } from '@paranet/language'
import type { Random, TopologyIndex } from '@paranet/network'
import { seededRandom } from '@paranet/network'

/** `count` intents for any topology, as text in the language: of ten, four plain routes, two that survive a link, one by a waypoint, one
 *  with bandwidth, one that avoids a node, one isolation. The same seed gives the same text. Intents that cannot hold on this topology
 *  are left out and others drawn in their place, so that the whole set compiles. */
export function seededIntents(index: TopologyIndex, count: number, seed: number): string {
  const random = seededRandom(seed)
  const places = index.nodes.filter((node, id) => !index.isEnd[id] && node.prefixes.length > 0).map(({ name }) => name)
  let lines: string[] = []
  let next = 0
  for (let round = 0; round < 20 && lines.length < count; round++) {
    while (lines.length < count) lines.push(intentText(next++, places, random))
    lines = withoutErrors(index, lines)
  }
  return `${lines.join('\n')}\n`
}

function intentText(number: number, places: readonly string[], random: Random): string {
  const [from, to, other] = distinct(places, random)
  const port = 1024 + number
  const ends = `from: ${from}, to: ${to}, traffic: tcp dst-port ${port}, reply: stateless`
  const name = `i${number}`
  switch (number % 10) {
    case 4:
    case 5:
      return `route ${name} { ${ends}, survive: 1 link }`
    case 6:
      return `route ${name} { ${ends}, via: ${other} }`
    case 7:
      return `route ${name} { ${ends}, bandwidth: 50Mbps }`
    case 8:
      return `route ${name} { ${ends}, avoid: ${other} }`
    case 9:
      return `isolate ${name} { from: ${from}, to: ${to}, traffic: udp dst-port ${port} }`
    default:
      return `route ${name} { ${ends} }`
  }
}

function distinct(places: readonly string[], random: Random): [string, string, string] {
  const left = [...places]
  const take = () => quoted(left.splice(random.below(left.length), 1)[0] ?? '')
  return [take(), take(), take()]
}

/** Names that the language does not take bare stand in quotes. */
export const quoted = (name: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `"${name}"`)

function withoutErrors(index: TopologyIndex, lines: readonly string[]): string[] {
  const { intents, diagnostics } = resolveIntents([{ name: 'seeded.pn', text: lines.join('\n') }], index, {
    network: 'bench',
  })
  const found = [...diagnostics, ...compile({ index, intents }).diagnostics]
  const broken = new Set(found.filter(({ severity }) => severity === 'error').map(({ span }) => span.line))
  return lines.filter((_, i) => !broken.has(i + 1))
}
