import type { Tongue } from './tongue.js'

/** The value of a key of the intent; empty where it has none. */
export type Sayer = (key: string) => string

/** How one language says intents: `heads` by kind, `tails` before the values of the other keys. */
export interface Wording {
  readonly heads: Readonly<Record<string, (value: Sayer) => string>>
  readonly tails: Readonly<Record<string, string>>
  readonly drained: (node: string) => string
  readonly proved: string
  readonly joint: string
  readonly stop: string
  /** "at most", before a bound. */
  readonly most: string
}

const bracketed = (value: Sayer): string => (value('traffic') === '' ? '' : ` (${value('traffic')})`)
const wide = (value: Sayer): string => (value('traffic') === '' ? '' : `（${value('traffic')}）`)
const servers = (value: Sayer): string => value('to').replace(/^one of /, '')

const english: Wording = {
  heads: {
    route: (value) => `traffic${bracketed(value)} from ${value('from')} must reach ${value('to')}`,
    isolate: (value) => `traffic${bracketed(value)} from ${value('from')} must never reach ${value('to')}`,
    allow: (value) => `traffic${bracketed(value)} from ${value('from')} may reach ${value('to')}, without a guarantee`,
    qos: (value) => `traffic${bracketed(value)} from ${value('from')} to ${value('to')} is in class ${value('class')}`,
    limit: (value) =>
      `traffic${bracketed(value)} from ${value('from')} to ${value('to')} gets at most ${value('rate')}`,
    mirror: (value) =>
      `traffic${bracketed(value)} from ${value('from')} to ${value('to')} is copied to ${value('copy_to')}`,
    mark: (value) => `traffic${bracketed(value)} from ${value('from')} to ${value('to')} is marked ${value('dscp')}`,
    balance: (value) => `traffic${bracketed(value)} from ${value('from')} is balanced over ${servers(value)}`,
    multicast: (value) => `${value('source')} sends to the group ${value('group')}, received by ${value('receivers')}`,
    cache: (value) => `${value('names')} is cached at ${value('at')}`,
    nat: (value) => `addresses of ${value('from')} become ${value('source')} towards ${value('to')}`,
    peer: (value) => `a peering session with AS ${value('as')} is held over ${value('at')}`,
    baseline: (value) => `${value('at') === 'all' ? 'all devices' : value('at')} are set up with`,
    protect: (value) => `the intents ${value('routes')} are protected`,
    geocast: (value) => `what ${value('source')} sends reaches everyone in ${value('area')}`,
  },
  tails: {
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
  },
  drained: (node) => `${node} is drained: nothing flows through it`,
  proved: 'It is proved with every plan that ',
  joint: ', ',
  stop: '.',
  most: 'at most ',
}

const chinese: Wording = {
  heads: {
    route: (value) => `从 ${value('from')} 到 ${value('to')} 的流量${wide(value)}必须可达`,
    isolate: (value) => `从 ${value('from')} 到 ${value('to')} 的流量${wide(value)}绝不可达`,
    allow: (value) => `从 ${value('from')} 到 ${value('to')} 的流量${wide(value)}允许通过，但不保证`,
    qos: (value) => `从 ${value('from')} 到 ${value('to')} 的流量${wide(value)}属于类别 ${value('class')}`,
    limit: (value) => `从 ${value('from')} 到 ${value('to')} 的流量${wide(value)}最多 ${value('rate')}`,
    mirror: (value) => `从 ${value('from')} 到 ${value('to')} 的流量${wide(value)}复制到 ${value('copy_to')}`,
    mark: (value) => `从 ${value('from')} 到 ${value('to')} 的流量${wide(value)}标记为 ${value('dscp')}`,
    balance: (value) => `来自 ${value('from')} 的流量${wide(value)}在 ${servers(value)} 之间均衡`,
    multicast: (value) => `${value('source')} 向组 ${value('group')} 发送，由 ${value('receivers')} 接收`,
    cache: (value) => `${value('names')} 缓存在 ${value('at')}`,
    nat: (value) => `${value('from')} 去往 ${value('to')} 时地址转换为 ${value('source')}`,
    peer: (value) => `在 ${value('at')} 上与 AS ${value('as')} 建立对等会话`,
    baseline: (value) => `${value('at') === 'all' ? '所有设备' : value('at')} 的设置`,
    protect: (value) => `保护意图 ${value('routes')}`,
    geocast: (value) => `${value('source')} 发送的内容到达 ${value('area')} 内的所有人`,
  },
  tails: {
    via: '经过 ',
    avoid: '避开 ',
    prefer: '优先 ',
    paths: '路径：',
    max_hops: '最多跳数 ',
    latency: '时延',
    bandwidth: '预留 ',
    each: '每对预留 ',
    loss: '丢包率',
    availability: '可用性 ',
    survive: '可承受故障 ',
    min: '至少 ',
    max: '最多 ',
    burst: '突发上限 ',
    weights: '权重 ',
    size: '大小 ',
    policy: '策略 ',
    ttl: '保存 ',
    priority: '优先级 ',
    active: '生效时间 ',
    reply: '应答：',
    reason: '原因 ',
    protocol: '协议 ',
    at: '位于 ',
  },
  drained: (node) => `${node} 排空：没有流量经过它`,
  proved: '每个计划都会证明：',
  joint: '，',
  stop: '。',
  most: '不超过 ',
}

