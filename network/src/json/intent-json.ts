import type {
  Ends as WireEnds,
  InstallingIntent as WireInstalling,
  Intent as WireIntent,
  Validated,
} from '@paranet/schemas'
import { validator } from '@paranet/schemas'
import type { Ends, EndTerm, InstallingIntent, Intent } from '../intent/intent.js'
import { readPrefix } from './canonical-addresses.js'

const validate = validator('intent')

/** Reads an intent whose names are bound already. Prefixes become canonical; names are not looked up. */
export function intentFromJson(value: unknown): Validated<Intent> {
  const read = validate(value)
  return read.ok ? { ok: true, value: canonicalIntent(read.value) } : read
}

/** The intent as it is sent: the same value, to be read only. */
export const intentToJson = (intent: Intent): WireIntent => intent as unknown as WireIntent

const canonicalIntent = (wire: WireIntent): Intent =>
  wire.kind === 'assert' ? { ...wire, asserts: canonicalInstalling(wire.asserts) } : canonicalInstalling(wire)

const canonicalInstalling = (wire: WireInstalling): InstallingIntent => ({
  ...wire,
  from: canonicalEnds(wire.from),
  to: canonicalEnds(wire.to),
})

const canonicalEnds = (ends: WireEnds): Ends => ({
  ...ends,
  terms: ends.terms.map(canonicalTerm),
  except: ends.except.map(canonicalTerm),
})

const canonicalTerm = (term: WireEnds['terms'][number]): EndTerm =>
  term.kind === 'prefix' ? { kind: 'prefix', prefix: readPrefix(term.prefix) } : term
