import type { IntentText } from './grammar/print-intent.js'

const heads: Readonly<Record<string, (value: (key: string) => string) => string>> = {
  route: (value) => `traffic${trafficOf(value)} from ${value('from')} must reach ${value('to')}`,
  isolate: (value) => `traffic${trafficOf(value)} from ${value('from')} must never reach ${value('to')}`,
  allow: (value) => `traffic${trafficOf(value)} from ${value('from')} may reach ${value('to')}, without a guarantee`,
  qos: (value) => `traffic${trafficOf(value)} from ${value('from')} to ${value('to')} is in class ${value('class')}`,
  limit: (value) => `traffic${trafficOf(value)} from ${value('from')} to ${value('to')} gets at most ${value('rate')}`,
  mirror: (value) =>
    `traffic${trafficOf(value)} from ${value('from')} to ${value('to')} is copied to ${value('copy_to')}`,
  mark: (value) => `traffic${trafficOf(value)} from ${value('from')} to ${value('to')} is marked ${value('dscp')}`,
  balance: (value) =>
    `traffic${trafficOf(value)} from ${value('from')} is balanced over ${value('to').replace(/^one of /, '')}`,
  multicast: (value) => `${value('source')} sends to the group ${value('group')}, received by ${value('receivers')}`,
  cache: (value) => `${value('names')} is cached at ${value('at')}`,
  nat: (value) => `addresses of ${value('from')} become ${value('source')} towards ${value('to')}`,
  peer: (value) => `a peering session with AS ${value('as')} is held over ${value('at')}`,
  baseline: (value) => `${value('at') === 'all' ? 'all devices' : value('at')} are set up`,
  protect: (value) => `the intents ${value('routes')} are protected`,
  geocast: (value) => `what ${value('source')} sends reaches everyone in ${value('area')}`,
}

const tails: Readonly<Record<string, string>> = {
  via: 'passing ',
  avoid: 'avoiding ',
  prefer: 'preferring ',
  paths: 'over paths: ',
  max_hops: 'hops at most ',
  latency: 'latency ',
  bandwidth: 'with reserved ',
  each: 'with reserved for each pair ',
  loss: 'loss ',
  availability: 'availability ',
  survive: 'surviving the failure of ',
  min: 'at least ',
  max: 'at most ',
  burst: 'bursts up to ',
  weights: 'weights ',
  size: 'size ',
  policy: 'policy ',
  ttl: 'kept for ',
  priority: 'priority ',
  active: 'active ',
  reply: 'replies: ',
  reason: 'because ',
  protocol: 'by ',
  at: 'at ',
}

const inHead = new Set([
  'from',
  'to',
  'traffic',
  'class',
  'rate',
  'copy_to',
  'dscp',
  'source',
  'group',
  'receivers',
  'names',
  'area',
  'as',
  'routes',
])

const trafficOf = (value: (key: string) => string): string => (value('traffic') === '' ? '' : ` (${value('traffic')})`)

/** Intents in plain words, made from the intents and not from the words they came from: one line each. */
export function readBack(intents: readonly IntentText[]): string {
  return intents.map(sentenceOf).join('\n')
}

function sentenceOf({ kind, keys, isAssert, subject }: IntentText): string {
  const value = (key: string) => keys.find(([own]) => own === key)?.[1] ?? ''
  const head =
    subject === undefined ? (heads[kind]?.(value) ?? kind) : `${subject} is drained: nothing flows through it`
  const isTail = (key: string) => !inHead.has(key) && !(kind === 'cache' && key === 'at')
  const rest = keys
    .filter(([key]) => isTail(key))
    .map(([key, text]) => `${tails[key] ?? `${key} `}${text.replace(/^<= /, 'at most ')}`)
  const sentence = [head, ...rest].join(', ')
  return `${isAssert ? 'It is proved with every plan that ' : ''}${isAssert ? sentence : sentence.charAt(0).toUpperCase() + sentence.slice(1)}.`
}
