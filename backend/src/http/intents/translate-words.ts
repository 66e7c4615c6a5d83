import type { Translation, Translator } from '@paranet/agent'
import type { TopologyIndex } from '@paranet/network'
import { ProblemError } from '../problem.js'

/** Translators by topology; one lives as long as its topology does. */
const translators = new WeakMap<TopologyIndex, Translator>()

/** What plain words ask of a network: intents, read back, with what must be asked. Words that give neither intents nor questions are a
 *  problem that names what could not be read. */
export async function translateWords(text: string, index: TopologyIndex): Promise<Translation & { formatted: string }> {
  const translation = (await translatorOf(index))(text)
  const { intents, questions, diagnostics } = translation
  if (intents === '' && questions.length === 0) {
    const errors = diagnostics.map(({ message }) => ({ pointer: '/text', message }))
    const detail = diagnostics
      .map(({ message }) => message)
      .slice(0, 3)
      .join('; ')
    throw new ProblemError('not-understood', detail, { errors, diagnostics })
  }
  return { ...translation, formatted: intents }
}

async function translatorOf(index: TopologyIndex): Promise<Translator> {
  const known = translators.get(index)
  if (known) return known
  const { makeTranslator } = await import('@paranet/agent')
  const made = makeTranslator(index)
  translators.set(index, made)
  return made
}
