import type { Avoidance, Bandwidth, Preference, RouteIntent, Spread, Survival, Waypoint } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { CountValue, IntentStatement, LinkRefValue, Value } from '../parse/ast.js'
import { findEntry } from '../parse/ast.js'
import { itemsOf, kindName, nameOf, readLiteralOf, slipAmong, unquoted, upperBound } from './read-value.js'
import type { FileReporter } from './report.js'
import type { Scope } from './scope.js'

type Constraints = Pick<
  RouteIntent,
  | 'via'
  | 'avoid'
  | 'prefer'
  | 'survive'
  | 'latency'
  | 'maxHops'
  | 'loss'
  | 'availability'
  | 'symmetric'
  | 'paths'
  | 'bandwidth'
>

/** Reads what a route says of its paths. Undefined where something was reported. */
export function resolveConstraints(
  statement: IntentStatement,
  scope: Scope,
  reporter: FileReporter,
): Constraints | undefined {
  const reader = new ConstraintReader(scope, reporter)
  const value = (key: string) => findEntry(statement.body, key)?.value
  const [via, avoid, prefer, survive, latency, hops] = ['via', 'avoid', 'prefer', 'survive', 'latency', 'max_hops'].map(
    value,
  )
  const [paths, bandwidth, each] = ['paths', 'bandwidth', 'each'].map(value)
  const [loss, availability, symmetric, queueing] = ['loss', 'availability', 'symmetric', 'queueing'].map(value)
  const made = {
    via: via ? reader.via(via) : [],
    avoid: avoid ? reader.avoid(avoid) : [],
    prefer: prefer && reader.prefer(prefer),
    survive: survive && reader.survivals(survive),
    latency: latency && reader.latency(latency),
    maxHops: hops && reader.maxHops(hops),
    loss: loss && reader.loss(loss),
    availability: availability && reader.availability(availability),
    symmetric: symmetric && reader.symmetric(symmetric, paths),
    queueing: queueing && reader.queueing(queueing, latency),
    paths: paths && reader.paths(paths),
    bandwidth: (bandwidth ?? each) && reader.bandwidth(bandwidth, each),
  }
  const asked = {
    prefer,
    survive,
    latency,
    maxHops: hops,
    loss,
    availability,
    symmetric,
    paths,
    bandwidth: bandwidth ?? each,
  }
  const isWhole = Object.entries(asked).every(([key, its]) => !its || made[key as keyof typeof asked] !== undefined)
  if (!isWhole || !made.via || !made.avoid) return undefined
  const { via: waypoints, avoid: avoided, ...optional } = made
  const given = Object.entries(optional).filter(([, its]) => its !== undefined)
  return { via: waypoints, avoid: avoided, ...(Object.fromEntries(given) as Partial<Constraints>) }
}

/** Preferences that a search can weigh against each other. */
const preferenceLimit = 6
/** Members that a split may have. */
const spreadLimit = 8
/** The largest time to live. */
const hopLimit = 255

/** Reads `survive` by itself, as `protect` has it. */
export const resolveSurvivals = (value: Value, scope: Scope, reporter: FileReporter): Survival[] | undefined =>
  new ConstraintReader(scope, reporter).survivals(value)

class ConstraintReader {
  readonly #scope: Scope
  readonly #reporter: FileReporter

  constructor(scope: Scope, reporter: FileReporter) {
    this.#scope = scope
    this.#reporter = reporter
  }

  via(value: Value): Waypoint[] | undefined {
    const steps = value.kind === 'then' ? value.steps : [value]
    const waypoints = steps.map((step) => this.#waypoint(step))
    return waypoints.every((one) => one !== undefined) ? waypoints : undefined
  }

  #waypoint(value: Value): Waypoint | undefined {
    if (value.kind === 'invalid') return undefined
    if (value.kind === 'one-of') {
      const options = value.options.flatMap(itemsOf).map((option) => this.#devices(option))
      return options.every((one) => one !== undefined) ? { oneOf: [...new Set(options.flat())] } : undefined
    }
    if (value.kind === 'list' && value.items.length > 1)
      return this.#reporter.report(
        'wrong-kind',
        value.span,
        'a list of waypoints does not say whether all or any of them',
        {
          hint: 'write `a then b` for both in order, or `one of a, b` for any',
        },
      )
    const [only = value] = itemsOf(value)
    const oneOf = this.#devices(only)
    return oneOf && { oneOf }
  }

