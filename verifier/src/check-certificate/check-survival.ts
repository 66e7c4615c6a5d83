import type { Claim, Port, TopologyIndex } from '@paranet/network'
import type { CertifiedClass, CertifiedPort, Excuse, HoldingProof } from '../certificate/certificate.js'
import { checkCover, checkWay, type ClassInput, type Demand } from './check-class.js'
import type { Box } from './header-box.js'
import { boxOfCube, ensure, overlaps, subtract } from './header-box.js'
import type { Outage } from './outage.js'
import { downIn, isUp } from './outage.js'
import { claimsOfIntent, isExcused, matchesAt, ownerOfBox } from './promised-boxes.js'
import type { Failed, SingleFailure } from './single-failures.js'
import { isSameFailure, nothingFailed, singleFailures, withFailure } from './single-failures.js'

/** What survivals are checked against. */
type SurvivalInput = ClassInput & { readonly claims: readonly Claim[] }

/** Both sides of an intent keep their promise in every failure that it counts. A failure of what a class did not rely on changes nothing for it: so it is
 *  enough to look, class by class, at those of the links that it asked for. */
export function checkSurvival(input: SurvivalInput, proof: HoldingProof): void {
  const claims = claimsOfIntent(input.claims, proof.intent)
  const scopes = claims.find(({ side }) => side === 'forward')?.survive ?? []
  ensure(scopes.length > 0, 'it counts no failures')
  for (const claim of claims) ensure(isFollowed(claim), 'the promise says more than ways can show')
  for (const { element, count } of scopes)
    for (const claim of claims) {
      const failures = singleFailures(input.index, element, claims)
      const sides = proof.ports.filter(({ side = 'forward' }) => side === claim.side)
      const check = new SurvivalCheck(input, demandOf(claim), sides, failures)
      for (const ports of originsOf(input.index, claim)) check.origin(ports, nothingFailed, count)
    }
}

/** Whether a class's ways alone tell if a promise is kept. */
export const isFollowed = ({ kind, group, bandwidth, queueing, loss }: Claim): boolean =>
  kind === 'must' && !group && bandwidth === undefined && queueing === undefined && loss === undefined

/** All that a promise has to keep, failure or not. */
export const demandOf = (claim: Claim): Demand => ({
  claim,
  isIsolated: false,
  asked: [
    'waypoints',
    'avoids',
    ...(claim.latency === undefined ? [] : ['latency']),
    ...(claim.maxHops === undefined ? [] : ['hops']),
  ],
})

/** Where packets of a claim start: the ports of a host, in the order in which it tries them, or one port of a device. */
export function originsOf(index: TopologyIndex, { sources }: Claim): (readonly Port[])[] {
  const found = new Map<string, readonly Port[]>()
  for (const { port: id } of sources) {
    const port = index.ports[id]
    if (!port) continue
    const isHost = port.end !== undefined
    found.set(isHost ? `host ${port.end}` : `port ${id}`, isHost ? (index.portsOfNode[port.end] ?? []) : [port])
  }
  return [...found.values()]
}

class SurvivalCheck {
  readonly #input: SurvivalInput
  readonly #demand: Demand
  readonly #proved: readonly CertifiedPort[]
  readonly #failures: readonly SingleFailure[]

  constructor(
    input: SurvivalInput,
    demand: Demand,
    proved: readonly CertifiedPort[],
    failures: readonly SingleFailure[],
  ) {
    this.#input = input
    this.#demand = demand
    this.#proved = proved
    this.#failures = failures
  }

  /** Packets of an origin after failures, and after up to `left` more. What an origin that failed itself sends is promised nothing. */
  origin(ports: readonly Port[], failed: Failed, left: number): void {
    const { index } = this.#input
    const [first] = ports
    if (!first || failed.nodes.includes(first.end ?? first.device)) return
    const outage = downIn(index, failed.names)
    const port = ports.find(({ link }) => isUp(outage, link))
    ensure(port !== undefined, `a source is cut off without ${failed.names.join()}`)
    const classes = this.#classesAt(port, failed)
    const boxes = classes.map(({ cube }) => boxOfCube(cube))
    checkCover(matchesAt(this.#demand.claim, port.id), boxes, `${port.interface} without ${failed.names.join()}`)
    const inner = this.#failures.filter((one) => !touches(one, outage))
    for (const [i, one] of classes.entries()) this.#class(port, one, boxes[i] as Box, failed, left, inner)
    if (left === 0) return
    for (const failure of this.#failures)
      if (touches(failure, outage)) this.origin(ports, withFailure(failed, failure), left - 1)
  }

  #classesAt(port: Port, failed: Failed): readonly CertifiedClass[] {
    const node = this.#input.index.nodes[port.device]?.name
    return this.#proved
      .filter((one) => one.node === node && one.interface === port.interface)
      .filter(({ down = [] }) => isSameFailure(down, failed.names))
      .flatMap(({ classes }) => classes)
  }

  /** `failures`: those that leave the origin its port. */
  #class(
    port: Port,
    one: CertifiedClass,
    box: Box,
    failed: Failed,
    left: number,
    failures: readonly SingleFailure[],
  ): void {
    if (one.excuse !== undefined) return this.#excused(port, one.excuse, box, failed)
    const outage = downIn(this.#input.index, failed.names)
    checkWay(this.#input, this.#demand, one, port, box, outage)
    if (left === 0) return
    for (const failure of failures) {
      if (!touches(failure, outage) || failure.node === (port.end ?? port.device)) continue
      const more = withFailure(failed, failure)
      const after = one.after?.find(({ down }) => isSameFailure(down, more.names))
      ensure(after !== undefined, `it says nothing of its packets without ${more.names.join()}`)
      const parts = after.classes.map(({ cube }) => boxOfCube(cube))
      ensure(isCovered(box, parts), `it leaves out packets without ${more.names.join()}`)
      for (const [i, part] of after.classes.entries())
        this.#class(port, part, parts[i] as Box, more, left - 1, failures)
    }
  }

  #excused(port: Port, excuse: Excuse, box: Box, { nodes, names }: Failed): void {
    const isRight =
      excuse === 'gone'
        ? isGone(this.#input.index, box, nodes)
        : isExcused(this.#input, this.#demand.claim, port, box, excuse)
    ensure(isRight, `packets of it are not ${excuse} without ${names.join()}`)
  }
}

/** Whether a failure takes a link that was asked for. */
export const touches = ({ links }: SingleFailure, { asked }: Outage): boolean => links.some((link) => asked.has(link))

function isCovered(box: Box, parts: readonly Box[]): boolean {
  let left: readonly Box[] = [box]
  for (const part of parts) left = left.flatMap((one) => (overlaps(one, part) ? subtract(one, part) : [one]))
  return left.length === 0
}

/** Whether an owner of what a box is sent to has failed. */
export const isGone = (index: TopologyIndex, box: Box, failed: readonly number[]): boolean =>
  failed.length > 0 && (ownerOfBox(index, box, 'dst')?.owners.some((owner) => failed.includes(owner)) ?? false)