const russian: Wording = {
  heads: {
    route: (value) => `трафик${bracketed(value)} из ${value('from')} должен доходить до ${value('to')}`,
    isolate: (value) => `трафик${bracketed(value)} из ${value('from')} никогда не доходит до ${value('to')}`,
    allow: (value) => `трафик${bracketed(value)} из ${value('from')} может доходить до ${value('to')}, без гарантии`,
    qos: (value) => `трафик${bracketed(value)} из ${value('from')} в ${value('to')} имеет класс ${value('class')}`,
    limit: (value) =>
      `трафик${bracketed(value)} из ${value('from')} в ${value('to')} получает не более ${value('rate')}`,
    mirror: (value) =>
      `трафик${bracketed(value)} из ${value('from')} в ${value('to')} копируется на ${value('copy_to')}`,
    mark: (value) => `трафик${bracketed(value)} из ${value('from')} в ${value('to')} помечается ${value('dscp')}`,
    balance: (value) => `трафик${bracketed(value)} из ${value('from')} распределяется между ${servers(value)}`,
    multicast: (value) => `${value('source')} шлёт в группу ${value('group')}, получают ${value('receivers')}`,
    cache: (value) => `${value('names')} кэшируется на ${value('at')}`,
    nat: (value) => `адреса ${value('from')} становятся ${value('source')} по пути в ${value('to')}`,
    peer: (value) => `сессия с AS ${value('as')} держится на ${value('at')}`,
    baseline: (value) => `настройка ${value('at') === 'all' ? 'всех устройств' : value('at')}`,
    protect: (value) => `намерения ${value('routes')} защищены`,
    geocast: (value) => `посланное из ${value('source')} доходит до всех в ${value('area')}`,
  },
  tails: {
    via: 'через ',
    avoid: 'в обход ',
    prefer: 'предпочтительно через ',
    paths: 'пути: ',
    max_hops: 'переходов не более ',
    latency: 'задержка ',
    bandwidth: 'с резервом ',
    each: 'с резервом для каждой пары ',
    loss: 'потери ',
    availability: 'доступность ',
    survive: 'выдерживая отказ ',
    min: 'не менее ',
    max: 'не более ',
    burst: 'всплески до ',
    weights: 'веса ',
    size: 'размер ',
    policy: 'политика ',
    ttl: 'хранится ',
    priority: 'приоритет ',
    active: 'действует ',
    reply: 'ответы: ',
    reason: 'потому что ',
    protocol: 'по ',
    at: 'на ',
  },
  drained: (node) => `${node} освобождается: через него ничего не идёт`,
  proved: 'С каждым планом доказывается: ',
  joint: ', ',
  stop: '.',
  most: 'не более ',
}

/** The wordings by language. */
export const wording: Readonly<Record<Tongue, Wording>> = { en: english, zh: chinese, ru: russian }
