import { refuseAt } from '../linux/artifact-error.js'
import type { Flow } from './flow.js'
import { readNumber } from './flow.js'

/** Words of a flow that say how it fared, not what it does. */
const counters =
  /^(duration|n_packets|n_bytes|idle_age|hard_age|reset_counts|send_flow_rem|check_overlap|no_packet_counts|no_byte_counts)\b/

/** The flows of a file, or of what `ovs-ofctl dump-flows` prints. Throws ArtifactError at a line that is none. */
export function readFlows(file: string, text: string): Flow[] {
  const flows: Flow[] = []
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || /^(OFPST|NXST)_FLOW reply/.test(line)) continue
    const [, before, actions] = /^(.*?)[ ,]actions=(.+)$/.exec(line) ?? []
    if (before === undefined || actions === undefined) refuseAt(file, i + 1, `no flow: ${line.slice(0, 80)}`)
    flows.push(flowOf(file, i + 1, splitList(before), splitList(actions)))
  }
  return flows
}

function flowOf(file: string, at: number, words: readonly string[], actions: readonly string[]): Flow {
  const head = { table: 0, priority: 32_768, cookie: '0x0' }
  const match: string[] = []
  for (const word of words) {
    const [, field = '', value = ''] = /^(table|priority|cookie)=(.*)$/.exec(word) ?? []
    if (field === 'cookie') head.cookie = value.replace(/^0x0+(?=.)/, '0x').toLowerCase()
    else if (field === 'table' || field === 'priority')
      head[field] = readNumber(value) ?? refuseAt(file, at, `"${word}" is no number`)
    else if (!counters.test(word)) match.push(word)
  }
  return { ...head, match, actions: actions.map((action) => (/^in_port$/i.test(action) ? 'IN_PORT' : action)) }
}

/** Splits at commas and spaces that stand in no brackets. */
export function splitList(text: string): string[] {
  const words: string[] = []
  let depth = 0
  let word = ''
  for (const letter of text) {
    if (letter === '(') depth++
    else if (letter === ')') depth--
    if (depth === 0 && (letter === ',' || letter === ' ')) {
      if (word !== '') words.push(word)
      word = ''
    } else word += letter
  }
  return word === '' ? words : [...words, word]
}
