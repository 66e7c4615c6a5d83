import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '@paranet/network'
import { backbone } from '../../bench/src/ternary/backbone.js'
import { compareList } from './compare-list.js'
import { compareNetwork } from './compare-network.js'
import { type Compared, compareTrace } from './compare-trace.js'
import { randomTables } from './random-tables.js'

/** Each engine against an oracle of its own, over a folder of data: `npm run test:differential -- FOLDER [PACKETS]`. The folder has `traces/*.trace` and
 *  `rules/*.classbench`; without one, only what is generated is compared. Ends with 1 where anything disagrees. */
const [given = '', count = '10000000'] = process.argv.slice(2)
const folder = given === '' ? process.env.PARANET_DATA : given
const packets = Number(count)
let isFine = true

function told(name: string, run: () => Compared & { readonly hit?: number }): void {
  const started = performance.now()
  const { packets: compared, updates, disagreements, hit } = run()
  isFine &&= disagreements.length === 0
  const more = [updates > 0 ? `${updates} updates` : '', hit === undefined ? '' : `${hit} rules hit first`].filter(
    Boolean,
  )
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(
    `${name}: ${compared} packets${more.map((one) => `, ${one}`).join('')}, ${disagreements.length} disagreements (${seconds} s)`,
  )
  for (const one of disagreements) console.log(`  ${one}`)
}

const filesOf = (kind: string, ending: string): string[] =>
  folder === undefined
    ? []
    : readdirSync(join(folder, kind))
        .filter((name) => name.endsWith(ending))
        .map((name) => join(folder, kind, name))

for (const file of filesOf('traces', '.trace')) told(file, () => compareTrace(readFileSync(file, 'utf8'), packets))
for (const file of filesOf('rules', '.classbench'))
  told(file, () => compareList(readFileSync(file, 'utf8'), packets, 1, /\.1000\./.test(file)))
const random = seededRandom(1)
const below = (end: number) => random.below(end)
told('random tables with rewriting', () => {
  const sum: Compared = { packets: 0, updates: 0, disagreements: [] }
  while (sum.packets < packets && sum.disagreements.length === 0) {
    const one = compareNetwork(randomTables(below), 20_000, below)
    sum.packets += one.packets
    sum.disagreements.push(...one.disagreements)
  }
  return sum
})
told('backbone', () => compareNetwork(backbone(1), packets / 10, below))
process.exit(isFine ? 0 : 1)
