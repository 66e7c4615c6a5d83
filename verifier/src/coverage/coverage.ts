import type { Claim, EntryKey, Packet, TopologyIndex } from '@paranet/network'
import { emptyDeviceState } from '@paranet/network'
import type { Exploration } from '../engine/explore.js'
import { directedLinksOf, explore } from '../engine/explore.js'
import type { Failure } from '../engine/failures.js'
import { failuresOf, outageWith } from '../engine/failures.js'
import type { Origin } from '../engine/origin.js'
import { originsOf, runOrigin } from '../engine/origin.js'
import type { Outage } from '../engine/outage.js'
import type { Proof } from '../engine/proof.js'
import type { QuestionInput } from '../proof-of.js'
import { questionOf } from '../proof-of.js'
import { bySegment, inMain } from '../segments/each-segment.js'
import { DeviceLists } from './device-lists.js'
import { mergeCoverage } from './merge-coverage.js'
import type { Shadowed } from './shadowed.js'
import { coveredKeys, shadowedOf } from './shadowed.js'
import { eachHit } from './walk-lists.js'

/** What becomes of an entry: `used` by packets that intents speak of; `standby`: only while one link is down; `idle`: by none of them then
 *  either; `shadowed`: by no packet at all, as entries before it take all of its. */
export type EntryUse = 'used' | 'standby' | 'idle' | 'shadowed'

/** An entry, and who uses it. */
export interface EntryCoverage {
  readonly device: string
  readonly key: EntryKey
  readonly use: EntryUse
  /** Whose packets it decides on, as things are or while one link is down. */
  readonly intents: readonly string[]
  /** Of `shadowed`: the entries that take its packets. */
  readonly shadowedBy?: readonly EntryKey[]
  /** A packet that it decides on, of `used` and `standby`; where examples were asked for. */
  readonly example?: HitExample
  /** Whether no intent owns it; absent where owners are not known. */
  readonly unowned?: boolean
}

/** A packet on its way to an entry. */
export interface HitExample {
  readonly packet: Packet
  readonly ingress: { readonly node: string; readonly interface: string }
  /** The link that has to be down. */
  readonly failed?: string
}

/** Which intents send packets over a link. */
export interface LinkCoverage {
  readonly link: string
  /** As things are. */
  readonly intents: readonly string[]
  /** Only while another link is down. */
  readonly inFailures: readonly string[]
}

/** What the intents exercise of a network. */
export interface Coverage {
  /** By device and key. */
  readonly entries: readonly EntryCoverage[]
  /** In the order of the topology. */
  readonly links: readonly LinkCoverage[]
  /** Devices that no packet of any intent comes to, not while one link is down either. */
  readonly unusedDevices: readonly string[]
}

/** Follows all packets that intents speak of, as things are and while each single link is down, and tells what they pass. Exact. Entries are filters,
 *  policy routes, routes, marks, policers and queues; others are not in the answer. Segments are followed one by one. */
export function coverageOf(input: CoverageInput): Coverage {
  const segments = bySegment(input)
  if (!segments) return coverageIn(inMain(input))
  const parts = segments.map((one) => ({ ...one, coverage: coverageIn(one.input) }))
  return mergeCoverage(input.index, parts)
}

function coverageIn(input: CoverageInput): Coverage {
  const { proof } = questionOf(input)
  const walk = new CoverageWalk(proof, input.examples !== false)
  for (const claim of proof.claims) if (!claim.asserted) walk.follow(claim)
  return walk.result(input)
}

export interface CoverageInput extends QuestionInput {
  /** Whether entries come with an example; they do where it is left out. A fifth of the time goes there. */
  readonly examples?: boolean
}

interface Users {
  readonly now: Set<string>
  readonly failing: Set<string>
  example?: HitExample
}

const nobody = (): Users => ({ now: new Set(), failing: new Set() })

class CoverageWalk {
  readonly #proof: Proof
  readonly #lists: readonly DeviceLists[]
  readonly #entries = new Map<string, Users>()
  readonly #links: readonly Users[]
  readonly #devices = new Set<number>()
  readonly #failures: readonly (Failure & { readonly outage: Outage })[]

  readonly #withExamples: boolean

