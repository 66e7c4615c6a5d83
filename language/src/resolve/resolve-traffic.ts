import type { PortRange, TrafficClass, TrafficTerm } from '@paranet/network'
import { anyTraffic, protocolNumbers } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { TrafficPart, TrafficTermSyntax, Value } from '../parse/ast.js'
import { itemsOf, kindName, unquoted } from './read-value.js'
import type { FileReporter } from './report.js'
import type { Scope } from './scope.js'

/** Names of code points: RFC 2474 (class selectors), RFC 2597 (assured), RFC 3246 (expedited), RFC 5865 (voice-admit), RFC 8622 (le). */
export const dscpNames: ReadonlyMap<string, number> = new Map([
  ['be', 0],
  ['default', 0],
  ['le', 1],
  ['ef', 46],
  ['voice-admit', 44],
  ...Array.from({ length: 8 }, (_, n): [string, number] => [`cs${n}`, n * 8]),
  ...[1, 2, 3, 4].flatMap((cls) => [1, 2, 3].map((drop): [string, number] => [`af${cls}${drop}`, cls * 8 + drop * 2])),
])

const namedProtocols = Object.keys(protocolNumbers)
/** Words of traffic classes, which no definition can hide. */
export const trafficWords: readonly string[] = ['any', 'ip', ...namedProtocols, 'proto', 'src-port', 'dst-port', 'dscp']

/** Terms that one class may come to. */
const mostTerms = 4096

/** Reads a traffic class. Undefined where something in it was reported. */
export function resolveTraffic(
  value: Value,
  scope: Scope,
  reporter: FileReporter,
  depth = 0,
): TrafficClass | undefined {
  const its = unquoted(value, 'traffic')
  if (its.kind === 'invalid') return undefined
  if (its.kind === 'list') {
    const parts = its.items.map((item) => resolveTraffic(item, scope, reporter, depth))
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined
  }
  if (its.kind === 'reference' || its.kind === 'text') {
    const name = its.kind === 'reference' ? its.name : its.text
    return resolveTerm(
      { parts: [{ word: { text: name, span: value.span }, values: [] }], span: value.span },
      scope,
      reporter,
      depth,
    )
  }
  if (its.kind !== 'traffic')
    return reporter.report('wrong-kind', value.span, `${kindName(its)} is no traffic class`, {
      hint: 'for example `traffic: tcp dst-port 443`',
    })
  const terms = its.terms.map((term) => resolveTerm(term, scope, reporter, depth))
  return terms.every((term) => term !== undefined) ? terms.flat() : undefined
}

/** One term: the product of its parts; a defined name may bring several terms. */
function resolveTerm(
  term: TrafficTermSyntax,
  scope: Scope,
  reporter: FileReporter,
  depth: number,
): TrafficClass | undefined {
  let product: TrafficTerm[] = [{}]
  for (const part of term.parts) {
    const meant = resolvePart(part, scope, reporter, depth)
    if (!meant) return undefined
    if (product.length * meant.length > mostTerms)
      return reporter.report('expansion-too-large', term.span, `this class comes to more than ${mostTerms} terms`, {
        hint: 'list ports and ranges with commas: they are one term',
      })
    const next = product.flatMap((left) => meant.map((right) => merged(left, right))).filter((one) => one !== undefined)
    if (next.length === 0)
      return reporter.report(
        'empty-class',
        part.word.span,
        `"${part.word.text}" contradicts what stands before it: no packet is left`,
      )
    product = next
  }
  return product
}

function resolvePart(
  { word, values }: TrafficPart,
  scope: Scope,
  reporter: FileReporter,
  depth: number,
): TrafficClass | undefined {
  switch (word.text) {
    case 'any':
    case 'ip':
      return noValues(word, values, reporter) ? anyTraffic : undefined
    case 'icmp':
      return noValues(word, values, reporter)
        ? [{ protocol: protocolNumbers.icmp }, { protocol: protocolNumbers.icmpv6 }]
        : undefined
    case 'proto':
      return protocolTerms(word, values, reporter)
    case 'src-port':
    case 'dst-port': {
      const ports = portRanges(word, values, reporter)
      return ports && [word.text === 'src-port' ? { srcPorts: ports } : { dstPorts: ports }]
    }
    case 'dscp': {
      const points = codePoints(word, values, reporter)
      return points && [{ dscp: points }]
    }
  }
  const protocol = (protocolNumbers as Readonly<Record<string, number>>)[word.text]
  if (protocol !== undefined && Object.hasOwn(protocolNumbers, word.text))
    return noValues(word, values, reporter) ? [{ protocol }] : undefined
  const defined = scope.definitions.get(word.text)
  if (defined) return resolveTraffic(defined, scope, reporter, depth + 1)
  return reporter.report('unknown-name', word.span, `"${word.text}" is no traffic`, {
    hint:
      didYouMean(word.text, [...trafficWords, ...scope.definitions.keys()]) ??
      `traffic is made of ${trafficWords.join(', ')}; of a service say the port, as in \`tcp dst-port 443\``,
  })
}

