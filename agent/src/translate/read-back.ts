import type { IntentText } from './grammar/print-intent.js'
import type { Tongue } from './say/tongue.js'
import { type Sayer, wording } from './say/wording.js'

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

/** Kinds whose head says at which nodes or interfaces. */
const atInHead = new Set(['cache', 'peer', 'baseline'])

/** Intents in plain words, made from the intents and not from the words they came from: one line each. */
export function readBack(intents: readonly IntentText[], tongue: Tongue): string {
  return intents.map((intent) => sentenceOf(intent, tongue)).join('\n')
}

function sentenceOf({ kind, keys, isAssert, subject }: IntentText, tongue: Tongue): string {
  const { heads, tails, drained, proved, joint, stop, most } = wording[tongue]
  const value: Sayer = (key) => keys.find(([own]) => own === key)?.[1] ?? ''
  const head = subject === undefined ? (heads[kind]?.(value) ?? kind) : drained(subject)
  const isTail = (key: string) => !inHead.has(key) && !(key === 'at' && atInHead.has(kind))
  const rest = keys
    .filter(([key]) => isTail(key))
    .map(([key, text]) => `${tails[key] ?? `${key} `}${text.replace(/^<= /, most)}`)
  const sentence = [head, ...rest].join(joint)
  return isAssert ? `${proved}${sentence}${stop}` : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${stop}`
}