  constructor(proof: Proof, withExamples: boolean) {
    this.#withExamples = withExamples
    const { model, base } = proof
    const { index, space } = model
    this.#proof = proof
    this.#lists = index.nodes.map(
      ({ name }, node) => new DeviceLists(space, model.stateOf(node, 1) ?? emptyDeviceState(name)),
    )
    this.#links = index.links.map(nobody)
    this.#failures = failuresOf(index, base, 'link').map((failure) => ({
      ...failure,
      outage: outageWith(index, base, [failure]),
    }))
  }

  /** Follows what a claim speaks of: of promises what has to be delivered, of others all of it. */
  follow(claim: Claim): void {
    const { promises, model } = this.#proof
    if (claim.kind === 'must')
      for (const origin of originsOf(this.#proof, claim))
        this.#inEach(claim, (outage, failed) => this.#run(origin, outage, failed))
    else
      for (const { port, effective } of promises.ofClaim.get(claim) ?? [])
        if (!model.space.isEmpty(effective))
          this.#inEach(claim, (outage) => {
            const exploration = explore(model, port, effective, outage)
            return { exploration, consulted: exploration.consulted }
          })
  }

  #run(origin: Origin, outage: Outage, failed: readonly Failure[]) {
    return runOrigin(this.#proof, origin, outage, failed)
  }

  #inEach(
    claim: Claim,
    look: (
      outage: Outage,
      failed: readonly Failure[],
    ) => { readonly exploration?: Exploration; readonly consulted: ReadonlySet<number> },
  ): void {
    const { exploration, consulted } = look(this.#proof.base, [])
    if (exploration) this.#take(claim, exploration)
    for (const failure of this.#failures) {
      if (!failure.deadLinks.some((link) => consulted.has(link))) continue
      const { exploration: then } = look(failure.outage, [failure])
      if (then) this.#take(claim, then, failure)
    }
  }

  #take(claim: Claim, exploration: Exploration, failure?: Failure): void {
    const { model } = this.#proof
    const { index } = model
    const side = failure ? 'failing' : 'now'
    for (const node of exploration.visited) this.#devices.add(node)
    if (claim.kind !== 'must-not')
      for (const leaf of exploration.leaves)
        for (const directed of directedLinksOf(model, exploration.port, leaf))
          this.#links[directed >> 1]?.[side].add(claim.intent)
    const ingress = () => ({
      node: index.nodes[exploration.port.device]?.name ?? '',
      interface: exploration.port.interface,
    })
    eachHit(
      exploration,
      (node) => this.#lists[node] as DeviceLists,
      (node, { key, set }) => {
        const users = this.#usersOf(node, key)
        users[side].add(claim.intent)
        if (this.#withExamples)
          users.example ??= {
            packet: model.space.sample(set),
            ingress: ingress(),
            ...(failure ? { failed: index.links[failure.links[0] ?? -1]?.id ?? '' } : {}),
          }
      },
    )
  }

  #usersOf(node: number, key: EntryKey): Users {
    const id = `${node} ${key}`
    let known = this.#entries.get(id)
    if (!known) this.#entries.set(id, (known = nobody()))
    return known
  }

  result({ index, ledger }: QuestionInput): Coverage {
    const devices = [...index.nodes.entries()].filter(([node]) => !index.isEnd[node])
    const entries = devices.flatMap(([node, { name }]) => {
      const lists = this.#lists[node] as DeviceLists
      const shadowed = shadowedOf(this.#proof.model.space, index, node, lists)
      return coveredKeys(lists.state).map((key) => {
        const owners = ledger && (ledger.get(name)?.get(key)?.length ?? 0)
        return {
          ...entryCoverage(name, key, this.#entries.get(`${node} ${key}`), shadowed.get(key)),
          ...(owners === undefined ? {} : { unowned: owners === 0 }),
        }
      })
    })
    return {
      entries,
      links: index.links.map(({ id }, link) => linkCoverage(id, this.#links[link] ?? nobody())),
      unusedDevices: unused(index, this.#devices),
    }
  }
}

function entryCoverage(
  device: string,
  key: EntryKey,
  users: Users | undefined,
  shadowed: Shadowed | undefined,
): EntryCoverage {
  if (!users) {
    if (!shadowed) return { device, key, use: 'idle', intents: [] }
    return { device, key, use: 'shadowed', intents: [], shadowedBy: shadowed.by }
  }
  const intents = [...new Set([...users.now, ...users.failing])].sort()
  const { example, now } = users
  return { device, key, use: now.size > 0 ? 'used' : 'standby', intents, ...(example ? { example } : {}) }
}

const linkCoverage = (link: string, { now, failing }: Users): LinkCoverage => ({
  link,
  intents: [...now].sort(),
  inFailures: [...failing].filter((intent) => !now.has(intent)).sort(),
})

const unused = ({ nodes, isEnd }: TopologyIndex, visited: ReadonlySet<number>): string[] =>
  [...nodes.entries()].filter(([node]) => !isEnd[node] && !visited.has(node)).map(([, { name }]) => name)
