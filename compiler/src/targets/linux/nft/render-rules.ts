import type { IpFamily, PacketMatch } from '@paranet/network'
import { canonicalJson, invariant } from '@paranet/network'
import { copyBit } from './copies.js'
import type { Box, RuleBlock } from './lay-out-rules.js'
import { layOutRules } from './lay-out-rules.js'
import type { MapField } from './match-parts.js'
import { valueOf } from './match-parts.js'
import type { ChainRule, RuleOutcome } from './rule.js'
import { portProtocols } from './rule.js'
import { familyOf, translateWords } from './translations.js'

/** A chain and its maps, as lines of an nftables file (within a table). Rules in the order in which they decide. */
export function renderChain(name: string, rules: readonly ChainRule[]): string[] {
  const maps: string[] = []
  const lines: string[] = []
  let count = 0
  for (const block of layOutRules(rules))
    if (block.fields) {
      const map = `${name}_${++count}`
      maps.push(...renderMap(map, block, block.fields))
      lines.push(`\t\t${renderLookup(map, block, block.fields)}`)
    } else for (const box of block.boxes) for (const line of renderRule(box)) lines.push(`\t\t${line}`)
  return [...maps, `\tchain ${name} {`, ...lines, '\t}']
}

function renderMap(name: string, { boxes }: RuleBlock, fields: readonly MapField[]): string[] {
  const { rule: first, parts } = boxes[0] as Box
  const family = parts.families[0] ?? 4
  const key = fields.map((field) => typeOf(field, family)).join(' . ')
  const elements = boxes.map(
    ({ rule }) => `\t\t\t${keyOf(rule.match, fields)} ${commentOf(rule)} : ${dataOf(rule.outcome)}`,
  )
  return [
    `\tmap ${name} {`,
    `\t\ttype ${key} : ${first.outcome.kind === 'mark' ? 'mark' : 'verdict'}`,
    '\t\tflags interval',
    '\t\telements = {',
    elements.join(',\n'),
    '\t\t}',
    '\t}',
  ]
}

/** The values of the fields, as the key of a map. */
function keyOf(match: PacketMatch, fields: readonly MapField[]): string {
  let key = ''
  for (const field of fields) key += key === '' ? valueOf(match, field) : ` . ${valueOf(match, field)}`
  return key
}

function renderLookup(map: string, { boxes }: RuleBlock, fields: readonly MapField[]): string {
  const { rule, parts } = boxes[0] as Box
  const { iif, outcome } = rule
  const family = parts.families[0] ?? 4
  const key = fields.map((field) => expressionOf(field, family)).join(' . ')
  const from = iif === undefined ? '' : `iifname "${iif}" `
  return outcome.kind === 'mark' ? `${from}meta mark set ${key} map @${map} return` : `${from}${key} vmap @${map}`
}

/** A rule alone: a line; two where a DSCP is asked of both families; a comment where nothing can match it. */
function renderRule({ rule, parts: { families } }: Box): string[] {
  const { match, iif, oif, outcome } = rule
  const from = [...(iif === undefined ? [] : [`iifname "${iif}"`]), ...(oif === undefined ? [] : [`oifname "${oif}"`])]
  if (families.length === 0) return [`# never: ${canonicalJson({ iif, oif, match, outcome, priority: rule.priority })}`]
  if (outcome.kind === 'translate') return [renderTranslation(rule, outcome, from)]
  const isSplit = (match.dscp !== undefined || outcome.kind === 'dscp') && families.length === 2
  return (isSplit ? families : families.slice(0, 1)).map((family) =>
    [...from, ...matchWords(match, family), ...actionWords(outcome, family), commentOf(rule)].join(' '),
  )
}

/** Of the family of its addresses; where the match asks none of its own, it is asked. */
function renderTranslation(
  rule: ChainRule,
  outcome: Extract<RuleOutcome, { kind: 'translate' }>,
  from: readonly string[],
): string {
  const { match } = rule
  const family = familyOf(outcome.to)
  const asked = (match.src ?? match.dst) ? [] : [`meta nfproto ipv${family}`]
  return [...from, ...asked, ...matchWords(match, family), translateWords(outcome), commentOf(rule)].join(' ')
}

function matchWords(match: PacketMatch, family: IpFamily): string[] {
  const ip = family === 4 ? 'ip' : 'ip6'
  const words: string[] = []
  if (match.src !== undefined) words.push(`${ip} saddr ${match.src}`)
  if (match.dst !== undefined) words.push(`${ip} daddr ${match.dst}`)
  if (match.protocol !== undefined) words.push(`meta l4proto ${match.protocol}`)
  else if (match.srcPort || match.dstPort) words.push(`meta l4proto { ${portProtocols.join(', ')} }`)
  if (match.srcPort) words.push(`th sport ${valueOf(match, 'srcPort')}`)
  if (match.dstPort) words.push(`th dport ${valueOf(match, 'dstPort')}`)
  if (match.dscp !== undefined) words.push(`${ip} dscp ${match.dscp}`)
  if (match.established !== undefined) words.push(`ct state ${match.established ? '' : '!= '}{ established, related }`)
  return words
}

function actionWords(outcome: RuleOutcome, family: IpFamily): string[] {
  if (outcome.kind === 'mark') return [`meta mark set ${outcome.mark}`, 'return']
  if (outcome.kind === 'dscp') return [`${family === 4 ? 'ip' : 'ip6'} dscp set ${outcome.dscp}`, 'return']
  if (outcome.kind === 'copy') return [`meta mark set meta mark | 0x${copyBit.toString(16)}`, 'return']
  if (outcome.kind === 'queue') return [`meta priority set ${outcome.id}`, 'return']
  if (outcome.kind === 'translate') return [translateWords(outcome)]
  return [outcome.kind === 'police' ? `goto ${outcome.chain}` : dataOf(outcome)]
}

function dataOf(outcome: RuleOutcome): string {
  if (outcome.kind === 'mark') return `${outcome.mark}`
  invariant(outcome.kind === 'permit' || outcome.kind === 'deny', `${outcome.kind} is in no map`)
  return outcome.kind === 'permit' ? 'return' : 'drop'
}

/** `comment "402 branch-web, office-web"`: the priority, then who needs it, as far as 128 bytes go. */
function commentOf({ priority, owners }: ChainRule): string {
  if (owners === undefined || owners === '') return priority === undefined ? 'comment ""' : `comment "${priority}"`
  const text = priority === undefined ? owners : `${priority} ${owners}`
  const safe = text.replace(/["\\]|[^\x20-\x7e]/g, '?')
  return `comment "${safe.length > 120 ? `${safe.slice(0, 117)}...` : safe}"`
}

function typeOf(field: MapField, family: IpFamily): string {
  if (field === 'protocol') return 'inet_proto'
  if (field === 'src' || field === 'dst') return family === 4 ? 'ipv4_addr' : 'ipv6_addr'
  return 'inet_service'
}

function expressionOf(field: MapField, family: IpFamily): string {
  const ip = family === 4 ? 'ip' : 'ip6'
  const words = {
    src: `${ip} saddr`,
    dst: `${ip} daddr`,
    protocol: 'meta l4proto',
    srcPort: 'th sport',
    dstPort: 'th dport',
  }
  return words[field]
}
