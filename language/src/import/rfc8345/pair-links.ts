import { textList } from '../shared/attributes.js'
import type { DraftLink, Fields } from '../shared/draft.js'
import { fieldsOf, itemsOf, textOf } from '../shared/draft.js'
import type { ImportReport } from '../shared/import-report.js'
import { member, restOf, supporting } from './yang-json.js'

interface OneWay {
  readonly id: string
  readonly link: Fields
  readonly layer3: Fields
  readonly ends: readonly [source: Fields, destination: Fields]
  readonly pointer: string
}

/** The links of a network: each is one way in RFC 8345, so a link and the one back between the same termination points are one here. */
export function linksOfNetwork(network: Fields, pointer: string, report: ImportReport): DraftLink[] {
  const list = member(network, 'link')
  const oneWays = itemsOf(list?.value).flatMap((link, i) =>
    oneWayOf(link, `${pointer}${list?.pointer ?? ''}/${i}`, report),
  )
  const waiting = new Map<string, OneWay[]>()
  const pairs: { ahead: OneWay; back?: OneWay }[] = []
  const open = new Map<OneWay, { ahead: OneWay; back?: OneWay }>()
  for (const one of oneWays) {
    const candidates = waiting.get(keyOf(one, true))
    const ahead = candidates?.shift()
    if (ahead) {
      const pair = open.get(ahead)
      if (pair) pair.back = one
      continue
    }
    const pair = { ahead: one }
    pairs.push(pair)
    open.set(one, pair)
    const key = keyOf(one, false)
    waiting.set(key, [...(waiting.get(key) ?? []), one])
  }
  return pairs.map(({ ahead, back }) => linkOf(ahead, back, report))
}

function oneWayOf(given: unknown, pointer: string, report: ImportReport): OneWay[] {
  const link = fieldsOf(given)
  const ends = [fieldsOf(link['source']), fieldsOf(link['destination'])] as const
  if (textOf(ends[0]['source-node']) === '' || textOf(ends[1]['dest-node']) === '') {
    report.error('malformed-json', 'a link has a "source-node" and a "dest-node"', pointer)
    return []
  }
  const id = textOf(link['link-id'])
  return [{ id, link, layer3: fieldsOf(member(link, 'l3-link-attributes')?.value), ends, pointer }]
}

function keyOf({ ends: [source, destination] }: OneWay, isReversed: boolean): string {
  const a = [textOf(source['source-node']), textOf(source['source-tp'])]
  const b = [textOf(destination['dest-node']), textOf(destination['dest-tp'])]
  return JSON.stringify(isReversed ? [...b, ...a] : [...a, ...b])
}

function linkOf(ahead: OneWay, back: OneWay | undefined, report: ImportReport): DraftLink {
  const {
    id,
    pointer,
    ends: [source, destination],
  } = ahead
  const own = ahead.link['paranet-topology:link-attributes']
  if (!back) report.lose('that it leads one way', id, 'a link carries both ways')
  else if (own === undefined) loseDifferences(ahead, back, report)
  return {
    ends: [
      { id: textOf(source['source-node']), interface: textOf(source['source-tp']), spot: `${pointer}/source` },
      {
        id: textOf(destination['dest-node']),
        interface: textOf(destination['dest-tp']),
        spot: `${pointer}/destination`,
      },
    ],
    given: own === undefined ? givenOf(ahead, back, report) : fieldsOf(own),
    spot: pointer,
  }
}

function givenOf({ id, link, layer3 }: OneWay, back: OneWay | undefined, report: ImportReport): Fields {
  const below = supporting(link, 'supporting-link', ['network-ref', 'link-ref'])
  const metric = Number(textOf(layer3['metric1']) || Number.NaN)
  const flags = textList(layer3['flag']) ?? []
  return {
    ...(metric >= 1 ? { weight: metric } : {}),
    risks: (below['supporting-link'] ?? '').split(', ').filter((risk) => risk !== ''),
    labels: {
      ...restOf(layer3, new Set(['metric1', 'flag']), id, report),
      ...restOf(link, linkMembers, id, report),
      ...below,
      ...(flags.length > 0 ? { flag: flags.join(', ') } : {}),
      'link-id': id,
      ...(back ? { 'link-id-back': back.id } : {}),
    },
  }
}

const linkMembers: ReadonlySet<string> = new Set([
  'link-id',
  'source',
  'destination',
  'supporting-link',
  'l3-link-attributes',
])

function loseDifferences(ahead: OneWay, back: OneWay, report: ImportReport): void {
  for (const key of new Set([...Object.keys(ahead.layer3), ...Object.keys(back.layer3)])) {
    const [one, other] = [ahead, back].map(({ layer3 }) => JSON.stringify(layer3[key]))
    if (one !== other)
      report.lose(`${key} ${other?.slice(0, 100) ?? 'none'} of the way back`, back.id, 'a link is the same both ways')
  }
  for (const [key, value] of Object.entries(back.link)) {
    const isOwn = linkMembers.has(key.slice(key.indexOf(':') + 1)) && key !== 'supporting-link'
    if (!isOwn && JSON.stringify(value) !== JSON.stringify(ahead.link[key]))
      report.lose(`"${key.slice(0, 100)}" of the way back`, back.id, 'a link is the same both ways')
  }
}