function noValues(word: TrafficPart['word'], values: readonly Value[], reporter: FileReporter): boolean {
  if (values.length === 0) return true
  reporter.report('unexpected-token', word.span, `"${word.text}" takes no value here`, {
    hint: `for ports write \`${word.text} dst-port 443\``,
  })
  return false
}

function protocolTerms(
  word: TrafficPart['word'],
  values: readonly Value[],
  reporter: FileReporter,
): TrafficClass | undefined {
  const numbers = numbersOf(word, values, 255, 'an IP protocol, 0–255', reporter)
  return numbers?.map((protocol) => ({ protocol }))
}

function portRanges(
  word: TrafficPart['word'],
  values: readonly Value[],
  reporter: FileReporter,
): PortRange[] | undefined {
  const ranges: PortRange[] = []
  if (values.length === 0)
    return reporter.report('missing-value', word.span, `"${word.text}" has no port`, {
      hint: `for example \`${word.text} 443\``,
    })
  for (const value of values.flatMap(itemsOf)) {
    const its = unquoted(value)
    if (its.kind === 'port-range') ranges.push([its.first, its.last])
    else if (its.kind === 'number' && Number.isInteger(its.value) && its.value >= 0 && its.value <= 65_535)
      ranges.push([its.value, its.value])
    else if (its.kind === 'invalid') return undefined
    else
      return reporter.report(
        its.kind === 'number' ? 'out-of-range' : 'wrong-kind',
        value.span,
        `${kindName(its)} is no port`,
        {
          hint: 'ports are 0–65535: `443`, or a range `8000-8080`',
        },
      )
  }
  return ranges
}

function codePoints(word: TrafficPart['word'], values: readonly Value[], reporter: FileReporter): number[] | undefined {
  const points: number[] = []
  if (values.length === 0)
    return reporter.report('missing-value', word.span, '"dscp" has no code point', { hint: 'for example `dscp ef`' })
  for (const value of values.flatMap(itemsOf)) {
    const its = unquoted(value)
    const named = its.kind === 'reference' ? dscpNames.get(its.name) : undefined
    if (named !== undefined) points.push(named)
    else if (its.kind === 'number' && Number.isInteger(its.value) && its.value >= 0 && its.value <= 63)
      points.push(its.value)
    else if (its.kind === 'invalid') return undefined
    else {
      const hint = its.kind === 'reference' ? didYouMean(its.name, dscpNames.keys()) : undefined
      return reporter.report(
        its.kind === 'number' ? 'out-of-range' : 'unknown-name',
        value.span,
        `${kindName(its)} is no DSCP`,
        { hint: hint ?? 'a number 0–63, or a name such as ef, af41, cs3' },
      )
    }
  }
  return points
}

function numbersOf(
  word: TrafficPart['word'],
  values: readonly Value[],
  last: number,
  what: string,
  reporter: FileReporter,
): number[] | undefined {
  if (values.length === 0)
    return reporter.report('missing-value', word.span, `"${word.text}" has no number`, { hint: `it wants ${what}` })
  const numbers: number[] = []
  for (const value of values.flatMap(itemsOf)) {
    const its = unquoted(value)
    if (its.kind === 'invalid') return undefined
    if (its.kind !== 'number' || !Number.isInteger(its.value) || its.value < 0 || its.value > last)
      return reporter.report(
        its.kind === 'number' ? 'out-of-range' : 'wrong-kind',
        value.span,
        `${kindName(its)} is not ${what}`,
      )
    numbers.push(its.value)
  }
  return numbers
}

/** Both terms at once; undefined where no packet is left. Lists of one field are cut with each other. */
function merged(a: TrafficTerm, b: TrafficTerm): TrafficTerm | undefined {
  if (a.protocol !== undefined && b.protocol !== undefined && a.protocol !== b.protocol) return undefined
  const srcPorts = cutRanges(a.srcPorts, b.srcPorts)
  const dstPorts = cutRanges(a.dstPorts, b.dstPorts)
  const dscp = a.dscp && b.dscp ? a.dscp.filter((one) => b.dscp?.includes(one)) : (a.dscp ?? b.dscp)
  if (srcPorts?.length === 0 || dstPorts?.length === 0 || dscp?.length === 0) return undefined
  const protocol = a.protocol ?? b.protocol
  return {
    ...(protocol === undefined ? {} : { protocol }),
    ...(srcPorts ? { srcPorts } : {}),
    ...(dstPorts ? { dstPorts } : {}),
    ...(dscp ? { dscp } : {}),
  }
}

function cutRanges(
  a: readonly PortRange[] | undefined,
  b: readonly PortRange[] | undefined,
): readonly PortRange[] | undefined {
  if (!a || !b) return a ?? b
  return a.flatMap(([first, last]) =>
    b.flatMap(([from, to]): PortRange[] =>
      Math.max(first, from) <= Math.min(last, to) ? [[Math.max(first, from), Math.min(last, to)]] : [],
    ),
  )
}
