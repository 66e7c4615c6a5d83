import type {
  BalanceIntent as WireBalance,
  Ends as WireEnds,
  FlowIntent as WireFlow,
  Intent as WireIntent,
  RoutePolicy as WirePolicy,
  Validated,
} from '@paranet/schemas'
import { validator } from '@paranet/schemas'
import type {
  AssertedIntent,
  BalanceIntent,
  Ends,
  EndTerm,
  FlowMatch,
  Intent,
  NameIntent,
  NatIntent,
  RoutePolicy,
} from '../intent/intent.js'
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
  if (wire.kind === 'multicast') return { ...wire, group: readAddress(wire.group) }
  if ('names' in wire) return { ...wire, names: wire.names.map(readName) } as NameIntent
  if (wire.kind === 'nat') return { ...wire, ...endsOf(wire), pool: readPrefix(wire.pool) } satisfies NatIntent
  if (wire.kind === 'balance') return canonicalBalance(wire)
  return 'from' in wire ? (withEnds(wire) as Intent) : wire
}

function canonicalBalance({ address, members, ...wire }: WireBalance): BalanceIntent {
  return {
    ...wire,
    ...endsOf(wire),
    members: members.map((member) => ({ ...member, address: readAddress(member.address) })),
    ...(address === undefined ? {} : { address: readAddress(address) }),
  }
}

/** A policy with its prefixes in canonical form. */
export const canonicalPolicy = (policy: WirePolicy): RoutePolicy =>
  typeof policy === 'string' ? policy : policy.map(readPrefix)

const withEnds = (wire: Extract<WireIntent, { from: unknown }>) => ({ ...wire, ...endsOf(wire) })

const endsOf = ({ from, to }: { readonly from: WireEnds; readonly to: WireEnds }) => ({
  from: canonicalEnds(from),
  to: canonicalEnds(to),
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
