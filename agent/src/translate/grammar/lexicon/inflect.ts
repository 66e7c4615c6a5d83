const irregular: Readonly<Record<string, string>> = {
  send: 'sent',
  keep: 'kept',
  let: 'let',
  give: 'gave given',
  get: 'got gotten',
  go: 'went gone',
  put: 'put',
  set: 'set',
  take: 'took taken',
  make: 'made',
  build: 'built',
  hold: 'held',
  forbid: 'forbade forbidden',
  see: 'saw seen',
  speak: 'spoke spoken',
  come: 'came come',
  bring: 'brought',
  run: 'ran run',
  ride: 'rode ridden',
  spread: 'spread',
  split: 'split',
  cut: 'cut',
  shut: 'shut',
  find: 'found',
  read: 'read',
  write: 'wrote written',
  lead: 'led',
  hide: 'hid hidden',
  fan: 'fanned',
  stand: 'stood',
  withstand: 'withstood',
  bear: 'bore borne',
  tell: 'told',
  sing: 'sang sung',
  undo: 'undid undone',
  shine: 'shone',
  pay: 'paid',
  bind: 'bound',
  feed: 'fed',
  hit: 'hit',
  lock: 'locked',
  fence: 'fenced',
  choose: 'chose chosen',
  overcome: 'overcame overcome',
  override: 'overrode overridden',
  forget: 'forgot forgotten',
  rewrite: 'rewrote rewritten',
  speed: 'sped',
  lend: 'lent',
  split_: 'split',
}
const doubling = new Set([
  'cap',
  'stop',
  'drop',
  'ban',
  'bar',
  'tag',
  'tap',
  'skip',
  'ship',
  'get',
  'let',
  'put',
  'set',
  'run',
  'split',
  'cut',
  'shut',
  'hit',
  'transmit',
  'permit',
  'admit',
  'commit',
  'span',
  'log',
  'transfer',
  'shun',
  'prefer',
  'plan',
  'forget',
  'forbid',
  'fan',
  'sync',
  'hop',
  'clot',
  'hook_',
  'wrap',
  'dump_',
  'debug',
  'hub',
  'trim',
])

/** All forms of an English verb phrase whose first word is the verb: base, -s, -ed, -ing. */
export function verbForms(phrase: string): string[] {
  const [base = '', ...rest] = phrase.split(' ')
  const tail = rest.length > 0 ? ` ${rest.join(' ')}` : ''
  const stem = doubling.has(base) ? base + base.at(-1) : base.endsWith('e') ? base.slice(0, -1) : base
  const past = irregular[base]?.split(' ') ?? [/[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ied` : `${stem}ed`]
  const ing = base.endsWith('ie')
    ? `${base.slice(0, -2)}ying`
    : /(?:ee|oe|ye)$/.test(base)
      ? `${base}ing`
      : `${stem}ing`
  return [base, plural(base), ...past, ing].map((form) => form + tail)
}

/** The plural of an English noun (and the third person of a verb). The last word of a phrase takes it. */
export function plural(noun: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(noun) || noun === 'go') return `${noun}es`
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`
  return `${noun}s`
}
