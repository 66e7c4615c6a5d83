import type { InterestWalk, InterestWalks, Scenario, TopologyIndex } from '@paranet/network'
import { walkInterest } from '@paranet/network'
import type { Failure } from '../plan/failures.js'
import { failuresOf, joined, scenarioOf } from '../plan/failures.js'
import { findNameWay } from './find-name-way.js'
import type { NameDemand } from './name-demands.js'
import { keepsConstraints } from './name-demands.js'
import type { NameWays } from './name-ways.js'

/** A demand that is not kept in a counted failure. */
export interface Unprotected {
  readonly demand: NameDemand
  readonly ways: NameWays
  readonly failure: string
  /** False: a way is left, but it breaks what the route asks. */
  readonly isCut: boolean
}

export interface ProtectionContext {
  readonly index: TopologyIndex
  readonly ways: NameWays
  readonly passable: (node: number) => boolean
}

/** Rounds after which what is still not kept is reported. */
const mostRounds = 12

/** Adds next hops until every demand is kept in every failure that it survives.
 *
 *  An Interest is never sent back to where it came from, and a device that it comes to again refuses it. So a device in front of a failure that
 *  got it from a neighbour cannot return it: that neighbour has to try its own next choice. This is what the strategy `asf` does, and with it a
 *  walk tries all next hops there are until it meets a producer:
 *
 *        c ──1──▶ u ──x──▶ p          u has no way on: c's second choice is tried, over y.
 *        └──2──▶ y ───────▲
 *
 *  So a failure is survived as soon as the next hops of the devices hold one way around it: the cheapest is added, last in order, where it is
 *  missing. Only failures of what a walk touches can change it; those of two elements are found one after the other. Next hops that came
 *  later may lead walks that were looked at before another way: rounds are repeated until none adds anything. */
export function protectNames(context: ProtectionContext, demands: readonly NameDemand[]): Unprotected[] {
  const surviving = demands.filter(({ route }) => (route.survive?.length ?? 0) > 0)
  let left: Unprotected[] = []
  for (let round = 0; round < mostRounds; round++) {
    left = []
    let isGrown = false
    for (const demand of surviving) {
      const check = new ProtectionCheck(context, demand)
      check.run()
      left.push(...check.left)
      isGrown ||= check.isGrown
    }
    if (!isGrown) break
  }
  return left
}

class ProtectionCheck {
  readonly left: Unprotected[] = []
  isGrown = false
  readonly #context: ProtectionContext
  readonly #demand: NameDemand
  readonly #seen = new Set<string>()

  constructor(context: ProtectionContext, demand: NameDemand) {
    this.#context = context
    this.#demand = demand
  }

  run(): void {
    for (const { element, count } of this.#demand.route.survive ?? []) {
      const failures = failuresOf(this.#context.index, element).filter((one) => !this.#isExempt([one]))
      this.#fail([], failures, count)
    }
  }

  #fail(down: readonly Failure[], failures: readonly Failure[], left: number): void {
    const key = down
      .map(({ name }) => name)
      .sort()
      .join('\n')
    if (this.#seen.has(`${left} ${key}`) || this.left.length > 0 || this.#isExempt(down)) return
    this.#seen.add(`${left} ${key}`)
    const scenario = scenarioOf(joined(down))
    let walks = this.#walk(scenario)
    if (down.length > 0 && !this.#isKept(walks) && this.#repair(scenario)) walks = this.#walk(scenario)
    if (down.length > 0 && !this.#isKept(walks)) this.#report(down, scenario)
    if (left === 0) return
    const touched = touchedBy(this.#context.index, this.#demand.consumer, walks)
    for (const failure of failures)
      if (!down.includes(failure) && hits(failure, touched)) this.#fail([...down, failure], failures, left - 1)
  }

  #walk(scenario: Scenario): InterestWalks {
    const { index, ways } = this.#context
    const deviceAt = (node: string) => ways.deviceAt(node)
    return walkInterest({ index, scenario, deviceAt }, this.#demand.consumer, ways.name)
  }

  #isKept({ answered }: InterestWalks): boolean {
    return answered.length > 0 && answered.every((one) => this.#keeps(one))
  }

  #keeps(one: InterestWalk): boolean {
    return keepsConstraints(this.#demand, {
      ...passedBy(this.#context.index, this.#demand.consumer, one),
      latency: one.latency,
    })
  }

  #repair(scenario: Scenario): boolean {
    const { ways } = this.#context
    const way = findNameWay({ ...this.#context, demand: this.#demand, scenario, isSettled: false })
    let isNew = false
    for (const { node, hop } of way?.steps ?? []) if (ways.add(node, hop, this.#demand.route.id)) isNew = true
    if (isNew) this.isGrown = true
    return isNew
  }

  #report(down: readonly Failure[], scenario: Scenario): void {
    const isCut = !findNameWay({ ...this.#context, demand: this.#demand, scenario, isSettled: false })
    this.left.push({ demand: this.#demand, ways: this.#context.ways, failure: joined(down).name, isCut })
  }

  /** The failure of the consumer, of a waypoint without another and of the last producer lies outside of what can be survived. */
  #isExempt(down: readonly Failure[]): boolean {
    const { consumer, via } = this.#demand
    const nodes = down.flatMap((one) => one.nodes)
    const { producers } = this.#context.ways
    return (
      nodes.includes(consumer) ||
      via.some((members) => members.length > 0 && members.every((node) => nodes.includes(node))) ||
      producers.every((node) => nodes.includes(node))
    )
  }
}

/** Links and nodes of a walk, the consumer and a host at its end included. */
export function passedBy(
  index: TopologyIndex,
  consumer: number,
  { hops, end }: InterestWalk,
): { readonly nodes: number[]; readonly links: number[] } {
  const first = hops[0]
  const nodes = [consumer, ...[...hops.map(({ node }) => node), end.node].map((name) => index.nodeId.get(name) ?? -1)]
  const access =
    first && index.isEnd[consumer] ? index.portAt.get(`${first.node}\u0000${first.inInterface}`)?.link : undefined
  const links = hops.flatMap(({ link }) => (link === undefined ? [] : [index.linkId.get(link) ?? -1]))
  return { nodes: [...new Set(nodes)], links: access === undefined ? links : [access, ...links] }
}

function touchedBy(index: TopologyIndex, consumer: number, { answered, lost }: InterestWalks) {
  const all = [...answered, ...lost].map((one) => passedBy(index, consumer, one))
  return { nodes: new Set(all.flatMap(({ nodes }) => nodes)), links: new Set(all.flatMap(({ links }) => links)) }
}

const hits = ({ links, nodes }: Failure, touched: ReturnType<typeof touchedBy>): boolean =>
  links.some((link) => touched.links.has(link)) || nodes.some((node) => touched.nodes.has(node))
