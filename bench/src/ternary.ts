import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { readTernary, type TernaryEngine, ternaryEngine, type TernaryNetwork } from '@paranet/verifier'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { readText } from './read-topology.js'
import { plainCubes } from './reference/plain-cubes.js'
import { plainTernary } from './reference/plain-ternary.js'
import { leastMs, machineText, median, rounded, timedMs } from './statistics.js'
import { backbone } from './ternary/backbone.js'

/** From a port to everywhere, and all pairs of ports, over rules with any bits open: of a file (docs/verifier-ternary.md), or of a seeded backbone. Every
 *  answer is found from nothing but the tables: what was followed before is forgotten. `…LeastMs` is the least of the runs, by the clock or by the time of
 *  the processor. `plainBdd…` is a textbook engine in the same run (`reference/plain-bdd.ts`), which must find the same pairs; it gives up after eight seconds of the processor;
 *  `plainCubes…` carries cubes with differences, for as long. */
export async function ternary({ rules: file, seed }: BenchOptions): Promise<BenchResult> {
  const network = file === undefined ? backbone(seed) : readNetwork(file)
  const load = (): TernaryEngine => {
    const outcome = ternaryEngine(network)
    if (outcome.kind === 'ready') return outcome.engine
    throw new RangeError(
      outcome.kind === 'refused' ? `${file}: ${outcome.problems[0]}` : `unknown: ${outcome.exploded}`,
    )
  }
  const loadMs = timedMs(load, 3, 0)
  const engine = load()
  const { entrances } = engine
  const ports = entrances.map((port) => {
    const once = () => {
      engine.forget()
      reached(engine, port)
    }
    return { ms: timedMs(once, 5, 0), leastMs: leastMs(once, 5, 0) }
  })
  let found = { classes: 0, pairs: 0, looping: 0 }
  const allPairs = () => {
    engine.forget()
    found = { classes: 0, pairs: 0, looping: 0 }
    for (const port of entrances) {
      const { classes, leaving, looping } = reached(engine, port)
      found = {
        classes: found.classes + classes.length,
        pairs: found.pairs + leaving.size,
        looping: found.looping + looping.length,
      }
    }
  }
  const allPairsMs = timedMs(allPairs)
  const heap = heapMB()
  const plain = plainTernary(network, entrances)
  const cubes = plainCubes(network, entrances)
  const isWhole = plain.portMs.length === entrances.length
  if (isWhole && plain.pairs !== found.pairs)
    throw new Error(`the plain diagrams find ${plain.pairs} pairs, not ${found.pairs}: the figures would not count`)
  const rules = network.boxes.reduce((sum, box) => sum + box.rules.length, 0)
  return {
    name: 'ternary',
    input: `${file ?? `backbone of seed ${seed}`}: ${network.boxes.length} boxes, ${rules} rules, ${entrances.length} ports of the edge; median of 5 runs`,
    figures: {
      rules,
      fieldClasses: engine.classes.reduce((sum, { classes }) => sum + classes, 0),
      loadMs: rounded(loadMs, 1),
      onePortMs: rounded(median(ports.map(({ ms }) => ms)), 3),
      onePortWorstMs: rounded(Math.max(...ports.map(({ ms }) => ms)), 3),
      onePortLeastMs: rounded(median(ports.map((port) => port.leastMs)), 3),
      allPairsMs: rounded(allPairsMs, 2),
      allPairsLeastMs: rounded(leastMs(allPairs, 5, 0), 2),
      ...found,
      plainBddLoadMs: rounded(plain.loadMs, 1),
      plainBddPorts: plain.portMs.length,
      plainBddGaveUp: isWhole ? 0 : 1,
      ...(plain.portMs.length > 0 ? { plainBddOnePortMs: rounded(median(plain.portMs), 2) } : {}),
      ...(isWhole
        ? {
            plainBddAllPairsMs: rounded(
              plain.portMs.reduce((sum, ms) => sum + ms, 0),
              1,
            ),
          }
        : {}),
      plainCubesPorts: cubes.portMs.length,
      ...(cubes.portMs.length > 0 ? { plainCubesOnePortMs: rounded(median(cubes.portMs), 2) } : {}),
      heapMB: heap,
    },
    machine: machineText(),
  }
}

function reached(engine: TernaryEngine, port: { box: number; port: number }) {
  const answer = engine.reach(port)
  if (answer.kind === 'unknown') throw new RangeError(`unknown: ${answer.exploded}`)
  return answer
}

function readNetwork(file: string): TernaryNetwork {
  const { network, problems } = readTernary(readText(file))
  const [first] = problems
  if (first)
    throw new RangeError(
      `${file}:${first.line}: ${first.message}${problems.length > 1 ? ` (and ${problems.length - 1} more bad lines)` : ''}`,
    )
  return network
}

function heapMB(): number {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return rounded((heapUsed + arrayBuffers) / 1e6, 1)
}
