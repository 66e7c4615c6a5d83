import type { Claim, TopologyIndex } from '@paranet/network'
import type { Failure } from '../engine/failures.js'
import type { Finding, Outcome } from '../engine/finding.js'
import type { Origin } from '../engine/origin.js'
import { originsOf, runOrigin } from '../engine/origin.js'
import { withDown } from '../engine/outage.js'
import type { Proof } from '../engine/proof.js'
import { findUndelivered } from './delivered.js'
import { percent } from './loss.js'

/** Failures less likely than this together are not looked into; they count for neither side. */
const negligible = 1e-10
/** Explorations that one origin may take. */
const runBudget = 5_000

/** From every origin all promised packets are delivered for at least this share of the time, by what lies on the devices, where links and nodes fail
 *  independently and each is up for its `availability`. The ends themselves are taken as up.
 *
 *  Exact but for what is negligible, by factoring (Satyanarayana and Chang, Networks 13, 1983): while everything that the packets met is up they fare
 *  as they do now; else one of these things is the first that is down, and there the question is asked again. */
export function checkAvailable(proof: Proof, claim: Claim): Outcome {
  const { availability } = claim
  if (availability === undefined) return {}
  let unclear: string | undefined
  for (const origin of originsOf(proof, claim)) {
    const found = new Factoring(proof, origin).run()
    if (found.up >= availability) continue
    if (found.up + found.open < availability && found.worst)
      return {
        finding: {
          ...found.worst,
          reason: `it is delivered ${percent(found.up + found.open)} of the time, of at least ${percent(availability)}; not ${found.worst.reason}`,
        },
      }
    unclear ??= `it is delivered between ${percent(found.up)} and ${percent(found.up + found.open)} of the time`
  }
  return unclear === undefined ? {} : { unclear }
}

interface Part {
  readonly kind: 'link' | 'node'
  readonly id: number
  /** Share of time that it is up. */
  readonly up: number
}

class Factoring {
  up = 0
  /** The share of time that was not decided. */
  open = 0
  worst: Finding | undefined
  #worstShare = 0
  #runs = 0
  readonly #proof: Proof
  readonly #origin: Origin

  constructor(proof: Proof, origin: Origin) {
    this.#proof = proof
    this.#origin = origin
  }

  run(): this {
    this.#branch([], new Set(), 1)
    return this
  }

  /** `settled`: keys of parts that are known to be up; `share`: of the time, that all of this is so. */
  #branch(down: readonly Part[], settled: ReadonlySet<string>, share: number): void {
    if (share < negligible || ++this.#runs > runBudget) {
      this.open += share
      return
    }
    const { model, base } = this.#proof
    const failed = down.map(failureOf)
    const outage =
      down.length === 0 ? base : withDown(model.index, base, { links: idsOf(down, 'link'), nodes: idsOf(down, 'node') })
    const { exploration, consulted } = runOrigin(this.#proof, this.#origin, outage, failed)
    const finding = exploration && findUndelivered(model, exploration)
    if (exploration?.unclear !== undefined && !finding) {
      this.open += share
      return
    }
    const met = partsOf(model.index, consulted, exploration?.visited ?? new Set(), this.#ends())
    const known = new Set(settled)
    let rest = share
    for (const part of met) {
      const key = keyOf(part)
      if (known.has(key)) continue
      this.#branch([...down, part], known, rest * (1 - part.up))
      known.add(key)
      rest *= part.up
    }
    if (finding) this.#note(finding, down, rest)
    else this.up += rest
  }

  #note(finding: Finding, down: readonly Part[], share: number): void {
    if (share <= this.#worstShare) return
    this.#worstShare = share
    const { index } = this.#proof.model
    const names = down.map(({ kind, id }) => (kind === 'link' ? `link ${index.links[id]?.id}` : index.nodes[id]?.name))
    this.worst = {
      ...finding,
      reason:
        names.length === 0 ? 'even now' : `while ${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} down`,
    }
  }

  /** Nodes whose own failure is outside of the promise. */
  #ends(): ReadonlySet<number> {
    const ends = new Set([this.#origin.node])
    const { ownership, space } = this.#proof.model
    for (const { set, owners } of ownership.destinations)
      if (this.#origin.classes.some(({ promised }) => space.overlaps(promised, set)))
        for (const owner of owners) ends.add(owner)
    return ends
  }
}

const keyOf = ({ kind, id }: Part): string => `${kind} ${id}`

const idsOf = (parts: readonly Part[], kind: Part['kind']): number[] =>
  parts.flatMap((part) => (part.kind === kind ? [part.id] : []))

const failureOf = ({ kind, id }: Part): Failure =>
  kind === 'link' ? { links: [id], nodes: [], deadLinks: [id] } : { links: [], nodes: [id], deadLinks: [] }

/** What can fail of the links and devices that an answer relied on, and of the devices behind these links. */
function partsOf(
  index: TopologyIndex,
  links: ReadonlySet<number>,
  visited: ReadonlySet<number>,
  ends: ReadonlySet<number>,
): Part[] {
  const nodes = new Set(visited)
  for (const link of links)
    for (const { node } of index.links[link]?.ends ?? []) nodes.add(index.nodeId.get(node) ?? -1)
  const parts: Part[] = [
    ...[...links].map((id): Part => ({ kind: 'link', id, up: index.links[id]?.availability ?? 1 })),
    ...[...nodes]
      .filter((id) => !ends.has(id))
      .map((id): Part => ({ kind: 'node', id, up: index.nodes[id]?.availability ?? 1 })),
  ]
  return parts.filter(({ up }) => up < 1).sort((a, b) => a.up - b.up || (keyOf(a) < keyOf(b) ? -1 : 1))
}
