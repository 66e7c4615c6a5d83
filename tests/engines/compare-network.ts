import { ternaryEngine, type TernaryNetwork } from '@paranet/verifier'
import { cornerPackets, ternaryWalk } from '../../verifier/src/ternary/testing/ternary-walk.js'
import type { Compared } from './compare-trace.js'

/** Packets at the corners of every rule of a network with rewriting, from drawn ports of the edge, through the engine and through a walk. What is `unknown: budget` does not
 *  count. */
export function compareNetwork(network: TernaryNetwork, packets: number, below: (end: number) => number): Compared {
  const done: Compared = { packets: 0, updates: 0, disagreements: [] }
  const outcome = ternaryEngine(network)
  if (outcome.kind !== 'ready') return { ...done, disagreements: [JSON.stringify(outcome)] }
  const { engine } = outcome
  const places = network.boxes.flatMap(({ ports }, box) => Array.from({ length: ports }, (_, port) => ({ box, port })))
  let unknown = 0
  do {
    for (const packet of cornerPackets(network, below)) {
      if (done.packets >= packets) break
      const from =
        below(3) > 0 && engine.entrances.length > 0
          ? engine.entrances[below(engine.entrances.length)]!
          : places[below(places.length)]!
      const fate = engine.fateOf(from, packet)
      if (fate.kind === 'unknown') {
        unknown++
        continue
      }
      const walked = ternaryWalk(network, from, packet)
      const leaves = fate.leaves.map(({ box, port }) => `${box}:${port}`).sort()
      const isSame = fate.goesRound === walked.goesRound && leaves.join() === walked.leaves.join()
      if (!isSame && done.disagreements.length < 20)
        done.disagreements.push(
          `${packet.join()} at ${from.box}:${from.port}: ${leaves.join()}, not ${walked.leaves.join()}`,
        )
      done.packets++
    }
  } while (done.packets < packets && unknown < packets && done.disagreements.length === 0)
  return done
}
