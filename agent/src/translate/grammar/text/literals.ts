import type { Token } from './token.js'

export type LiteralKind =
  | 'prefix'
  | 'address'
  | 'ndn'
  | 'time'
  | 'date'
  | 'number'
  | 'range'
  | 'asn'
  | 'dscp'
  | 'ratio'
  | 'bad-address'

/** Something with a form of its own: an address, a number, a name with slashes. `text` is how the language writes it. */
export interface Literal {
  readonly kind: LiteralKind
  readonly text: string
}

const forms: readonly (readonly [LiteralKind, RegExp])[] = [
  ['prefix', /\d{1,3}(?:\.\d{1,3}){3}\/\d{1,3}(?![\d.]*\d)/y],
  ['address', /\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)/y],
  ['prefix', /(?=[0-9a-fA-F:]*:[0-9a-fA-F]*:)[0-9a-fA-F:]{2,39}\/\d{1,3}/y],
  ['address', /(?=[0-9a-fA-F:]*:[0-9a-fA-F]*:)[0-9a-fA-F:]{2,39}(?![0-9a-zA-Z])/y],
  ['ndn', /(?<![\p{L}\p{N}])\/\p{L}[\p{L}\p{N}\-._~%=/]*[\p{L}\p{N}]/uy],
  ['date', /\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?/y],
  ['time', /\d{1,2}:\d\d(?!\d|:)/y],
  ['range', /\d{1,5}\s?-\s?\d{1,5}(?![\d.:]|\s?(?:am|pm)\b)/y],
  ['ratio', /\d{1,4}(?:\s?[:/]\s?\d{1,4})+(?!\d)/y],
  ['number', /\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['asn', /AS\s?\d{1,10}(?!\d)/iy],
  ['dscp', /(?:af[1-4][1-3]|cs[0-7]|ef|voice-admit)(?![\p{L}\p{N}])/iuy],
]

const none: { end: number; value: Literal }[] = []

/** Whether any form can begin at a token, told without trying them: a letter begins an address, an AS or a code only. */
function canBegin(tokens: readonly Token[], at: number, { script, text }: Token): boolean {
  if (script === 'digit' || text === ':' || text === '/') return true
  if (script !== 'latin') return false
  if (/^(?:as|af|cs|ef|voice)/.test(text)) return true
  const [next, after] = [tokens[at + 1], tokens[at + 2]]
  return (
    /^[a-f]{1,4}$/.test(text) &&
    next?.isGlued === true &&
    (next.text === ':' || (next.script === 'digit' && after?.isGlued === true))
  )
}

/** All literals that begin at a token and end at the end of one. */
export function literalsAt(
  folded: string,
  tokens: readonly Token[],
  at: number,
  endAt: ReadonlyMap<number, number>,
): { end: number; value: Literal }[] {
  const token = tokens[at]
  if (!token || !canBegin(tokens, at, token)) return none
  const found: { end: number; value: Literal }[] = []
  for (const [kind, form] of forms) {
    form.lastIndex = token.start
    const match = form.exec(folded)
    const end = match === null ? undefined : endAt.get(token.start + match[0].length)
    if (!match || end === undefined || (kind !== 'ndn' && isInsideWord(tokens, at))) continue
    if (found.some((one) => one.end === end && one.value.kind === kind)) continue
    found.push({ end, value: read(kind, match[0]) })
  }
  return found
}

/** A figure or code glued to letters before it belongs to a name. */
function isInsideWord(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]
  return (
    tokens[at]?.isGlued === true &&
    before !== undefined &&
    (before.script === 'latin' || before.script === 'cyrillic' || before.text === '_')
  )
}

function read(kind: LiteralKind, raw: string): Literal {
  switch (kind) {
    case 'prefix':
    case 'address':
      return { kind: isAddress(raw) ? kind : 'bad-address', text: raw.toLowerCase() }
    case 'number':
      return { kind, text: raw.replaceAll(',', '') }
    case 'asn':
      return { kind, text: raw.replace(/\D+/, '') }
    case 'dscp':
      return { kind, text: raw.toLowerCase() }
    case 'range':
    case 'ratio':
      return { kind, text: raw.replaceAll(/\s/g, '') }
    default:
      return { kind, text: raw }
  }
}

function isAddress(raw: string): boolean {
  const [address = '', length] = raw.split('/')
  if (address.includes(':'))
    return (
      (address.match(/::/g)?.length ?? 0) < 2 &&
      !/[0-9a-f]{5}/i.test(address) &&
      !/:::/.test(address) &&
      Number(length ?? 0) <= 128 &&
      (address.includes('::') || address.split(':').length === 8)
    )
  return address.split('.').every((part) => Number(part) <= 255) && Number(length ?? 0) <= 32
}
