import type {
  Ends as WireEnds,
  FlowIntent as WireFlow,
  Intent as WireIntent,
  RoutePolicy as WirePolicy,
  Validated,
} from '@paranet/schemas'
import { validator } from '@paranet/schemas'
import type { AssertedIntent, Ends, EndTerm, FlowMatch, Intent, NameIntent, RoutePolicy } from '../intent/intent.js'
import { readAddress, readName, readPrefix } from './canonical-addresses.js'

const validate = validator('intent')

/** Reads an intent whose names are bound already. Prefixes become canonical; names are not looked up. */
export function intentFromJson(value: unknown): Validated<Intent> {
  const read = validate(value)
  return read.ok ? { ok: true, value: canonicalIntent(read.value) } : read
}

/** The intent as it is sent: the same value, to be read only. */
export const intentToJson = (intent: Intent): WireIntent => intent as unknown as WireIntent

function canonicalIntent(wire: WireIntent): Intent {
  if (wire.kind === 'assert') return { ...wire, asserts: canonicalIntent(wire.asserts) as AssertedIntent }
  if (wire.kind === 'flow') return { ...wire, match: canonicalMatch(wire.match) }
  if (wire.kind === 'peer')
    return {
      ...wire,
      neighbour: readAddress(wire.neighbour),
      import: canonicalPolicy(wire.import),
      export: canonicalPolicy(wire.export),
    }
  if ('names' in wire) return { ...wire, names: wire.names.map(readName) } as NameIntent
  return 'from' in wire ? (withEnds(wire) as Intent) : wire
}

/** A policy with its prefixes in canonical form. */
export const canonicalPolicy = (policy: WirePolicy): RoutePolicy =>
  typeof policy === 'string' ? policy : policy.map(readPrefix)

const withEnds = (wire: Extract<WireIntent, { from: unknown }>) => ({
  ...wire,
  from: canonicalEnds(wire.from),
  to: canonicalEnds(wire.to),
})

function canonicalMatch({ src, dst, ...rest }: WireFlow['match']): FlowMatch {
  return {
    ...rest,
    ...(src === undefined ? {} : { src: readPrefix(src) }),
    ...(dst === undefined ? {} : { dst: readPrefix(dst) }),
  }
}

const canonicalEnds = (ends: WireEnds): Ends => ({
  ...ends,
  terms: ends.terms.map(canonicalTerm),
  except: ends.except.map(canonicalTerm),
})

const canonicalTerm = (term: WireEnds['terms'][number]): EndTerm =>
  term.kind === 'prefix' ? { kind: 'prefix', prefix: readPrefix(term.prefix) } : term
