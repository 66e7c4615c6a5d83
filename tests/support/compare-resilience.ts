import type { Intent } from '@paranet/network'
import type { LostPacket, Resilience } from '@paranet/verifier'
import { resilienceOf } from '@paranet/verifier'
import type { Entering, Failing, Judged } from '../oracle/index.js'
import { breachesOf, breachIn, failuresOf, scenariosOf, spokenOf } from '../oracle/index.js'
import type { Case } from './random-case.js'

const elements = ['link', 'core-link', 'node', 'risk'] as const
type Element = (typeof elements)[number]

/** Holds what the verifier says of resilience against all failures of up to two things, packet by packet: whatever breaks an intent for a packet of the
 *  sample is counted and named, and every packet that the verifier names is lost in the failure that it names, and not without one of its members. */
export function checkResilience(
  { topology, index, intents, states }: Case,
  sample: readonly Entering[],
): { readonly disagreements: readonly string[]; readonly counted: number; readonly points: number } {
  const judged = { topology, intents, states }
  const found = resilienceOf({ index, intents, state: states }).filter(({ holds }) => holds)
  const check = new Check(judged, sample)
  for (const one of found) {
    const intent = intents.find(({ id }) => id === one.intent)
    if (intent) check.intent(intent, one)
  }
  const points = found.reduce((sum, { singlePoints }) => sum + singlePoints.length, 0)
  return { disagreements: check.disagreements, counted: found.length, points }
}

class Check {
  readonly disagreements: string[] = []
  readonly #judged: Judged
  readonly #sample: readonly Entering[]
  readonly #seen = new Map<string, ReadonlySet<string>>()

  constructor(judged: Judged, sample: readonly Entering[]) {
    this.#judged = judged
    this.#sample = sample
  }

  intent(intent: Intent, said: Resilience): void {
    for (const { element, count, bound, breaking } of said.survives) {
      const broken = this.#broken(intent, element, 2)
      const alone = broken.filter(({ links, nodes }) => isSingle(this.#judged, element, { links, nodes }))
      const survived = bound === 'exact' ? count : 2
      for (const down of broken)
        if (sizeOf(this.#judged, element, down) <= survived)
          this.#say(intent, `${element}: ${JSON.stringify(down)} breaks it`)
      if (element !== 'core-link')
        for (const down of alone)
          if (!said.singlePoints.some((point) => point.element === element && isIn(this.#judged, point.name, down)))
            this.#say(intent, `${element}: ${JSON.stringify(down)} is not named`)
      if (breaking) this.#refute(intent, element, breaking.failed, breaking)
    }
    for (const point of said.singlePoints)
      if (point.role !== 'end' || point.element !== 'node')
        this.#refute(intent, point.element, [point.name], point, point.role === 'waypoint')
  }

  /** The scenarios of up to so many failures in which a packet of the sample breaks the intent. */
  #broken(intent: Intent, element: Element, most: number): Failing[] {
    const failures = failuresOf(this.#judged.topology, element)
    return scenariosOf(failures, most).filter(
      (down) => !killsWaypoint(intent, down) && this.#brokenIn(down).has(intent.id),
    )
  }

  /** The intents that some packet of the sample sees broken. */
  #brokenIn(down: Failing): ReadonlySet<string> {
    const key = JSON.stringify(down)
    const known = this.#seen.get(key)
    if (known) return known
    const outage = { links: new Set(down.links), nodes: new Set(down.nodes) }
    const breaches = this.#sample.flatMap((entering) => breachesOf(this.#judged, entering, outage, outage.nodes))
    const counting = breaches.filter(({ property }) => property !== 'isolated' && property !== 'paths')
    const broken = new Set(counting.map(({ intent }) => intent))
    this.#seen.set(key, broken)
    return broken
  }

  #refute(intent: Intent, element: Element, failed: readonly string[], lost: LostPacket, isWaypoint = false): void {
    if (isOfMany(lost) || isWaypoint) return
    const entering = { at: lost.ingress, packet: lost.packet }
    const isBroken = (names: readonly string[]) =>
      breachIn(this.#judged, entering, downOf(this.#judged, names), intent, 'survives') !== undefined
    if (!isBroken(failed))
      this.#say(intent, `${element} ${failed.join()}: its packet is not lost: ${JSON.stringify(lost)}`)
    for (const spared of failed)
      if (isBroken(failed.filter((name) => name !== spared)))
        this.#say(intent, `${failed.join()}: ${spared} is one too many`)
  }

  #say(intent: Intent, text: string): void {
    this.disagreements.push(`${intent.id}: ${text}`)
  }
}

/** What no single packet shows. */
const isOfMany = ({ reason }: LostPacket): boolean =>
  reason.includes('are reserved on') || reason.includes('waits in queues')

const killsWaypoint = (intent: Intent, { nodes }: Failing): boolean => {
  const spoken = spokenOf(intent)
  return (
    spoken?.kind === 'route' && spoken.via.some(({ oneOf }) => oneOf.length === 1 && nodes.includes(oneOf[0] ?? ''))
  )
}

function downOf({ topology }: Judged, names: readonly string[]): Failing {
  const nodes = names.filter((name) => topology.nodes.some((node) => node.name === name))
  const links = topology.links.filter(({ id, risks }) => names.some((name) => id === name || risks.includes(name)))
  return { links: links.map(({ id }) => id).sort(), nodes: [...nodes].sort() }
}

const isSame = (a: Failing, b: Failing): boolean =>
  [...a.links].sort().join() === [...b.links].sort().join() && [...a.nodes].sort().join() === [...b.nodes].sort().join()

const isIn = (judged: Judged, name: string, down: Failing): boolean => isSame(downOf(judged, [name]), down)

const isSingle = (judged: Judged, element: Element, down: Failing): boolean => sizeOf(judged, element, down) === 1

/** Of how many failures the scenario is made, at least. */
function sizeOf({ topology }: Judged, element: Element, down: Failing): number {
  if (element !== 'risk') return down.links.length + down.nodes.length
  if (down.links.length === 0) return 0
  return failuresOf(topology, 'risk').some((group) => isSame(group, down)) ? 1 : 2
}