  /** A waypoint's name: a device, or a group, which means any one of its members. */
  #devices(value: Value): readonly string[] | undefined {
    const { index, groups } = this.#scope
    const name = nameOf(value)
    if (name === undefined)
      return value.kind === 'invalid'
        ? undefined
        : this.#reporter.report('wrong-kind', value.span, `${kindName(value)} is no waypoint`, {
            hint: 'a waypoint is a node',
          })
    const members = index.nodeId.has(name) ? [name] : groups.get(name)
    if (!members) return this.#unknownNode(name, value)
    const end = members.find((member) => index.isEnd[index.nodeId.get(member) ?? -1])
    if (end !== undefined)
      return this.#reporter.report('wrong-kind', value.span, `"${end}" is a host: nothing passes through it`, {
        hint: 'give it a `function` if it forwards',
      })
    return members
  }

  #unknownNode(name: string, value: Value): undefined {
    const { index, groups } = this.#scope
    return this.#reporter.report('unknown-node', value.span, `no node "${name}" in network ${index.topology.name}`, {
      hint: didYouMean(name, [...index.nodeId.keys(), ...groups.keys()]),
    })
  }

  avoid(value: Value): Avoidance[] | undefined {
    const avoided = itemsOf(value).map((item) => this.#avoidance(item))
    return avoided.every((one) => one !== undefined) ? avoided.flat() : undefined
  }

  /** What a path should pass, item by item; a group or a region means any one of its nodes. */
  prefer(value: Value): Preference[] | undefined {
    const items = itemsOf(value)
    if (items.length > preferenceLimit)
      return this.#reporter.report('out-of-range', value.span, `${items.length} things are preferred at once`, {
        hint: `up to ${preferenceLimit} can be weighed against each other`,
      })
    const read = items.map((item) => this.#preference(item))
    return read.every((one) => one !== undefined) ? read : undefined
  }

  #preference(value: Value): Preference | undefined {
    const oneOf = this.#avoidance(value, 'preferred')
    if (!oneOf?.some(({ kind }) => kind === 'risk')) return oneOf && { oneOf }
    return this.#reporter.report('wrong-kind', value.span, 'a risk cannot be preferred', {
      hint: 'nodes, groups, `link a--b` and `region NAME` can',
    })
  }

  #avoidance(value: Value, verb: 'avoided' | 'preferred' = 'avoided'): Avoidance[] | undefined {
    const { index, groups } = this.#scope
    if (value.kind === 'invalid') return undefined
    if (value.kind === 'link-ref') return this.#links(value)
    const worded = wordedOf(value)
    if (worded) return this.#worded(worded.word, worded.name, value)
    const name = nameOf(value)
    if (name === undefined) {
      const slip = slipAmong(value, ['link', 'region', 'risk'])
      return this.#reporter.report('wrong-kind', (slip?.value ?? value).span, `${kindName(value)} cannot be ${verb}`, {
        hint: slip?.hint ?? 'nodes, `link a--b`, `region NAME` and `risk NAME` can',
      })
    }
    if (index.nodeId.has(name)) return [{ kind: 'node', node: name }]
    const members = groups.get(name)
    return members ? members.map((node) => ({ kind: 'node', node })) : this.#unknownNode(name, value)
  }

  #worded(word: string, name: string, value: Value): Avoidance[] | undefined {
    const { index } = this.#scope
    if (word === 'region') {
      const regions = new Set(index.nodes.map((node) => node.region).filter((region) => region !== undefined))
      if (regions.has(name)) return [{ kind: 'region', region: name }]
      return this.#reporter.report('unknown-region', value.span, `no node lies in a region "${name}"`, {
        hint: didYouMean(name, regions),
      })
    }
    if (word === 'risk') {
      const risks = new Set(index.links.flatMap((link) => link.risks))
      if (risks.has(name)) return [{ kind: 'risk', risk: name }]
      return this.#reporter.report('unknown-risk', value.span, `no link belongs to a risk "${name}"`, {
        hint: didYouMean(name, risks),
      })
    }
    if (word === 'link') {
      if (index.linkId.has(name)) return [{ kind: 'link', link: name }]
      return this.#reporter.report('unknown-link', value.span, `no link "${name}"`, {
        hint: didYouMean(name, index.linkId.keys()),
      })
    }
    if (word === 'node') return index.nodeId.has(name) ? [{ kind: 'node', node: name }] : this.#unknownNode(name, value)
    return this.#reporter.report('unexpected-token', value.span, `"${word}" is nothing to avoid`, {
      hint: didYouMean(word, ['link', 'node', 'region', 'risk']),
    })
  }

  /** All links between the two ends; the ends may name ports. */
  #links({ ends, span }: LinkRefValue): Avoidance[] | undefined {
    const { index } = this.#scope
    const [a, b] = ends.map(({ text }) => text)
    const fits = (written: string | undefined, end: { node: string; interface: string }) =>
      written === end.node || written === `${end.node}.${end.interface}`
    const found = index.links.filter(({ ends: [x, y] }) => (fits(a, x) && fits(b, y)) || (fits(a, y) && fits(b, x)))
    if (found.length > 0) return found.map((link) => ({ kind: 'link', link: link.id }))
    const exact = index.linkId.has(`${a}--${b}`) ? `${a}--${b}` : undefined
    if (exact !== undefined) return [{ kind: 'link', link: exact }]
    return this.#reporter.report('unknown-link', span, `no link joins "${a}" and "${b}"`, {
      hint: didYouMean(`${a}--${b}`, index.linkId.keys()),
    })
  }

  /** Several at once: `1 link, 1 node`. */
  survivals(value: Value): Survival[] | undefined {
    const all = itemsOf(value).map((item) => this.#survival(item))
    return all.every((one) => one !== undefined) && all.length > 0 ? all : undefined
  }

  #survival(value: Value): Survival | undefined {
    const its = unquoted(value)
    const example = 'for example `survive: 1 link`, `1 core link`, `1 node`, `1 risk`'
    if (its.kind === 'invalid') return undefined
    if (its.kind !== 'count')
      return this.#reporter.report('wrong-kind', value.span, `${kindName(its)} does not say what must be survived`, {
        hint: example,
      })
    const element = elementOf(its)
    if (!element)
      return this.#reporter.report(
        'unknown-name',
        value.span,
        `"${its.words.map(({ text }) => text).join(' ')}" is nothing that fails`,
        { hint: example },
      )
    const count = its.count.value
    if (!Number.isInteger(count) || count < 1 || count > 3)
      return this.#reporter.report(
        'out-of-range',
        its.count.span,
        `${its.count.raw} failures at once are not counted`,
        { hint: '1 to 3 are' },
      )
    const isRestored = its.words.some(({ text }) => text === 'restored')
    if (isRestored !== (its.within !== undefined))
      return this.#reporter.report(
        'wrong-kind',
        value.span,
        isRestored ? 'restored within what time?' : '"within" says when something is restored',
        { hint: 'for example `survive: 1 link restored within 5s`' },
      )
    return { count, element, ...(its.within ? { restoredWithinMs: Math.floor(its.within.microseconds / 1000) } : {}) }
  }

  latency(value: Value): number | undefined {
    const bound = upperBound(value, 'latency', '<= 20ms', this.#reporter)
    return bound && readLiteralOf(bound, 'duration', 'latency', '<= 20ms', this.#reporter)?.microseconds
  }

  loss(value: Value): number | undefined {
    const bound = upperBound(value, 'loss', '<= 0.1%', this.#reporter)
    const share = bound && readLiteralOf(bound, 'percent', 'loss', '<= 0.1%', this.#reporter)
    if (!share) return undefined
    if (share.percent >= 0 && share.percent < 100) return share.percent / 100
    return this.#reporter.report('out-of-range', value.span, `${share.raw} is no bound of loss`, {
      hint: 'from 0 to less than 100 %',
    })
  }

  availability(value: Value): number | undefined {
    const its = unquoted(value)
    const bound = its.kind === 'comparison' && (its.operator === '>=' || its.operator === '>') ? its.value : value
    const share = readLiteralOf(bound, 'percent', 'availability', '99.95%', this.#reporter)
    if (!share) return undefined
    if (share.percent > 0 && share.percent < 100) return share.percent / 100
    return this.#reporter.report('out-of-range', value.span, `${share.raw} is no availability`, {
      hint: 'more than 0 and less than 100 %: nothing is always up',
    })
  }

  symmetric(value: Value, paths: Value | undefined): boolean | undefined {
    const is = readLiteralOf(value, 'boolean', 'symmetric', 'true', this.#reporter)?.value
    if (!is || !paths) return is
    return this.#reporter.report('misplaced', value.span, '"symmetric" and "paths" do not go together', {
      hint: 'an answer goes back by one way: the hash does not know which',
    })
  }

  queueing(value: Value, latency: Value | undefined): 'modelled' | undefined {
    if (nameOf(value) !== 'modelled')
      return this.#reporter.report('unknown-name', value.span, `${kindName(value)} is no model of queues`, {
        hint: '`queueing: modelled` counts waiting at the reserved loads',
      })
    if (latency) return 'modelled'
    return this.#reporter.report('missing-key', value.span, 'there is no latency that queues could add to', {
      hint: 'for example `latency: <= 20ms, queueing: modelled`',
    })
  }

  maxHops(value: Value): number | undefined {
    const bound = upperBound(value, 'max_hops', '5', this.#reporter)
    const count = bound && readLiteralOf(bound, 'number', 'max_hops', '5', this.#reporter)
    if (!count) return undefined
    if (Number.isInteger(count.value) && count.value >= 1 && count.value <= hopLimit) return count.value
    return this.#reporter.report('out-of-range', value.span, `${count.raw} is no number of hops`, {
      hint: `a whole number from 1 to ${hopLimit}: packets live no longer`,
    })
  }

  paths(value: Value): Spread | undefined {
    const its = unquoted(value)
    const hint = 'for example `paths: 2 disjoint links`, `2 disjoint nodes`, `2 disjoint risks`, `3 equal`'
    if (its.kind === 'invalid') return undefined
    if (its.kind !== 'count')
      return this.#reporter.report('wrong-kind', value.span, `${kindName(its)} does not say how paths spread`, { hint })
    const kind = its.within ? undefined : spreadOf(its)
    if (!kind)
      return this.#reporter.report(
        'unknown-name',
        value.span,
        `"${its.words.map(({ text }) => text).join(' ')}" is no way to spread`,
        { hint },
      )
    const count = its.count.value
    if (Number.isInteger(count) && count >= 2 && count <= spreadLimit) return { count, kind }
    return this.#reporter.report('out-of-range', its.count.span, `${its.count.raw} paths at once are not planned`, {
      hint: `2 to ${spreadLimit} are`,
    })
  }

  bandwidth(total: Value | undefined, each: Value | undefined): Bandwidth | undefined {
    const value = each ?? total
    if (!value) return undefined
    if (each && total)
      return this.#reporter.report('duplicate-key', each.span, '"each" and "bandwidth" both reserve', {
        hint: 'keep one of them',
      })
    const rate = readLiteralOf(value, 'bandwidth', each ? 'each' : 'bandwidth', '200Mbps', this.#reporter)
    return rate && { bitsPerSecond: rate.bitsPerSecond, each: each !== undefined }
  }
}

function spreadOf({ words }: CountValue): Spread['kind'] | undefined {
  const [first, second, ...rest] = words.map(({ text }) => text)
  if (first === 'equal' && second === undefined) return 'equal'
  const kinds = ['links', 'nodes', 'risks'] as const
  return first === 'disjoint' && rest.length === 0 ? kinds.find((kind) => kind === second) : undefined
}

/** `region south` or `region(south)`. */
function wordedOf(value: Value): { readonly word: string; readonly name: string } | undefined {
  const [first, second] = value.kind === 'words' ? value.items : value.kind === 'call' ? [undefined, value.args[0]] : []
  const word = value.kind === 'call' ? value.name.text : first && nameOf(first)
  const name = second && nameOf(second)
  return word === undefined || name === undefined ? undefined : { word, name }
}

function elementOf({ words }: CountValue): Survival['element'] | undefined {
  const [first = '', second = ''] = words.map(({ text }) => text).filter((text) => text !== 'restored')
  if (first === 'core') return second === 'link' || second === 'links' ? 'core-link' : undefined
  const singular = first.replace(/s$/, '')
  return second === '' && (singular === 'link' || singular === 'node' || singular === 'risk') ? singular : undefined
}
